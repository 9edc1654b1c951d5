import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAcknowledgement, replyBytesMax } from './ack.ts';

const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const gbkComma = Buffer.from([0xa3, 0xac]);
/** 订单7, an order id of a shop that works in GBK. */
const gbkOrder = Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0x37]);

function bytes(...parts: (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

describe('a reply acknowledges when it is', () => {
  const table: [name: string, userId: string, body: Buffer][] = [
    ['3 and the id', '20120101', bytes('3,20120101')],
    ['followed by CRLF', '20120101', bytes('3,20120101\r\n')],
    ['wrapped in white space', '20120101', bytes('\n\t \v\f3,20120101 \r\n\n')],
    ['after a BOM', '20120101', bytes(bom, '3,20120101')],
    [
      'after two BOMs and a line, as of included files',
      '20120101',
      bytes(bom, bom, '\n3,20120101'),
    ],
    ['before a BOM', '20120101', bytes('3,20120101', bom)],
    ['with a full-width comma in UTF-8', '20120101', bytes('3，20120101\n')],
    ['with a full-width comma in GBK', '20120101', bytes('3', gbkComma, '20120101')],
    ['with a GBK comma before an id in UTF-8', '订单7', bytes('3', gbkComma, '订单7')],
    ['an id in GBK after a GBK comma', '订单7', bytes('3', gbkComma, gbkOrder, '\r\n')],
    ['an id in GBK after a plain comma', '订单7', bytes('3,', gbkOrder)],
    ['an id in UTF-8', '订单7-🧾', bytes('3,订单7-🧾')],
    ['an id with a comma', 'a,b', bytes('3,a,b')],
    ['an id that ends in a space', 'A ', bytes('3,A ')],
    ['an id that ends in a space, and a line end', 'A ', bytes('3,A \n')],
    ['an id that starts with a space', ' A', bytes('3, A')],
    ['null, for the order "null"', 'null', bytes('3,null')],
    [
      'the digest, for the order of that name',
      '94a0acb127ef8ee8c925e3944941ce5e',
      bytes('3,94a0acb127ef8ee8c925e3944941ce5e'),
    ],
  ];
  test.each(table)('%s', (_name, userId, body) => {
    expect(readAcknowledgement(userId, 200, body)).toEqual({ kind: 'acknowledged' });
  });

  test.each([200, 201, 202, 204, 299])('status %i', (statusCode) => {
    expect(readAcknowledgement('1', statusCode, bytes('3,1')).kind).toBe('acknowledged');
  });
});

describe('fault "ack exact": a reply refuses when it is', () => {
  const table: [name: string, userId: string, body: Buffer, why: string][] = [
    ['empty', '1', bytes(''), 'empty_reply'],
    ['only white space and a BOM', '1', bytes(bom, ' \r\n'), 'empty_reply'],
    ['null', '1', bytes('3,null'), 'refused_null'],
    ['null with a full-width comma', '1', bytes('3，null\n'), 'refused_null'],
    ['the digest', '1', bytes('3,94a0acb127ef8ee8c925e3944941ce5e'), 'refused_digest'],
    ['another id', '20120101', bytes('3,20120102'), 'other_id'],
    ['the id in part', '20120101', bytes('3,2012010'), 'other_id'],
    ['the id and more', '20120101', bytes('3,201201011'), 'other_id'],
    ['the id and a sentence', '20120101', bytes('3,20120101 received'), 'other_id'],
    ['twice the id', '1', bytes('3,1\n3,1'), 'other_id'],
    ['a space after the comma', '1', bytes('3, 1'), 'other_id'],
    ['an id in another case', 'abc', bytes('3,ABC'), 'other_id'],
    ['an id trimmed of its own space', 'A ', bytes('3,A'), 'other_id'],
    ['an id cut by a NUL', '1', bytes('3,1\0'), 'other_id'],
    ['the name of the parameter', '1', bytes('3,USER_ID'), 'other_id'],
    ['no id', '1', bytes('3,'), 'other_id'],
    ['another GBK id', '订单8', bytes('3', gbkComma, gbkOrder), 'other_id'],
    ['UTF-8 that would be the id if read as GBK', '璁㈠崟7', bytes('3,订单7'), 'other_id'],
    ['the id in composed form where it was sent decomposed', 'e\u0301', bytes('3,é'), 'other_id'],
    ['an HTML page', '1', bytes('<html><body>3,1</body></html>'), 'other_text'],
    ['other text', '1', bytes('OK'), 'other_text'],
    ['a PHP warning before it', '1', bytes('Warning: x in a.php\n3,1'), 'other_text'],
    ['quoted', '1', bytes('"3,1"'), 'other_text'],
    ['another number', '1', bytes('1,1'), 'other_text'],
    ['without a comma', '1', bytes('31'), 'other_text'],
    ['in UTF-16', '1', Buffer.from('\ufeff3,1', 'utf16le'), 'other_text'],
    ['in full-width digits', '1', bytes('３,1'), 'other_text'],
    ['too long', '1', bytes('3,1', Buffer.alloc(replyBytesMax, ' ')), 'reply_too_large'],
  ];
  test.each(table)('%s', (_name, userId, body, why) => {
    expect(readAcknowledgement(userId, 200, body)).toEqual({ kind: 'refused', why });
  });

  test.each([100, 199, 300, 302, 304, 400, 404, 500, 503])(
    'right, but with status %i',
    (status) => {
      expect(readAcknowledgement('1', status, bytes('3,1'))).toEqual({
        kind: 'refused',
        why: 'status_not_2xx',
      });
    },
  );
});

test('whatever the id, echoing it acknowledges it and no other', () => {
  const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 127 });
  fc.assert(
    fc.property(id, id, (sent, other) => {
      expect(readAcknowledgement(sent, 200, bytes('3,', sent)).kind).toBe('acknowledged');
      const isSameButForPadding = other.startsWith(sent) && other.slice(sent.length).trim() === '';
      fc.pre(!isSameButForPadding);
      expect(readAcknowledgement(sent, 200, bytes('3,', other)).kind).toBe('refused');
    }),
  );
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (body, userId) => {
      expect(readAcknowledgement(userId, 200, Buffer.from(body)).kind).toMatch(/ack|ref/);
    }),
  );
});

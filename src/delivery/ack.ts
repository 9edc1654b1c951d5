import { isUtf8 } from 'node:buffer';

/** The longest reply, in bytes, that is read and judged; a longer one is no acknowledgement. */
export const replyBytesMax = 64 * 1024;

export type RefusalReason =
  | 'status_not_2xx'
  | 'reply_too_large'
  | 'empty_reply'
  | 'refused_null'
  | 'refused_digest'
  | 'other_id'
  | 'other_text';

export type Acknowledgement = { kind: 'acknowledged' } | { kind: 'refused'; why: RefusalReason };

/** An ASCII comma, U+FF0C in UTF-8, and U+FF0C in GBK: the ones merchants copied from the document. */
const commas = [Buffer.from(','), Buffer.from('\uff0c'), Buffer.from([0xa3, 0xac])];

/** What merchants' code answers when it found no order, or the wrong one: an explicit no. */
const refusedIds: ReadonlyMap<string, RefusalReason> = new Map([
  ['null', 'refused_null'],
  ['94a0acb127ef8ee8c925e3944941ce5e', 'refused_digest'],
]);

const whiteSpace = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]);
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const gbk = new TextDecoder('gbk', { fatal: true });

/**
 * Judges a merchant's reply to a callback. Only a 2xx whose body is `3,` and the user_id that was
 * sent counts, with nothing around it but white space and byte order marks (each included PHP file
 * may add one). The reply's Content-Type plays no part: it is rarely true.
 */
export function readAcknowledgement(
  userId: string,
  statusCode: number,
  body: Buffer,
): Acknowledgement {
  if (statusCode < 200 || statusCode > 299) return { kind: 'refused', why: 'status_not_2xx' };
  if (body.length > replyBytesMax) return { kind: 'refused', why: 'reply_too_large' };
  const reply = body.subarray(paddingLength(body));
  if (reply.length === 0) return { kind: 'refused', why: 'empty_reply' };
  if (names(reply, userId)) return { kind: 'acknowledged' };
  return { kind: 'refused', why: whyRefused(reply) };
}

function whyRefused(reply: Buffer): RefusalReason {
  for (const [id, why] of refusedIds) {
    if (names(reply, id)) return why;
  }
  return commas.some((comma) => startsWith(reply, Buffer.concat([Buffer.from('3'), comma])))
    ? 'other_id'
    : 'other_text';
}

/**
 * Whether the reply is `3,` + id and then padding only. The id is looked for whole before anything
 * is trimmed from the end, so that an id which itself ends in a space can be acknowledged.
 */
function names(reply: Buffer, id: string): boolean {
  const idBytes = Buffer.from(id);
  const asSent = commas.some((comma) => {
    const expected = Buffer.concat([Buffer.from('3'), comma, idBytes]);
    return startsWith(reply, expected) && isPadding(reply.subarray(expected.length));
  });
  return asSent || namesInGbk(reply, id);
}

/**
 * A shop that works in GBK may send the id back in GBK. Bytes that are valid UTF-8 are never read
 * this way: they would name one id in UTF-8 and another in GBK.
 */
function namesInGbk(reply: Buffer, id: string): boolean {
  if (isUtf8(reply)) return false;
  let text: string;
  try {
    text = gbk.decode(reply);
  } catch {
    return false;
  }
  return [`3,${id}`, `3\uff0c${id}`].some(
    (expected) => text.startsWith(expected) && isPadding(Buffer.from(text.slice(expected.length))),
  );
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}

function isPadding(bytes: Buffer): boolean {
  return paddingLength(bytes) === bytes.length;
}

/** How many bytes at the start are white space or byte order marks. */
function paddingLength(bytes: Buffer): number {
  let length = 0;
  for (;;) {
    if (whiteSpace.has(bytes[length] ?? -1)) length += 1;
    else if (startsWith(bytes.subarray(length), byteOrderMark)) length += byteOrderMark.length;
    else return length;
  }
}

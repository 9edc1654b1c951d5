import { expect, test } from 'vitest';
import type { SendResult } from '../delivery/send.ts';
import { explainReply } from './callback-reply.ts';

const answered = (statusCode: number, body: string | Buffer): SendResult => ({
  outcome: 'answered',
  statusCode,
  body: Buffer.from(body),
  address: '192.0.2.7',
  latencyMs: 12,
});

test('an acknowledgement is one, and what is forgiven is told', () => {
  expect(explainReply('A-1', answered(200, '3,A-1'))).toEqual({
    kind: 'acknowledged',
    found: 'acknowledged in 12 ms',
    todo: null,
  });
  for (const [body, told] of [
    ['\ufeff3,A-1', 'byte order mark'],
    ['3,A-1\n', 'white space'],
    ['3\uff0cA-1', 'another comma'],
  ] as const) {
    const verdict = explainReply('A-1', answered(201, body));
    expect(verdict).toMatchObject({ kind: 'acknowledged', todo: expect.any(String) });
    expect(verdict.found).toContain(told);
  }
});

test.each([
  ['the documented no', 200, '3,null'],
  ['the other documented no', 200, '3,94a0acb127ef8ee8c925e3944941ce5e'],
  ['words of its own', 200, 'no such order'],
  ['a status', 404, ''],
  ['a status and words', 409, 'refused: The shop expects 5.00 USD.'],
  ['the words of our SDK', 403, 'refused: PayCenter knows no such transaction.'],
])('a refusal by %s is understood', (_, status, body) => {
  expect(explainReply('A-1', answered(status, body)).kind).toBe('refused');
});

test.each([
  ['nothing', 200, '', 'empty body'],
  ['another order', 200, '3,A-2', 'another order'],
  ['a page for people', 200, '<!DOCTYPE html><title>Log in</title>', 'a page for people'],
  ['HTML around it', 200, '<p>3,A-1</p>', 'HTML around it'],
  ['JSON around it', 200, '{"reply":"3,A-1"}', 'JSON around it'],
  ['a warning before it', 200, 'Notice: undefined index\n3,A-1', 'other text around it'],
  ['a word of content', 200, 'SUCCESS', '"SUCCESS"'],
  ['the right words with the wrong status', 404, '3,A-1', 'status 200'],
  ['a failure of the server', 500, 'Internal Server Error', '500'],
  ['the wish for a login', 401, '', '401'],
  ['something in front of it', 403, '<h1>403 Forbidden</h1>', '403'],
  [
    'another secret',
    403,
    'refused: The callback is not signed with the secret of the order’s app.',
    '403',
  ],
  ['that it takes no POST', 405, '', '405'],
])('%s is a fault, with what to do about it', (_, status, body, said) => {
  const verdict = explainReply('A-1', answered(status, body));
  expect(verdict).toMatchObject({ kind: 'faulty', todo: expect.any(String) });
  expect(verdict.found).toContain(said);
});

test('a long reply is quoted in part, on one line', () => {
  const { found } = explainReply('A-1', answered(200, `no\n${'x'.repeat(500)}`));
  expect(found).toMatch(/^it replied 200 "no x+…"$/);
  expect(found.length).toBeLessThan(100);
});

test.each([
  'dns_failed',
  'address_refused',
  'connect_refused',
  'connect_timeout',
  'connect_failed',
  'tls_failed',
  'timeout',
  'reset',
  'closed_early',
  'redirect',
  'bad_reply',
  'reply_too_large',
  'network_error',
] as const)('no reply because of %s has a sentence and a remedy', (why) => {
  const result = { outcome: 'failed', why, detail: 'more', latencyMs: 5 } as const;
  expect(explainReply('A-1', result)).toEqual({
    kind: 'unanswered',
    found: expect.stringMatching(/\w \(more\)$/),
    todo: expect.stringMatching(/\.$/),
  });
});

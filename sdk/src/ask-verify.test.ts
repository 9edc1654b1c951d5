import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { askVerify } from './ask-verify.ts';
import { deadOrigin, serve } from './local-server.test-support.ts';

const question = {
  transId: 'Tq3x',
  orderId: '20120101',
  currency: 'USD',
  gross: '-0.01',
  channel: 'paypal',
};

test('PayCenter is asked about the five values', async () => {
  const asked: string[] = [];
  const baseUrl = await serve(async (req, res) => {
    asked.push(`${req.method} ${req.url} ${await text(req)}`);
    res.end('OK');
  });
  expect(await askVerify({ baseUrl }, question)).toEqual({ outcome: 'confirmed' });
  expect(asked).toEqual([
    'POST /v2/index.php?mod=verify ' +
      'trans_id=Tq3x&user_id=20120101&currency=USD&gross=-0.01&channel=paypal',
  ]);
});

test.each([
  ['unkonwn transaction', 200, 'refused', 'unknown-transaction'],
  ['params error', 200, 'refused', 'params-error'],
  ['system error', 200, 'unavailable', 'system-error'],
  ['ok', 200, 'unavailable', 'unexpected-answer'],
  ['<html>OK</html>', 200, 'unavailable', 'unexpected-answer'],
  ['', 200, 'unavailable', 'unexpected-answer'],
  ['OK', 500, 'unavailable', 'unexpected-answer'],
  ['OK', 201, 'unavailable', 'unexpected-answer'],
])('the answer %j with HTTP %i is %s: %s', async (answer, status, outcome, reason) => {
  const baseUrl = await serve((_req, res) => res.writeHead(status).end(answer));
  expect(await askVerify({ baseUrl }, question)).toMatchObject({ outcome, reason });
});

test('what goes wrong on the way is an answer, not an exception', async () => {
  const silent = await serve(() => {});
  const stalling = await serve((_req, res) => res.write('O'));
  const redirecting = await serve((_req, res) => {
    res.writeHead(307, { location: 'http://127.0.0.1:9/' }).end('OK');
  });
  const timeoutMs = 50;
  expect(await askVerify({ baseUrl: silent }, question, { timeoutMs })).toMatchObject({
    outcome: 'unavailable',
    reason: 'timeout',
  });
  expect(await askVerify({ baseUrl: stalling }, question, { timeoutMs })).toMatchObject({
    reason: 'timeout',
  });
  expect(await askVerify({ baseUrl: redirecting }, question)).toMatchObject({
    reason: 'unexpected-answer',
  });
  expect(await askVerify({ baseUrl: await deadOrigin() }, question)).toMatchObject({
    reason: 'network',
  });
});

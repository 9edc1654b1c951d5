import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { CallbackEvent } from './callback-event.ts';
import { createCallbackHandler, createFetchHandler } from './callback-handler.ts';
import type { CallbackProblem } from './callback-problem.ts';
import { deadOrigin, serve } from './local-server.test-support.ts';
import {
  type CallbackHandlerOptions,
  type CallbackReceipt,
  createReceiver,
} from './receive-callback.ts';

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString('base64')}`;

const sent = {
  trans_id: 'Tq3x',
  user_id: '20120101',
  timestamp: '1772366400123',
  currency: 'USD',
  gross: '30.14',
  channel: 'paypal',
  item: 'tea',
  custom_data: '20120101',
  status: 'SUCCESS',
  channel_data: '{}',
};

interface Shop {
  url: string;
  events: CallbackEvent[];
  receipts: CallbackReceipt[];
  problems: CallbackProblem[];
}

const options: CallbackHandlerOptions = {
  baseUrl: 'http://127.0.0.1:9',
  appId: '1',
  secret,
  verifyBy: 'signature',
  expect: ({ orderId }) =>
    orderId === '20120101' ? { gross: '30.140', currency: 'USD' } : undefined,
  onEvent: () => {},
  onProblem: () => {},
};

/** A shop with one order of 30.14 USD, on a real server. */
async function openShop(change: Partial<CallbackHandlerOptions> = {}): Promise<Shop> {
  const shop: Omit<Shop, 'url'> = { events: [], receipts: [], problems: [] };
  const handler = createCallbackHandler({
    ...options,
    onEvent: (event, receipt) => {
      shop.events.push(event);
      shop.receipts.push(receipt);
    },
    onProblem: (problem) => void shop.problems.push(problem),
    ...change,
  });
  return { url: await serve(handler), ...shop };
}

/** PayCenter's verify, which knows the transactions given. */
function verifying(answer: (form: URLSearchParams) => string): Promise<string> {
  return serve(async (req, res) => res.end(answer(new URLSearchParams(await text(req)))));
}

interface Sending {
  change?: Partial<typeof sent>;
  id?: string;
  seconds?: number;
  signed?: boolean;
}

function sign(sending: Sending): { headers: Record<string, string>; body: string } {
  const { change = {}, id = randomUUID(), seconds = Math.floor(Date.now() / 1000) } = sending;
  const body = new URLSearchParams({ ...sent, ...change }).toString();
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': `${seconds}`,
    'webhook-signature': `v1,${mac}`,
  };
  return { headers: sending.signed === false ? {} : headers, body };
}

async function send(shop: Shop, sending: Sending = {}): Promise<{ status: number; text: string }> {
  const { headers, body } = sign(sending);
  const response = await fetch(shop.url, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}

test('a genuine callback is handed over, typed, and acknowledged', async () => {
  const shop = await openShop();
  expect(await send(shop, { id: 'msg_1' })).toEqual({ status: 200, text: '3,20120101' });
  expect(shop.events).toMatchObject([{ status: 'SUCCESS', orderId: '20120101', gross: '30.14' }]);
  expect(shop.receipts).toMatchObject([{ webhookId: 'msg_1' }]);
  expect(shop.problems).toEqual([]);
});

test('threat 12: a stranger who posts to the callback address is refused', async () => {
  const shop = await openShop();
  const reply = await send(shop, { signed: false });
  expect(reply.status).toBe(403);
  expect(reply.text).toMatch(/^refused: .*not signed/);
  expect(shop.events).toEqual([]);
  expect(shop.problems).toMatchObject([{ kind: 'bad-signature' }]);
});

test('threat 12: an unsigned callback that PayCenter did not send fails its verify', async () => {
  const baseUrl = await verifying((form) =>
    form.get('trans_id') === 'Tq3x' ? 'OK' : 'unkonwn transaction',
  );
  const shop = await openShop({ baseUrl, verifyBy: 'verify', secret: undefined });
  const forged = await send(shop, { signed: false, change: { trans_id: 'guessed' } });
  expect(forged).toMatchObject({ status: 403 });
  expect(shop.events).toEqual([]);
  expect(await send(shop, { signed: false })).toEqual({ status: 200, text: '3,20120101' });
});

test('with both proofs, either one missing refuses', async () => {
  let answer = 'params error';
  const shop = await openShop({ baseUrl: await verifying(() => answer), verifyBy: 'both' });
  expect(await send(shop)).toMatchObject({ status: 403 });
  answer = 'OK';
  expect(await send(shop, { signed: false })).toMatchObject({ status: 403 });
  expect(shop.events).toEqual([]);
  expect(await send(shop)).toMatchObject({ status: 200 });
});

test('while verify cannot answer, nothing is acknowledged and the repeat succeeds', async () => {
  let answer = 'system error';
  const shop = await openShop({ baseUrl: await verifying(() => answer), verifyBy: 'both' });
  expect(await send(shop)).toMatchObject({ status: 503 });
  answer = 'OK';
  expect(await send(shop)).toMatchObject({ status: 200 });
  const cutOff = await openShop({ baseUrl: await deadOrigin(), verifyBy: 'both' });
  expect(await send(cutOff)).toMatchObject({ status: 503 });
  expect(cutOff.problems).toMatchObject([{ kind: 'verify-unavailable' }]);
});

test('threat 39: a replay is acknowledged again and handed over once', async () => {
  const shop = await openShop();
  for (const _ of [1, 2, 3]) {
    const refund = { status: 'REFUND', gross: '-5.00' };
    expect(await send(shop, { id: 'msg_7', change: refund })).toMatchObject({ status: 200 });
  }
  expect(shop.events).toHaveLength(1);
});

test('threat 39: a replay of yesterday, or a signature for tomorrow, is refused', async () => {
  const shop = await openShop();
  const nowSeconds = Math.floor(Date.now() / 1000);
  expect(await send(shop, { seconds: nowSeconds - 86_400 })).toMatchObject({ status: 403 });
  expect(await send(shop, { seconds: nowSeconds + 86_400 })).toMatchObject({ status: 403 });
  expect(shop.events).toEqual([]);
});

test('a success counts once, whatever id it comes under', async () => {
  const shop = await openShop();
  await send(shop, { id: 'msg_1' });
  await send(shop, { id: 'msg_2' });
  expect(shop.events).toHaveLength(1);
});

test('a success for another order is never taken for a repeat', async () => {
  const shop = await openShop({ expect: () => ({ gross: '30.14', currency: 'USD' }) });
  await send(shop);
  await send(shop, { change: { user_id: '20120102' } });
  expect(shop.events.map(({ orderId }) => orderId)).toEqual(['20120101', '20120102']);
});

test('two equal partial refunds are two events when they are signed', async () => {
  const shop = await openShop();
  const change = { status: 'REFUND', gross: '-5.00' };
  await send(shop, { id: 'msg_1', change });
  await send(shop, { id: 'msg_2', change });
  expect(shop.events).toHaveLength(2);
});

test('without a signature neither a new id nor another spelling makes a replay new', async () => {
  const baseUrl = await verifying(() => 'OK');
  const shop = await openShop({ baseUrl, verifyBy: 'verify' });
  const refund = { status: 'REFUND', gross: '-5.00' };
  await send(shop, { id: 'msg_1', change: refund });
  await send(shop, { id: 'msg_2', change: { ...refund, gross: '-5.000' } });
  await send(shop, { id: 'msg_3', change: { ...refund, timestamp: '1' } });
  expect(shop.events).toHaveLength(1);
});

test.each([
  ['amount', { gross: '30.15' }, 409, 'wrong-amount'],
  ['smaller amount', { gross: '0.01' }, 409, 'wrong-amount'],
  ['currency', { currency: 'JPY' }, 409, 'wrong-currency'],
  ['order', { user_id: '20120102' }, 404, 'unknown-order'],
])('another %s than expected is never paid', async (_what, change, status, kind) => {
  const shop = await openShop();
  const reply = await send(shop, { change });
  expect(reply.status).toBe(status);
  expect(reply.text).toMatch(/^refused: /);
  expect(shop.events).toEqual([]);
  expect(shop.problems).toMatchObject([{ kind, event: { transId: 'Tq3x' } }]);
});

test('an order found by something else than its number must still be the same order', async () => {
  const shop = await openShop({
    expect: () => ({ gross: '30.14', currency: 'USD', orderId: '7' }),
  });
  expect(await send(shop)).toMatchObject({ status: 409 });
  expect(shop.problems).toMatchObject([{ kind: 'wrong-order' }]);
});

test('refunds, disputes and reversals may be about a part', async () => {
  const shop = await openShop();
  const parts = [
    { status: 'REFUND', gross: '-5.00' },
    { status: 'IN_CASE', gross: '20.00' },
    { status: 'CANCEL_REVERSAL', gross: '20.00' },
    { status: 'APP_REVERSE', gross: '-25.14' },
  ];
  for (const change of parts) expect(await send(shop, { change })).toMatchObject({ status: 200 });
  expect(shop.events.map(({ status }) => status)).toEqual(parts.map(({ status }) => status));
});

test('an event the shop failed on is not acknowledged, and comes again', async () => {
  let failures = 1;
  const handled: string[] = [];
  const shop = await openShop({
    onEvent: (event) => {
      if (failures-- > 0) throw new Error('disk full: /var/orders');
      handled.push(event.orderId);
    },
  });
  const failed = await send(shop);
  expect(failed.status).toBe(500);
  expect(failed.text).not.toContain('disk full');
  expect(shop.problems).toMatchObject([{ kind: 'shop-failed', error: { message: /disk full/ } }]);
  expect(await send(shop)).toMatchObject({ status: 200 });
  expect(handled).toEqual(['20120101']);
});

test.each([
  ['success', 200],
  ['failure', 500],
])('repeats that come while the first is at work share its %s', async (fate, status) => {
  let calls = 0;
  let finish: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const receiver = createReceiver({
    ...options,
    onEvent: async () => {
      calls += 1;
      await held;
      if (fate === 'failure') throw new Error('not now');
    },
  });
  const { headers, body } = sign({ id: 'msg_1' });
  const replies = [1, 2, 3].map(() => receiver.receive(headers, Buffer.from(body)));
  await new Promise((resolve) => setImmediate(resolve));
  finish?.();
  expect((await Promise.all(replies)).map((reply) => reply.status)).toEqual(Array(3).fill(status));
  expect(calls).toBe(1);
});

test("the shop's own store decides what was seen, and learns of it after success", async () => {
  const keys = new Set<string>();
  const seen = {
    has: async (k: string) => keys.has(k),
    add: async (k: string) => void keys.add(k),
  };
  const failing = await openShop({
    seen,
    onEvent: () => {
      throw new Error('not now');
    },
  });
  await send(failing);
  expect(keys.size).toBe(0);
  const shop = await openShop({ seen });
  await send(shop);
  expect([...keys]).toEqual([shop.receipts[0]?.key]);
  const restarted = await openShop({ seen });
  expect(await send(restarted)).toMatchObject({ status: 200 });
  expect(restarted.events).toEqual([]);
});

test('a refusal stands even when the report of it fails', async () => {
  const shop = await openShop({
    onProblem: () => {
      throw new Error('mail is down');
    },
  });
  const warned = new Promise((resolve) => process.once('warning', resolve));
  expect(await send(shop, { signed: false })).toMatchObject({ status: 403 });
  expect(await warned).toMatchObject({ message: 'mail is down' });
});

test('a signed body that is no callback is refused', async () => {
  const shop = await openShop();
  expect(await send(shop, { change: { status: 'PAID' } })).toMatchObject({ status: 400 });
  expect(shop.problems).toMatchObject([{ kind: 'malformed-callback' }]);
});

test('anything but a POST is refused, and so is a body beyond the limit', async () => {
  const shop = await openShop({ bodyLimitBytes: 1000 });
  const get = await fetch(shop.url);
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await send(shop, { change: { custom_data: 'x'.repeat(1000) } })).toMatchObject({
    status: 413,
  });
  expect(shop.problems.map(({ kind }) => kind)).toEqual(['wrong-method', 'body-too-large']);
});

test('a body that breaks off harms nobody', async () => {
  let told: ((problem: CallbackProblem) => void) | undefined;
  const problem = new Promise<CallbackProblem>((resolve) => {
    told = resolve;
  });
  const shop = await openShop({ onProblem: (each) => told?.(each) });
  const socket = connect(Number(new URL(shop.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\ntrans_id=', () =>
    socket.destroy(),
  );
  expect(await problem).toMatchObject({ kind: 'unreadable-body' });
  expect(await send(shop)).toMatchObject({ status: 200 });
});

test('behind a body parser the handler says what to change', async () => {
  const problems: CallbackProblem[] = [];
  const handler = createCallbackHandler({
    ...options,
    onProblem: (problem) => void problems.push(problem),
  });
  const url = await serve(async (req, res) => {
    await text(req);
    await handler(req, res);
  });
  expect((await fetch(url, { method: 'POST', body: 'a=1' })).status).toBe(400);
  expect(problems).toMatchObject([{ message: /in front of every body parser/ }]);
});

test('the fetch handler does the same', async () => {
  const events: CallbackEvent[] = [];
  const handler = createFetchHandler({
    ...options,
    onEvent: (event) => void events.push(event),
  });
  const { headers, body } = sign({});
  const post = (init: RequestInit) => handler(new Request('https://s.example/', init));
  const genuine = await post({ method: 'POST', body, headers });
  expect([genuine.status, await genuine.text()]).toEqual([200, '3,20120101']);
  expect((await post({ method: 'POST', body })).status).toBe(403);
  expect((await post({ method: 'POST' })).status).toBe(403);
  expect((await post({})).status).toBe(405);
  expect((await post({ method: 'POST', body: 'x'.repeat(200_000) })).status).toBe(413);
  expect(events).toHaveLength(1);
});

test.each([
  [{ secret: undefined }, /needs the secret/],
  [{ secret: '' }, /whsec_/],
  [{ baseUrl: 'nowhere' }, /baseUrl/],
  [{ verifyBy: 'none' as 'both' }, /verifyBy must be/],
])('a handler that could not verify is not made: %j', async (change, message) => {
  await expect(openShop(change)).rejects.toThrow(message);
});

/** §4: acknowledged or not, sent again or not, in which order, and where to. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { setApp } from '../../src/flows/configure-app.ts';
import { resend } from '../../src/flows/resend-callbacks.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  acknowledge,
  type Merchant,
  type ReceivedCallback,
  type Reply,
  startMerchant,
} from '../merchant.ts';
import { happen, heard, newOrderId, openPayment, verify } from '../shopper.ts';

let centre: TestCentre;
let merchant: Merchant;
let account: string;
/** What the merchant answers for an order that a test has taken in hand. */
const replies = new Map<
  string,
  (callback: ReceivedCallback, count: number) => Reply | Promise<Reply>
>();

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant({
    reply: (callback, count) =>
      (replies.get(callback.fields.user_id ?? '') ?? acknowledge)(callback, count),
  });
  account = await appTold('shop', merchant.url);
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

/** An app whose callbacks are sent again at once. */
async function appTold(appId: string, callbackUrl: string, delays = '0,0'): Promise<string> {
  const { account: own } = await appWithSandbox(centre, { appId, callbackUrl });
  await setApp(centre.running.centre.db, appId, new Map([['callback_delays', delays]]));
  await heard(centre, appId, (app) => app.settings.callbackDelaysSeconds.join() === delays);
  return own;
}

type Row = {
  id: string;
  state: string;
  sends: number;
  last_error: string | null;
  outcomes: string[];
  whys: (string | null)[];
};

async function callbacksOf(orderId: string): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select c.id, c.state, c.sends, c.last_error,
      array(select s.outcome from callback_sends s where s.callback_id = c.id order by s.number) as outcomes,
      array(select s.why from callback_sends s where s.callback_id = c.id order by s.number) as whys
    from callbacks c where c.order_id = ${orderId} order by c.id`.execute(centre.running.centre.db);
  return rows;
}

const WAIT = { timeout: 15_000, interval: 50 };

async function ended(orderId: string): Promise<Row> {
  return vi.waitFor(async () => {
    const [row] = await callbacksOf(orderId);
    if (!row || row.state === 'waiting') throw new Error(`Still waiting: ${row?.last_error}.`);
    return row;
  }, WAIT);
}

/** Pays an order whose callback is answered so. */
async function paidWith(
  reply: (callback: ReceivedCallback, count: number) => Reply | Promise<Reply>,
  orderId = newOrderId(),
): Promise<string> {
  replies.set(orderId, reply);
  await openPayment(centre, { order_id: orderId });
  await happen(centre, account, orderId, 'pay');
  return orderId;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const bytes = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

describe.concurrent('§4 (doc): the acknowledgement', () => {
  test.each<[string, (id: string) => Reply]>([
    ['3,ID', (id) => ({ body: `3,${id}` })],
    ['3，ID with the full-width comma', (id) => ({ body: `3，${id}` })],
    ['3，ID in GBK', (id) => ({ body: bytes('3', Buffer.from([0xa3, 0xac]), id) })],
    ['white space around', (id) => ({ body: ` \r\n\t3,${id}\n\n` })],
    ['a BOM before', (id) => ({ body: bytes(BOM, '3,', id) })],
    ['two BOMs and lines before', (id) => ({ body: bytes(BOM, '\r\n', BOM, '3,', id, '\n') })],
    ['a JSON type', (id) => ({ headers: { 'content-type': 'application/json' }, body: `3,${id}` })],
    ['an HTML type', (id) => ({ headers: { 'content-type': 'text/html' }, body: `3,${id}` })],
    ['status 201', (id) => ({ status: 201, body: `3,${id}` })],
    ['status 299', (id) => ({ status: 299, body: `3,${id}` })],
  ])('%s counts', async (_, reply) => {
    const orderId = await paidWith(({ fields }) => reply(fields.user_id ?? ''));
    expect(await ended(orderId)).toMatchObject({
      state: 'acknowledged',
      sends: 1,
      outcomes: ['acknowledged'],
    });
  });

  test.each<[string, (id: string) => Reply]>([
    ['nothing', () => ({})],
    ['another id', () => ({ body: '3,another' })],
    ['one character more', (id) => ({ body: `3,${id}1` })],
    ['one character less', (id) => ({ body: `3,${id.slice(0, -1)}` })],
    ['a substring', (id) => ({ body: `<html>3,${id}</html>` })],
    ['quotes around', (id) => ({ body: `"3,${id}"` })],
    ['a space inside', (id) => ({ body: `3, ${id}` })],
    ['another number', (id) => ({ body: `2,${id}` })],
    ['OK', () => ({ body: 'OK' })],
    ['JSON', (id) => ({ body: `{"code":3,"id":"${id}"}` })],
    ['status 500', (id) => ({ status: 500, body: `3,${id}` })],
    ['status 404', (id) => ({ status: 404, body: `3,${id}` })],
    ['status 304', (id) => ({ status: 304, body: `3,${id}` })],
    ['64 KiB and more', (id) => ({ body: `3,${id}${' '.repeat(65_536)}` })],
  ])('%s does not count', async (_, reply) => {
    const orderId = await paidWith(({ fields }) => reply(fields.user_id ?? ''));
    expect(await ended(orderId)).toMatchObject({ state: 'failed', sends: 3 });
    expect(await callbacksOf(orderId)).toHaveLength(1);
  });

  test.each([
    ['3,null', 'refused_null'],
    ['3,94a0acb127ef8ee8c925e3944941ce5e', 'refused_digest'],
  ])('(field): %s is a refusal, and shown as one', async (body, why) => {
    const orderId = await paidWith(() => ({ body }));
    expect(await ended(orderId)).toMatchObject({ state: 'failed', last_error: why });
  });

  test('(field): unless that is the very user_id', async () => {
    await paidWith(acknowledge, 'null');
    expect(await ended('null')).toMatchObject({ state: 'acknowledged' });
  });

  test('(field): a redirect is a failure and is not followed', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const elsewhere = `${merchant.url}/elsewhere`;
      const orderId = await paidWith(({ fields, target }) =>
        target.endsWith('/elsewhere')
          ? { body: `3,${fields.user_id}` }
          : { status, headers: { location: elsewhere }, body: `3,${fields.user_id}` },
      );
      expect(await ended(orderId)).toMatchObject({ state: 'failed', sends: 3 });
      expect(merchant.of(orderId).map(({ target }) => target)).toEqual(Array(3).fill('/callback'));
    }
  });
});

describe.concurrent('§4 (doc): sends', () => {
  test('at most three of one callback, each with the same body and the same timestamp', async () => {
    const orderId = await paidWith(() => ({ status: 500, body: 'sorry' }));
    expect(await ended(orderId)).toMatchObject({
      state: 'failed',
      sends: 3,
      outcomes: ['refused', 'refused', 'refused'],
    });
    const sent = merchant.of(orderId);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    // Whatever a fourth send would wait for happens to this later payment, too.
    const later = await paidWith(() => ({ status: 500 }));
    await ended(later);
    expect(merchant.of(orderId)).toHaveLength(3);
  });

  test('none after the one that is acknowledged', async () => {
    const orderId = await paidWith((callback, count) =>
      count < 2 ? { body: 'busy' } : acknowledge(callback),
    );
    expect(await ended(orderId)).toMatchObject({
      state: 'acknowledged',
      sends: 2,
      outcomes: ['refused', 'acknowledged'],
    });
    expect(merchant.of(orderId)).toHaveLength(2);
  });

  test('callback_delays: fewer entries are fewer sends', async () => {
    const own = await appTold('once', merchant.url, '');
    const orderId = newOrderId();
    replies.set(orderId, () => ({ body: 'no' }));
    await openPayment(centre, { app_id: 'once', order_id: orderId });
    await happen(centre, own, orderId, 'pay');
    expect(await ended(orderId)).toMatchObject({ state: 'failed', sends: 1 });
  });

  test('by default the second send waits a minute', async () => {
    const { account: own } = await appWithSandbox(centre, {
      appId: 'patient',
      callbackUrl: merchant.url,
    });
    const orderId = newOrderId();
    replies.set(orderId, () => ({ body: 'no' }));
    await openPayment(centre, { app_id: 'patient', order_id: orderId });
    await happen(centre, own, orderId, 'pay');
    const wait = await vi.waitFor(async () => {
      const { rows } = await sql<{ seconds: number }>`
        select extract(epoch from c.next_at - s.sent_at)::float as seconds
        from callbacks c join callback_sends s on s.callback_id = c.id
        where c.order_id = ${orderId} and c.state = 'waiting'`.execute(centre.running.centre.db);
      if (!rows[0]) throw new Error('Not sent yet.');
      return rows[0].seconds;
    }, WAIT);
    expect(wait).toBeGreaterThanOrEqual(60);
    expect(wait).toBeLessThan(90);
  });

  test('every send is kept: time, address, status, the first KiB of the reply, latency, why', async () => {
    const orderId = await paidWith(() => ({ status: 503, body: 'x'.repeat(3_000) }));
    await ended(orderId);
    const { rows } = await sql<Record<string, unknown>>`
      select s.number, s.url, s.address, s.outcome, s.status_code, s.why, length(s.reply) as kept,
        s.latency_ms >= 0 as timed, s.sent_at is not null as dated
      from callback_sends s join callbacks c on c.id = s.callback_id
      where c.order_id = ${orderId} order by s.number`.execute(centre.running.centre.db);
    expect(rows).toEqual(
      [1, 2, 3].map((number) => ({
        number,
        url: merchant.url,
        address: '127.0.0.1',
        outcome: 'refused',
        status_code: 503,
        why: 'status_not_2xx',
        kept: 1_024,
        timed: true,
        dated: true,
      })),
    );
  });

  test('a failed one is sent again when somebody asks, as a new round with the same body', async () => {
    let open = false;
    const orderId = await paidWith((callback) => (open ? acknowledge(callback) : { body: 'no' }));
    const { id } = await ended(orderId);
    open = true;
    const { callbacks } = await resend(centre.running.centre.db, { ids: [id] });
    expect(callbacks).toEqual([id]);
    expect(await ended(orderId)).toMatchObject({ state: 'acknowledged', sends: 4 });
    expect(new Set(merchant.of(orderId).map(({ body }) => body)).size).toBe(1);
  });

  test('a server that is not there, or hangs up, is a failed send that is counted', async () => {
    const gone = await startMerchant();
    await gone.close();
    const own = await appTold('gone', gone.url);
    const { orderId } = await openPayment(centre, { app_id: 'gone' });
    await happen(centre, own, orderId, 'pay');
    const row = await ended(orderId);
    expect(row).toMatchObject({ state: 'failed', sends: 3, outcomes: Array(3).fill('failed') });
    expect(row.last_error).toMatch(/^connect_refused/);
  });
});

describe.concurrent('§4 (ours): order', () => {
  test('the callbacks of a payment come in order: none before the earlier one has ended', async () => {
    const orderId = newOrderId();
    replies.set(orderId, (callback, count) =>
      callback.fields.status === 'SUCCESS' && count < 3 ? { status: 500 } : acknowledge(callback),
    );
    await openPayment(centre, { order_id: orderId });
    await happen(centre, account, orderId, 'pay', { action: 'refund', gross: '1' }, 'dispute');
    const heard = await merchant.waitFor(5, orderId);
    expect(heard.map(({ fields }) => fields.status)).toEqual([
      ...['SUCCESS', 'SUCCESS', 'SUCCESS'],
      ...['REFUND', 'IN_CASE'],
    ]);
  });

  test('one that has failed for good does not hold up the next', async () => {
    const orderId = newOrderId();
    replies.set(orderId, (callback) =>
      callback.fields.status === 'SUCCESS' ? { status: 500 } : acknowledge(callback),
    );
    await openPayment(centre, { order_id: orderId });
    await happen(centre, account, orderId, 'pay', 'refund');
    const heard = await merchant.waitFor(4, orderId);
    expect(heard.map(({ fields }) => fields.status)).toEqual([
      ...['SUCCESS', 'SUCCESS', 'SUCCESS', 'REFUND'],
    ]);
  });

  test('one slow merchant delays nobody else, and none of its other payments', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = await startMerchant({
      reply: async (callback) => {
        await held;
        return acknowledge(callback);
      },
    });
    try {
      const own = await appTold('slow', slow.url);
      const orders = await Promise.all(
        Array.from({ length: 80 }, () => openPayment(centre, { app_id: 'slow' })),
      );
      await Promise.all(orders.map(({ orderId }) => happen(centre, own, orderId, 'pay')));
      await slow.waitFor(32);
      const { orderId } = await openPayment(centre);
      await happen(centre, account, orderId, 'pay');
      await merchant.waitFor(1, orderId);
      expect(await ended(orderId)).toMatchObject({ state: 'acknowledged' });
      release();
      await slow.waitFor(80);
      for (const each of orders) expect(await ended(each.orderId)).toMatchObject({ sends: 1 });
    } finally {
      release();
      await slow.close();
    }
  });
});

test('§4, §5 (field): nothing is locked while a callback is in flight: verify from inside it says OK', async () => {
  const answers: string[] = [];
  const orderId = await paidWith(async (callback) => {
    answers.push(await verify(centre, callback.fields));
    return acknowledge(callback);
  });
  expect(await ended(orderId)).toMatchObject({ state: 'acknowledged', sends: 1 });
  expect(answers).toEqual(['OK']);
});

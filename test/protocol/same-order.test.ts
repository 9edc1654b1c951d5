/** §3: the same order_id again: never a second charge, never another amount, and nobody blocked. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setActivity } from '../../src/flows/configure-app.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  ASKS_JSON,
  doPayment,
  type Fields,
  happen,
  newOrderId,
  openPayment,
  problemOf,
  showPayment,
} from '../shopper.ts';

let centre: TestCentre;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  const shop = { appId: 'shop', callbackUrl: 'https://shop.invalid/callback' };
  ({ account } = await appWithSandbox(centre, shop));
  const { db } = centre.running.centre;
  await setActivity(db, 'shop', 'tea-sale', 'https://shop.invalid/tea');
});

afterAll(() => centre.stop());

async function paymentOf(transId: string) {
  const payment = await findPayment(centre.running.centre.db, transId);
  if (!payment) throw new Error('No such payment.');
  return payment;
}

describe('§3 (ours): the same order_id again', () => {
  const same = { item: 'Tea', gross: '30.14', currency: 'USD' };

  test('unpaid: it is the same payment, at this or another channel, and the channel is no difference', async () => {
    const orderId = newOrderId();
    const first = await openPayment(centre, { ...same, order_id: orderId });
    const second = await openPayment(centre, { ...same, order_id: orderId, gross: '030.140' });
    expect(second.transId).toBe(first.transId);
    expect(second.attemptId).not.toBe(first.attemptId);
    const other = { ...same, order_id: orderId, lang: 'de', return_url: 'https://shop.example/' };
    expect((await openPayment(centre, other)).transId).toBe(first.transId);
    expect((await showPayment(centre, other)).status).toBe(200);
    expect((await paymentOf(first.transId)).attempts).toHaveLength(3);
  });

  test('a thousand people at once open one payment', async () => {
    const orderId = newOrderId();
    const opened = await Promise.all(
      Array.from({ length: 60 }, () => openPayment(centre, { ...same, order_id: orderId })),
    );
    expect(new Set(opened.map(({ transId }) => transId)).size).toBe(1);
    expect(new Set(opened.map(({ attemptId }) => attemptId)).size).toBe(60);
  });

  test.each<[string, Fields]>([
    ['item', { item: 'Cake' }],
    ['gross', { gross: '30.15' }],
    ['currency', { currency: 'EUR' }],
    ['custom_data', { custom_data: 'x' }],
    ['activityid', { activityid: 'tea-sale' }],
  ])(
    'threat 9: with another %s it is another payment, and neither changes the other',
    async (_, change) => {
      const orderId = newOrderId();
      const mine = await openPayment(centre, { ...same, order_id: orderId });
      const theirs = await openPayment(centre, { ...same, ...change, order_id: orderId });
      expect(theirs.transId).not.toBe(mine.transId);
      const again = await openPayment(centre, { ...same, order_id: orderId });
      expect(again.transId).toBe(mine.transId);
      expect((await paymentOf(mine.transId)).gross).toEqual({ minor: 3_014n, currency: 'USD' });
    },
  );

  test('threat 9: a stranger who opens an order first cannot block it', async () => {
    const orderId = newOrderId();
    await openPayment(centre, { ...same, order_id: orderId, gross: '0.01' });
    await showPayment(centre, { ...same, order_id: orderId, gross: '1000000' });
    const { transId } = await openPayment(centre, { ...same, order_id: orderId });
    await happen(centre, account, orderId, 'pay');
    expect((await paymentOf(transId)).state).toBe('paid');
  });

  test('an empty custom_data is none', async () => {
    const orderId = newOrderId();
    const without = await openPayment(centre, { ...same, order_id: orderId });
    const empty = await openPayment(centre, { ...same, order_id: orderId, custom_data: '' });
    expect(empty.transId).toBe(without.transId);
  });

  test('paid: the same again is the result page, and no second charge', async () => {
    const orderId = newOrderId();
    const { transId } = await openPayment(centre, { ...same, order_id: orderId });
    await happen(centre, account, orderId, 'pay');
    for (const request of [doPayment, showPayment]) {
      const reply = await request(centre, { ...same, order_id: orderId });
      expect(reply.status).toBe(200);
      const html = await reply.text();
      expect(html).toContain('class="result paid"');
      expect(html).not.toContain('name="channel"');
    }
    expect((await paymentOf(transId)).attempts).toHaveLength(1);
  });

  test.each(['pay', 'pend'])(
    'after %s, another payment of that order is refused',
    async (action) => {
      const orderId = newOrderId();
      const early = await openPayment(centre, { ...same, order_id: orderId, gross: '1' });
      const { transId } = await openPayment(centre, { ...same, order_id: orderId });
      await happen(centre, account, orderId, { action, trans_id: transId });
      for (const request of [doPayment, showPayment]) {
        for (const change of [{ gross: '2' }, { gross: '1' }]) {
          const reply = await request(centre, { ...same, ...change, order_id: orderId }, ASKS_JSON);
          expect(await problemOf(reply)).toEqual({
            status: 409,
            code: 'ORDER_ID_REUSED',
            parameter: 'order_id',
          });
        }
      }
      expect((await paymentOf(early.transId)).attempts).toHaveLength(1);
    },
  );

  test('pending: the same again is shown as being confirmed, with nothing to pay', async () => {
    const orderId = newOrderId();
    await openPayment(centre, { ...same, order_id: orderId });
    await happen(centre, account, orderId, 'pend');
    for (const request of [doPayment, showPayment]) {
      const reply = await request(centre, { ...same, order_id: orderId, lang: 'fr' });
      expect(reply.status).toBe(303);
      const page = await fetch(new URL(reply.headers.get('location') ?? '', centre.url));
      const html = await page.text();
      expect(html).toContain('<html lang="fr"');
      expect(html).toContain('class="result confirming"');
      expect(html).not.toContain('name="channel"');
    }
  });

  test.each(['decline', 'cancel'])('%s: it is opened again and can be paid', async (action) => {
    const orderId = newOrderId();
    const first = await openPayment(centre, { ...same, order_id: orderId });
    await happen(centre, account, orderId, action);
    expect((await paymentOf(first.transId)).state).toBe(
      { decline: 'failed', cancel: 'canceled' }[action],
    );
    expect(await (await showPayment(centre, { ...same, order_id: orderId })).text()).toContain(
      'value="sandbox"',
    );
    const again = await openPayment(centre, { ...same, order_id: orderId });
    expect(again.transId).toBe(first.transId);
    expect((await paymentOf(first.transId)).state).toBe('created');
    await happen(centre, account, orderId, 'pay');
    expect((await paymentOf(first.transId)).state).toBe('paid');
  });

  test('money that arrives twice is kept as a duplicate and told once', async () => {
    const orderId = newOrderId();
    const first = await openPayment(centre, { ...same, order_id: orderId });
    const second = await openPayment(centre, { ...same, order_id: orderId, gross: '40' });
    await happen(centre, account, orderId, { action: 'pay', trans_id: first.transId });
    await happen(centre, account, orderId, { action: 'pay', trans_id: second.transId });
    expect(await paymentOf(second.transId)).toMatchObject({ state: 'paid', duplicate: true });
    const { rows } = await sql<{ status: string; gross_minor: bigint }>`
      select status, gross_minor from events where order_id = ${orderId}`.execute(
      centre.running.centre.db,
    );
    expect(rows).toEqual([{ status: 'SUCCESS', gross_minor: 3_014n }]);
  });
});

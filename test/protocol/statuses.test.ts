/** §4, §7: the five words that merchants hear, their amounts and signs, and what stands behind them. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setApp } from '../../src/flows/configure-app.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, type ReceivedCallback, startMerchant } from '../merchant.ts';
import {
  control,
  type Fields,
  happen,
  heard,
  newOrderId,
  openPayment,
  verify,
} from '../shopper.ts';

let centre: TestCentre;
let merchant: Merchant;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
  ({ account } = await appWithSandbox(centre, { appId: 'shop', callbackUrl: merchant.url }));
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

const TEN = [
  ...['trans_id', 'user_id', 'timestamp', 'currency', 'gross'],
  ...['channel', 'item', 'custom_data', 'status', 'channel_data'],
];

type Actions =
  Parameters<typeof happen> extends [unknown, unknown, unknown, ...infer Rest] ? Rest : never;

/** Opens a payment, lets things happen to it, and waits for so many callbacks. */
async function told(fields: Fields, count: number, ...actions: Actions) {
  const opened = await openPayment(centre, fields);
  await happen(centre, account, opened.orderId, ...actions);
  return { ...opened, callbacks: await merchant.waitFor(count, opened.orderId) };
}

function words(callbacks: readonly ReceivedCallback[]): readonly string[] {
  return callbacks.map(({ fields }) => `${fields.status} ${fields.gross}`);
}

describe('§4 (doc): the five words and their signs', () => {
  test('SUCCESS, IN_CASE, CANCEL_REVERSAL, APP_REVERSE and REFUND, one trans_id for all of them', async () => {
    const { callbacks, transId } = await told(
      {},
      6,
      ...['pay', 'dispute', 'dispute_won', 'reverse', 'reverse_won', 'refund'],
    );
    expect(words(callbacks)).toEqual([
      'SUCCESS 30.14',
      'IN_CASE 30.14',
      'CANCEL_REVERSAL 30.14',
      'APP_REVERSE -30.14',
      'CANCEL_REVERSAL 30.14',
      'REFUND -30.14',
    ]);
    expect(new Set(callbacks.map(({ fields }) => fields.trans_id))).toEqual(new Set([transId]));
    for (const { body, fields } of callbacks) {
      expect([...new URLSearchParams(body).keys()]).toEqual(TEN);
      expect(await verify(centre, fields)).toBe('OK');
    }
  });

  test('(ours): a partial refund is a REFUND with its own amount', async () => {
    const part = (gross: string) => ({ action: 'refund', gross });
    const { callbacks } = await told({}, 4, 'pay', part('10'), part('10'), 'refund');
    expect(words(callbacks)).toEqual([
      'SUCCESS 30.14',
      'REFUND -10.00',
      'REFUND -10.00',
      'REFUND -10.14',
    ]);
  });

  test('(ours): IN_CASE is told once for a dispute, with the disputed amount', async () => {
    const dispute = { action: 'dispute', gross: '12.00', times: 5 };
    const { callbacks } = await told({}, 3, 'pay', dispute, 'dispute_lost');
    expect(words(callbacks)).toEqual(['SUCCESS 30.14', 'IN_CASE 12.00', 'APP_REVERSE -12.00']);
  });

  test('(ours): a dispute that is lost after its reversal was told is not told again', async () => {
    const { callbacks, orderId } = await told(
      {},
      4,
      ...['pay', 'dispute', 'reverse', 'dispute_lost', 'dispute_won'],
    );
    expect(words(callbacks)).toEqual([
      'SUCCESS 30.14',
      'IN_CASE 30.14',
      'APP_REVERSE -30.14',
      'CANCEL_REVERSAL 30.14',
    ]);
    expect(merchant.of(orderId)).toHaveLength(4);
  });

  test('(ours): a duplicate payment and its refund make no callback', async () => {
    const { orderId } = await told({}, 1, 'pay');
    const attempt = { order_id: newOrderId() };
    const first = await openPayment(centre, attempt);
    const second = await openPayment(centre, { ...attempt, gross: '7' });
    await happen(centre, account, attempt.order_id, { action: 'pay', trans_id: first.transId });
    await happen(
      centre,
      account,
      attempt.order_id,
      { action: 'pay', trans_id: second.transId },
      { action: 'refund', trans_id: second.transId },
    );
    await told({}, 1, 'pay');
    expect(words(merchant.of(attempt.order_id))).toEqual(['SUCCESS 30.14']);
    expect(merchant.of(orderId)).toHaveLength(1);
  });

  test('§7 (ours): money that arrives after the payment had failed is still paid', async () => {
    const { callbacks } = await told({}, 1, 'decline', 'pay');
    expect(words(callbacks)).toEqual(['SUCCESS 30.14']);
    expect(words((await told({}, 1, 'cancel', 'pay')).callbacks)).toEqual(['SUCCESS 30.14']);
  });

  test('§7 (ours): less money than asked is never SUCCESS, nor is other money', async () => {
    for (const other of [{ gross: '30.13' }, { gross: '3014' }, { currency: 'EUR' }]) {
      const { orderId, transId } = await openPayment(centre);
      await happen(centre, account, orderId, { action: 'pay', ...other });
      const payment = await findPayment(centre.running.centre.db, transId);
      expect(payment?.state).toBe('review');
      expect(merchant.of(orderId)).toEqual([]);
      const asked = { trans_id: transId, user_id: orderId, currency: 'USD', gross: '30.14' };
      expect(await verify(centre, { ...asked, channel: 'sandbox' })).toBe('params error');
    }
  });

  test('reversal_trans_id=own gives each negative callback an id of its own, and verify knows both', async () => {
    const { account: own } = await appWithSandbox(centre, {
      appId: 'own',
      callbackUrl: merchant.url,
    });
    await setApp(centre.running.centre.db, 'own', new Map([['reversal_trans_id', 'own']]));
    await heard(centre, 'own', (app) => app.settings.reversalTransId === 'own');
    const { orderId, transId } = await openPayment(centre, { app_id: 'own' });
    const part = { action: 'refund', gross: '10' };
    await happen(centre, own, orderId, 'pay', part, part, 'dispute', 'dispute_lost', 'reverse_won');
    const callbacks = await merchant.waitFor(6, orderId);
    expect(words(callbacks)).toEqual([
      'SUCCESS 30.14',
      'REFUND -10.00',
      'REFUND -10.00',
      'IN_CASE 10.14',
      'APP_REVERSE -10.14',
      'CANCEL_REVERSAL 10.14',
    ]);
    const ids = callbacks.map(({ fields }) => fields.trans_id ?? '');
    expect(ids.map((id) => id === transId)).toEqual([true, false, false, true, false, true]);
    expect(new Set(ids).size).toBe(4);
    for (const { fields } of callbacks) {
      expect(fields.trans_id).toMatch(/^[\w-]{20,40}$/);
      expect(await verify(centre, fields)).toBe('OK');
    }
    const refund = callbacks[1]?.fields ?? {};
    expect(await verify(centre, { ...refund, gross: '30.14' })).toBe('params error');
  });
});

test('§4: the notice of one payment repeated a hundred times is told once', async () => {
  const { orderId } = await openPayment(centre);
  const { body } = await control(centre, account, { order_id: orderId, action: 'pay', times: 100 });
  expect(body.replies).toEqual(Array(100).fill(200));
  await merchant.waitFor(1, orderId);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from callbacks where order_id = ${orderId}`.execute(
    centre.running.centre.db,
  );
  expect(rows).toEqual([{ count: 1 }]);
});

/** §6: what channels tell PayCenter: verified, stored, then read; 2xx only when it is safe. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { newOrderId, openPayment } from '../shopper.ts';
import { noticeSecret, paidNotice, signed, tell, tellSigned } from '../threats/bank.ts';

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

async function stateOf(transId: string): Promise<string | undefined> {
  return (await findPayment(centre.running.centre.db, transId))?.state;
}

async function kept(reference: string): Promise<readonly { effect: string; raw: boolean }[]> {
  const { rows } = await sql<{ effect: string; raw: boolean }>`
    select effect, raw_sealed is not null as raw from notices where reference = ${reference}
    order by id`.execute(centre.running.centre.db);
  return rows;
}

test('§6 (ours): 2xx only after the commit: what was answered 200 is paid and stored raw, sealed', async () => {
  const { transId, attemptId, orderId } = await openPayment(centre);
  expect(await tellSigned(centre, paidNotice(account, attemptId))).toBe(200);
  expect(await stateOf(transId)).toBe('paid');
  expect(await kept(attemptId)).toEqual([{ effect: 'applied', raw: true }]);
  await merchant.waitFor(1, orderId);
});

test('§6 (ours): repeats change nothing, and are answered 2xx', async () => {
  const { attemptId, orderId } = await openPayment(centre);
  const notice = paidNotice(account, attemptId);
  const statuses = await Promise.all(Array.from({ length: 40 }, () => tellSigned(centre, notice)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  // The same money told of under another id is no other money.
  expect(await tellSigned(centre, { ...notice, id: `${notice.id}again` })).toBe(200);
  await merchant.waitFor(1, orderId);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from events where order_id = ${orderId}`.execute(
    centre.running.centre.db,
  );
  expect(rows).toEqual([{ count: 1 }]);
});

describe('§6 (ours): forged or unverifiable is 4xx, and nothing is changed', () => {
  test.each([
    ['no signature', () => ({})],
    ['an empty signature', () => ({ 'sandbox-signature': '' })],
    ['a signature that is none', () => ({ 'sandbox-signature': 'v1=1' })],
    ['a signature with an empty key', (body: string) => signed('', body)],
    ['a signature with another key', (body: string) => signed('x'.repeat(43), body)],
    ['the signature of another body', (_: string, secret: string) => signed(secret, '{}')],
    [
      'a signature of an hour ago',
      (body: string, secret: string) => signed(secret, body, Date.now() - 3_600_000),
    ],
    [
      'a signature for tomorrow',
      (body: string, secret: string) => signed(secret, body, Date.now() + 86_400_000),
    ],
  ])('threat 1: %s', async (_, headersFor) => {
    const { transId, attemptId } = await openPayment(centre);
    const body = JSON.stringify(paidNotice(account, attemptId));
    const headers = headersFor(body, await noticeSecret(centre, account));
    expect(await tell(centre, `sandbox/${account}`, body, headers)).toBe(400);
    expect(await stateOf(transId)).toBe('created');
    expect(await kept(attemptId)).toEqual([]);
  });

  test('threat 1: a genuine signature over what is no notice', async () => {
    const secret = await noticeSecret(centre, account);
    for (const body of ['', '{}', '[]', 'null', '"paid"', '{', '\0', 'x'.repeat(100_000)]) {
      expect(await tell(centre, `sandbox/${account}`, body, signed(secret, body))).toBe(400);
    }
  });

  test('an account that does not exist, or is another channel’s', async () => {
    const { attemptId } = await openPayment(centre);
    const body = JSON.stringify(paidNotice(account, attemptId));
    const headers = signed(await noticeSecret(centre, account), body);
    for (const door of [
      'sandbox/acc_nobody',
      `paypal/${account}`,
      `nothing/${account}`,
      'sandbox/__proto__',
      `sandbox/${account}%00`,
      `sandbox/${'x'.repeat(300)}`,
    ]) {
      const status = await tell(centre, door, body, headers);
      expect({ door, status }).toEqual({ door, status: status === 404 ? 404 : 400 });
    }
    expect(await kept(attemptId)).toEqual([]);
  });
});

test('§6 (ours): a genuine notice that nobody can be found for is kept, and applied when its payment is there', async () => {
  const orderId = newOrderId();
  const early = paidNotice(account, '0'.repeat(32));
  expect(await tellSigned(centre, early)).toBe(200);
  expect(await kept(early.reference)).toEqual([{ effect: 'parked', raw: true }]);
  // A refund that overtakes its payment.
  const { transId, attemptId } = await openPayment(centre, { order_id: orderId });
  const paid = paidNotice(account, attemptId);
  const { payment } = paid.object;
  const refund = {
    ...paid,
    id: `${paid.id}r`,
    type: 'refund.succeeded',
    occurred_at_ms: paid.occurred_at_ms + 1,
    object: { id: `${payment}r`, payment, gross: '1.00', currency: 'USD' },
  };
  expect(await tellSigned(centre, refund)).toBe(200);
  expect(await stateOf(transId)).toBe('created');
  expect(await tellSigned(centre, paid)).toBe(200);
  const heard = await merchant.waitFor(2, orderId);
  expect(heard.map(({ fields }) => `${fields.status} ${fields.gross}`)).toEqual([
    'SUCCESS 30.14',
    'REFUND -1.00',
  ]);
});

test('§7 (ours): a word that we do not know changes nothing and is kept raw', async () => {
  const { transId, attemptId } = await openPayment(centre);
  const notice = { ...paidNotice(account, attemptId), type: 'payment.teleported' };
  expect(await tellSigned(centre, notice)).toBe(200);
  expect(await stateOf(transId)).not.toBe('paid');
  expect((await kept(attemptId)).map(({ raw }) => raw)).toEqual([true]);
});

describe('threats 5, 6, 7: genuine notices that are not about this payment', () => {
  test.each<[string, Record<string, unknown>]>([
    ['5: less money', { gross: '1.00' }],
    ['5: more money', { gross: '3014' }],
    ['7: the same number in another currency', { currency: 'EUR' }],
    ['7: the same minor units of a currency without decimals', { gross: '3014', currency: 'JPY' }],
    ['7: the same minor units of one with three', { gross: '3.014', currency: 'KWD' }],
  ])('threat %s is never SUCCESS: a person decides', async (_, object) => {
    const { transId, attemptId, orderId } = await openPayment(centre);
    expect(await tellSigned(centre, paidNotice(account, attemptId, object))).toBe(200);
    expect(await findPayment(centre.running.centre.db, transId)).toMatchObject({ state: 'review' });
    expect(merchant.of(orderId)).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['no amount', { gross: undefined }],
    ['a negative amount', { gross: '-30.14' }],
    ['an amount as a number', { gross: 30.14 }],
    ['no currency', { currency: undefined }],
    ['an unknown currency', { currency: 'XXX' }],
    ['no id of the money', { id: undefined }],
  ])('threat 5: %s is not paid', async (_, object) => {
    const { transId, attemptId, orderId } = await openPayment(centre);
    expect(await tellSigned(centre, paidNotice(account, attemptId, object))).toBe(200);
    expect(await stateOf(transId)).not.toBe('paid');
    expect(merchant.of(orderId)).toEqual([]);
  });

  test('threat 6: money that paid one order pays no other', async () => {
    const first = await openPayment(centre);
    const second = await openPayment(centre);
    const paid = paidNotice(account, first.attemptId);
    expect(await tellSigned(centre, paid)).toBe(200);
    const replay = { ...paid, id: `${paid.id}x`, reference: second.attemptId };
    expect(await tellSigned(centre, replay)).toBe(200);
    expect(await stateOf(second.transId)).toBe('created');
    await merchant.waitFor(1, first.orderId);
    expect(merchant.of(second.orderId)).toEqual([]);
  });

  test('threat 6: nor when both notices come at the same moment', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, () => openPayment(centre)));
    const [first] = orders;
    const paid = paidNotice(account, first?.attemptId ?? '');
    const statuses = await Promise.all(
      orders.map(({ attemptId }, at) =>
        tellSigned(centre, { ...paid, id: `${paid.id}n${at}`, reference: attemptId }),
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const states = await Promise.all(orders.map(({ transId }) => stateOf(transId)));
    expect(states.filter((state) => state === 'paid')).toHaveLength(1);
  });

  test('threat 4: a notice of one account says nothing of another account’s payment', async () => {
    const { account: other } = await appWithSandbox(centre, {
      appId: 'other',
      callbackUrl: merchant.url,
    });
    const { transId, attemptId } = await openPayment(centre);
    expect(await tellSigned(centre, paidNotice(other, attemptId))).toBe(200);
    expect(await stateOf(transId)).toBe('created');
    // Signed by the other account, in the name of this one.
    const body = JSON.stringify(paidNotice(account, attemptId));
    const headers = signed(await noticeSecret(centre, other), body);
    expect(await tell(centre, `sandbox/${account}`, body, headers)).toBe(400);
    expect(await tell(centre, `sandbox/${other}`, body, headers)).toBe(400);
    expect(await stateOf(transId)).toBe('created');
  });

  test('threat 39: a notice replayed later changes nothing', async () => {
    const { transId, attemptId, orderId } = await openPayment(centre);
    const paid = paidNotice(account, attemptId);
    const body = JSON.stringify(paid);
    const headers = signed(await noticeSecret(centre, account), body);
    expect(await tell(centre, `sandbox/${account}`, body, headers)).toBe(200);
    await merchant.waitFor(1, orderId);
    expect(await tell(centre, `sandbox/${account}`, body, headers)).toBe(200);
    expect(await tellSigned(centre, paid)).toBe(200);
    expect(await findPayment(centre.running.centre.db, transId)).toMatchObject({ state: 'paid' });
    expect(merchant.of(orderId)).toHaveLength(1);
  });
});

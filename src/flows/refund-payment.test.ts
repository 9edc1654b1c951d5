import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { usd } from '../domain/payment.test-support.ts';
import type { Payment } from '../domain/payment.ts';
import { found } from '../store/store.test-support.ts';
import {
  notify,
  opened,
  openTestCentre,
  paid,
  paidNews,
  said,
  type TestCentre,
  toldOf,
} from './centre.test-support.ts';
import { refusalOf } from './configure.test-support.ts';
import { type RefundWish, refundPayment, settleRefunds } from './refund-payment.ts';

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre();
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.channel.onRefund = async (_, made) => made;
  shop.channel.refundCalls.length = 0;
});

const now = (payment: Payment) => found(shop.centre.db, payment.id);
const refund = (payment: Payment, wish?: RefundWish) =>
  refundPayment(shop.centre, payment.id, wish);

/** Lets the time come at which unanswered refunds are asked about again. */
async function letTimePass(sinceRequest = '0 s'): Promise<void> {
  await sql`update refunds set retry_at = now() - interval '1 s',
    created_at = created_at - ${sinceRequest}::interval where retry_at <> 'infinity'`.execute(
    shop.centre.db,
  );
}

describe('a refund', () => {
  test('of all that is left goes to the channel with its key, and is told once', async () => {
    const payment = await paid(shop);
    const made = await refund(payment, { reason: 'broken' });
    expect(made).toMatchObject({ state: 'succeeded', grossMinor: 100_00n, reason: 'broken' });
    expect(shop.channel.refundCalls).toMatchObject([
      {
        refundId: made.id,
        gross: usd(100_00),
        full: true,
        channelTransaction: payment.attempts[0]?.channelTransaction,
      },
    ]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
  });

  test('of a part leaves the rest', async () => {
    const payment = await paid(shop);
    await refund(payment, { gross: '30.10' });
    expect(shop.channel.refundCalls).toMatchObject([{ gross: usd(30_10), full: false }]);
    const refusal = await refusalOf(refund(payment, { gross: '69.91' }));
    expect(refusal).toMatchObject({ code: 'REFUND_TOO_LARGE', parameter: 'gross' });
    await refund(payment, { gross: '69.90' });
    expect((await refusalOf(refund(payment))).code).toBe('NOTHING_TO_REFUND');
  });

  test.each(['0', '-1', '1e3', '0.001', 'all'])('of %j is refused unasked', async (gross) => {
    const payment = await paid(shop);
    expect((await refusalOf(refund(payment, { gross }))).code).toBe('INVALID_GROSS');
    expect(shop.channel.refundCalls).toEqual([]);
  });

  test('of what was not paid, or is not there, is refused', async () => {
    expect((await refusalOf(refund(await opened(shop)))).code).toBe('PAYMENT_NOT_PAID');
    const nobody = refusalOf(refundPayment(shop.centre, 'nobody'));
    expect((await nobody).code).toBe('PAYMENT_NOT_FOUND');
  });

  test.each([
    ['no refunds', 'none', {}],
    ['no partial ones', 'full', { gross: '1.00' }],
  ] as const)('at a channel that makes %s is refused', async (_, can, wish) => {
    const payment = await paid(shop);
    const adapter = { ...shop.channel.adapter };
    const capabilities = { ...adapter.capabilities, refund: can };
    const channels = new Map([['till', { ...adapter, capabilities }]]);
    const refusal = await refusalOf(refundPayment({ ...shop.centre, channels }, payment.id, wish));
    expect(refusal.code).toBe('REFUND_NOT_SUPPORTED');
    expect((await now(payment)).refunds).toEqual([]);
  });

  test('that the channel refuses frees the money and is told to nobody', async () => {
    shop.channel.onRefund = async () => ({ kind: 'failed', why: 'no balance' });
    const payment = await paid(shop);
    expect(await refund(payment)).toMatchObject({ state: 'failed', reason: 'no balance' });
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
    shop.channel.onRefund = async (_, made) => made;
    expect((await refund(payment)).state).toBe('succeeded');
  });

  test('of a duplicate returns that money, and the merchant hears nothing of it', async () => {
    const payment = await paid(shop);
    await notify(shop, [paidNews(payment)]);
    const duplicate = (await now(payment)).attempts.find((each) => each.duplicate);
    await refund(payment, { attemptId: duplicate?.id ?? '' });
    expect(shop.channel.refundCalls).toMatchObject([
      { channelTransaction: duplicate?.channelTransaction },
    ]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
  });

  test('of money that waits for a person returns what came', async () => {
    const payment = await opened(shop);
    const news = { kind: 'paid', gross: usd(7), channelTransaction: `odd ${payment.id}` };
    await notify(shop, [said(payment, news)]);
    expect(await refund(payment)).toMatchObject({ state: 'succeeded', grossMinor: 7n });
    expect(await toldOf(shop, payment)).toEqual([]);
  });
});

describe('refunds at the same time', () => {
  test('fifty of 60.00 out of 100.00: exactly one is made (threats row 27)', async () => {
    const payment = await paid(shop);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => refund(payment, { gross: '60.00' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(shop.channel.refundCalls).toHaveLength(1);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -6000']);
  });

  test('fifty of 3.00 out of 100.00: as many as fit, and no more ("Partial-refund races")', async () => {
    const payment = await paid(shop);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => refund(payment, { gross: '3.00' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(33);
    expect(shop.channel.refundCalls).toHaveLength(33);
    expect(await toldOf(shop, payment)).toHaveLength(34);
  });
});

describe('a refund whose outcome is unknown ("Refund timeout")', () => {
  test.each([
    ['the answer was lost', async () => ({ kind: 'unknown', why: 'timeout' }) as const],
    ['the call broke off', () => Promise.reject(new Error('socket hang up'))],
  ])('because %s is asked again with the same key, and made once', async (_, onRefund) => {
    const payment = await paid(shop);
    shop.channel.onRefund = onRefund;
    const asked = await refund(payment);
    expect(asked.state).toBe('unknown');
    expect((await refusalOf(refund(payment))).code).toBe('NOTHING_TO_REFUND');
    expect(await settleRefunds(shop.centre)).toBe(0);

    shop.channel.onRefund = async (_request, made) => made;
    await letTimePass();
    expect(await settleRefunds(shop.centre)).toBe(1);
    expect(shop.channel.refundCalls.map(({ refundId }) => refundId)).toEqual([asked.id, asked.id]);
    expect((await now(payment)).refunds).toMatchObject([{ id: asked.id, state: 'succeeded' }]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
    await letTimePass();
    expect(await settleRefunds(shop.centre)).toBe(0);
  });

  test('because we died before we asked is asked then', async () => {
    const payment = await paid(shop);
    shop.channel.onRefund = () => new Promise(() => undefined);
    void refund(payment);
    while (shop.channel.refundCalls.length === 0) await new Promise(setImmediate);
    shop.channel.onRefund = async (_, made) => made;
    await letTimePass();
    await settleRefunds(shop.centre);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
  });

  test('can be claimed once, by whoever comes first, for channels without keys', async () => {
    const payment = await paid(shop);
    const claims: boolean[] = [];
    shop.channel.onRefund = async ({ claim }) => {
      claims.push(...(await Promise.all([claim(), claim()])).toSorted());
      return { kind: 'unknown', why: 'timeout' };
    };
    await refund(payment, { gross: '1.00' });
    await letTimePass();
    await settleRefunds(shop.centre);
    expect(claims).toEqual([false, true, false, false]);
    await refund(payment, { gross: '1.00' });
    expect(claims.slice(4)).toEqual([false, true]);
  });

  test('for longer than the channel knows its key is asked no more: a person must look', async () => {
    const payment = await paid(shop);
    shop.channel.onRefund = async () => ({ kind: 'unknown', why: 'timeout' });
    await refund(payment);
    await letTimePass('25 h');
    await settleRefunds(shop.centre);
    await letTimePass();
    expect(await settleRefunds(shop.centre)).toBe(0);
    expect(shop.channel.refundCalls).toHaveLength(1);
    const { alerts } = await shop.centre.db
      .selectFrom('payments')
      .select('alerts')
      .where('id', '=', payment.id)
      .executeTakeFirstOrThrow();
    expect(alerts).toEqual(['refund_unsettled']);
    expect((await now(payment)).refunds).toMatchObject([{ state: 'unknown' }]);
  });

  test('does not keep others from being settled', async () => {
    const [first, second] = [await paid(shop), await paid(shop)];
    shop.channel.onRefund = async () => ({ kind: 'unknown', why: 'timeout' });
    await refund(first);
    await refund(second);
    await shop.centre.db
      .updateTable('attempts')
      .set({ account_id: 'gone' })
      .where('payment_id', '=', first.id)
      .execute();
    shop.channel.onRefund = async (_, made) => made;
    await letTimePass();
    expect(await settleRefunds(shop.centre)).toBe(2);
    expect((await now(second)).refunds).toMatchObject([{ state: 'succeeded' }]);
  });
});

describe('a notice that overtakes the answer ("Notice overtakes API response (refund)")', () => {
  test.each([true, false])('lands with it as one refund (our id given back: %s)', async (ours) => {
    const payment = await paid(shop);
    shop.channel.onRefund = async (request, made) => {
      if (made.kind !== 'succeeded') return made;
      const news = {
        kind: 'refund',
        channelRefund: made.channelRefund,
        gross: request.gross,
        outcome: 'succeeded',
        ...(ours ? { refundId: request.refundId } : {}),
      };
      await notify(shop, [said(payment, news, 10)]);
      return made;
    };
    const made = await refund(payment, { gross: '40.00' });
    const after = await now(payment);
    expect(after.refunds).toMatchObject([{ id: made.id, state: 'succeeded', origin: 'operator' }]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -4000']);
    const waiting = await shop.centre.db
      .selectFrom('notices')
      .select('id')
      .where('reference', '=', payment.attempts[0]?.id ?? '')
      .where('effect', '=', 'parked')
      .execute();
    expect(waiting).toEqual([]);
  });

  test('and says that it failed, days later: the REFUND is taken back', async () => {
    const payment = await paid(shop);
    const made = await refund(payment);
    const [{ channelRefund } = { channelRefund: null }] = (await now(payment)).refunds;
    const gross = usd(100_00);
    const failed = said(payment, { kind: 'refund', channelRefund, gross, outcome: 'failed' });
    await notify(shop, [{ ...failed, occurredAtMs: made.createdAtMs + 86_400_000 }]);
    expect(await toldOf(shop, payment)).toEqual([
      'SUCCESS 10000',
      'REFUND -10000',
      'CANCEL_REVERSAL 10000',
    ]);
  });
});

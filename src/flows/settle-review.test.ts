import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { money } from '../domain/money.ts';
import { currency, usd } from '../domain/payment.test-support.ts';
import type { Payment } from '../domain/payment.ts';
import { Params } from '../http/v2/params.ts';
import { verify } from '../http/v2/verify.ts';
import { found } from '../store/store.test-support.ts';
import {
  notify,
  opened,
  openTestCentre,
  paid,
  paidNews,
  type TestCentre,
  toldOf,
} from './centre.test-support.ts';
import { refundPayment } from './refund-payment.ts';
import { settleReview, type Verdict } from './settle-review.ts';

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre();
});
afterAll(() => shop.close());

async function inReview(gross = usd(60_00), orderId = newId()): Promise<Payment> {
  const payment = await opened(shop, { orderId });
  await notify(shop, [{ ...paidNews(payment), gross } as ReturnType<typeof paidNews>]);
  return found(shop.centre.db, payment.id);
}

const person = (name: string) => ({ kind: 'user', id: newId(), name, address: null }) as const;

const settle = (payment: Payment, over: Partial<Verdict> = {}, by = 'ann@example.com') =>
  settleReview(
    shop.centre,
    payment.id,
    { decision: 'accepted', wordId: newId(), ...over },
    person(by),
  );

test('accepted money is told with what really came, and verify agrees, in any currency', async () => {
  const payment = await inReview(money(900n, currency('JPY')));
  expect(await settle(payment)).toMatchObject({ state: 'paid' });
  expect(await toldOf(shop, payment)).toEqual(['SUCCESS 900']);
  const ask = (gross: string, code: string) => {
    const params = new Params();
    const five = { trans_id: payment.id, user_id: payment.orderId, channel: 'till-1' };
    for (const [name, value] of Object.entries({ ...five, gross, currency: code })) {
      params.add(name, value);
    }
    return verify(shop.centre, params);
  };
  expect(await ask('900', 'JPY')).toBe('OK');
  expect(await ask('100.00', 'USD')).toBe('params error');
  const { body } = await shop.centre.db
    .selectFrom('callbacks')
    .select('body')
    .where('payment_id', '=', payment.id)
    .executeTakeFirstOrThrow();
  expect(body).toContain('currency=JPY&gross=900&');
});

test('refused money can be refunded, and the order can be paid again', async () => {
  const payment = await inReview();
  expect(await settle(payment, { decision: 'refused', reason: 'too little' })).toMatchObject({
    state: 'failed',
  });
  const refund = await refundPayment(shop.centre, payment.id);
  expect(refund).toMatchObject({ state: 'succeeded', grossMinor: 60_00n });
  expect(await toldOf(shop, payment)).toEqual([]);
  const again = await opened(shop, { orderId: payment.orderId, item: 'the same, rightly priced' });
  await notify(shop, [paidNews(again)]);
  expect(await toldOf(shop, again)).toEqual(['SUCCESS 10000']);
});

test('the word is kept with who spoke it, and counts once however often it is spoken', async () => {
  const payment = await inReview();
  const word = { wordId: newId(), reason: 'agreed by phone' };
  await settle(payment, word);
  expect(await settle(payment, word)).toMatchObject({ state: 'paid' });
  await expect(settle(payment)).rejects.toMatchObject({ code: 'NOT_IN_REVIEW' });
  const words = await shop.centre.db
    .selectFrom('notices')
    .select(['effect', 'transcript'])
    .where('payment_id', '=', payment.id)
    .where('source', '=', 'operator')
    .execute();
  expect(words).toEqual([
    { effect: 'applied', transcript: 'accepted by ann@example.com: agreed by phone' },
  ]);
});

test('two people at once: one decides, the other hears why not', async () => {
  const payment = await inReview();
  const both = await Promise.allSettled([
    settle(payment),
    settle(payment, { decision: 'refused' }, 'bob@example.com'),
  ]);
  const [late] = both.filter((each) => each.status === 'rejected');
  expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  expect(late?.reason).toMatchObject({ code: 'NOT_IN_REVIEW' });
});

test('of several sums in review, one has to be named', async () => {
  const payment = await inReview();
  const more = { ...paidNews(payment), gross: usd(1) } as ReturnType<typeof paidNews>;
  await notify(shop, [more]);
  await expect(settle(payment)).rejects.toMatchObject({ parameter: 'attempt_id' });
  const { attempts } = await found(shop.centre.db, payment.id);
  const [, second] = attempts;
  expect(await settle(payment, { decision: 'refused', attemptId: second?.id ?? '' })).toMatchObject(
    { state: 'review', attempts: [{ state: 'review' }, { state: 'refused' }] },
  );
});

test('what is not there, or not in review, is refused', async () => {
  const word = { decision: 'accepted', wordId: newId() } as const;
  const nowhere = settleReview(shop.centre, newId(), word, person('ann@example.com'));
  await expect(nowhere).rejects.toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
  await expect(settle(await paid(shop))).rejects.toMatchObject({ code: 'NOT_IN_REVIEW' });
});

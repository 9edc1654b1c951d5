import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { coalesce } from './coalesce.ts';
import { commitChanges, keepNotice } from './commit-change.ts';
import {
  addAttempt,
  findPaymentOfAttempt,
  findPayments,
  findQrContent,
  keepChannelReference,
  keepQrContent,
  type NewPayment,
  openPayments,
  type PaymentQuestion,
  wasRaced,
} from './payments.ts';
import {
  ACCOUNT,
  changeBy,
  found,
  newPayment,
  noticeOf,
  openOne,
  openTestDatabase,
  paidFact,
} from './store.test-support.ts';

let store: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

function countPayments(orderId: string): Promise<number> {
  return store.db
    .selectFrom('payments')
    .select('id')
    .where('order_id', '=', orderId)
    .execute()
    .then((rows) => rows.length);
}

/** Another request for the same thing: only the ids that we would give it differ. */
function again(payment: NewPayment): NewPayment {
  return { ...payment, ...pick(newPayment()) };
}

function pick({ id, attempt }: NewPayment): Pick<NewPayment, 'id' | 'attempt'> {
  return { id, attempt };
}

describe('a request to pay', () => {
  test('opens a payment with its attempt, and every detail as it was asked', async () => {
    const wanted = newPayment({
      item: 'ｔｅｅ & "café"',
      customData: '{"__proto__":{"admin":true}}\n\u2028',
      grossMinor: 999_999_999_999_999_99n,
      activityId: 'spring',
    });
    expect(await openPayments(store.db, [wanted])).toEqual([{ kind: 'created' }]);
    const payment = await found(store.db, wanted.id);
    expect(payment).toMatchObject({
      orderId: wanted.orderId,
      item: wanted.item,
      customData: wanted.customData,
      activityId: 'spring',
      gross: { minor: 999_999_999_999_999_99n, currency: 'USD' },
      state: 'created',
      channel: 'paypal',
      version: 0,
    });
    expect(payment.attempts).toMatchObject([{ id: wanted.attempt?.id, state: 'started' }]);
  });

  test('that is repeated finds the payment that it made, and makes no second attempt', async () => {
    const wanted = newPayment();
    await openPayments(store.db, [wanted]);
    expect(await openPayments(store.db, [again(wanted)])).toEqual([
      { kind: 'known', id: wanted.id, state: 'created' },
    ]);
    expect((await found(store.db, wanted.id)).attempts).toHaveLength(1);
  });

  test('by many at the very same moment is one payment', async () => {
    const wanted = newPayment();
    const many = Array.from({ length: 40 }, () => again(wanted));
    const opened = await Promise.all(many.map((each) => openPayments(store.db, [each])));
    expect(opened.flat().filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(await countPayments(wanted.orderId)).toBe(1);
    const [later] = await openPayments(store.db, [again(wanted)]);
    expect(later?.kind).toBe('known');
  });

  test('twice in one batch is one payment; the second asks once more', async () => {
    const wanted = newPayment();
    const [first, second] = await openPayments(store.db, [wanted, again(wanted)]);
    expect(first).toEqual({ kind: 'created' });
    expect(second && wasRaced(second)).toBe(true);
    expect(await countPayments(wanted.orderId)).toBe(1);
  });

  test('with other details is another payment, and changes nothing of the first (threats row 9)', async () => {
    const first = newPayment();
    const dearer = newPayment({ orderId: first.orderId, grossMinor: 1n });
    await openPayments(store.db, [first]);
    expect(await openPayments(store.db, [dearer])).toEqual([{ kind: 'created' }]);
    expect((await found(store.db, first.id)).gross.minor).toBe(100_00n);
  });

  test.each(['paid', 'pending', 'review'])(
    'for an order that another payment has taken (%s) is refused',
    async (state) => {
      const first = newPayment();
      await openPayments(store.db, [first]);
      await store.db.updateTable('payments').set({ state }).where('id', '=', first.id).execute();
      const other = newPayment({ orderId: first.orderId });
      expect(await openPayments(store.db, [other, again(first)])).toEqual([
        { kind: 'order_taken' },
        { kind: 'known', id: first.id, state },
      ]);
    },
  );

  test('in one app leaves the same order of another app alone', async () => {
    const first = newPayment();
    const other = newPayment({ orderId: first.orderId, appId: 'other' });
    expect(await openPayments(store.db, [first, other])).toEqual([
      { kind: 'created' },
      { kind: 'created' },
    ]);
  });

  test('that the database cannot hold fails alone, whoever was batched with it', async () => {
    const open = coalesce({
      run: (payments: readonly NewPayment[]) => openPayments(store.db, payments),
    });
    const poison = newPayment({ item: 'nul \u0000' });
    const wanted = [...Array.from({ length: 9 }, () => newPayment()), poison, newPayment()];
    const opened = await Promise.allSettled(wanted.map(open));
    expect(opened.map(({ status }) => status)).toEqual(
      wanted.map((each) => (each === poison ? 'rejected' : 'fulfilled')),
    );
  });
});

describe('a payment is found', () => {
  const nothing: PaymentQuestion = {
    accountId: null,
    paymentId: null,
    reference: null,
    channelTransaction: null,
    noticeKey: null,
  };

  test('by our reference, by that of the channel, by its money, by its id; all in one question', async () => {
    const payment = await openOne(store.db);
    const attemptId = payment.attempts[0]?.id ?? '';
    const reference = newId();
    await keepChannelReference(store.db, attemptId, reference);
    const fact = paidFact(payment, `money of ${attemptId}`);
    await commitChanges(store.db, [changeBy(payment, [fact])]);
    const answers = await findPayments(store.db, [
      { ...nothing, accountId: ACCOUNT, reference: attemptId },
      { ...nothing, accountId: ACCOUNT, reference },
      { ...nothing, accountId: ACCOUNT, channelTransaction: `money of ${attemptId}` },
      { ...nothing, paymentId: payment.id },
      { ...nothing, paymentId: 'nobody' },
    ]);
    expect(answers.map((each) => each.payment?.id)).toEqual([
      ...Array(4).fill(payment.id),
      undefined,
    ]);
    expect(answers.map((each) => each.attemptId)).toEqual([
      ...Array(3).fill(attemptId),
      undefined,
      undefined,
    ]);
  });

  test('only by the account that it was tried at (threats row 4)', async () => {
    const payment = await openOne(store.db);
    const [answer] = await findPayments(store.db, [
      { ...nothing, accountId: 'account-2', reference: payment.attempts[0]?.id ?? '' },
    ]);
    expect(answer?.payment).toBeUndefined();
  });

  test('with news of what waits for it, and of what was taken before', async () => {
    const payment = await openOne(store.db);
    const attemptId = payment.attempts[0]?.id ?? '';
    const ask = async (noticeKey: string) => {
      const question = { ...nothing, accountId: ACCOUNT, reference: attemptId, noticeKey };
      const [answer] = await findPayments(store.db, [question]);
      return [answer?.noticeTaken, answer?.parkedNotices];
    };
    expect(await ask('unheard of')).toEqual([false, false]);
    const kept = noticeOf([], { reference: attemptId, effect: 'parked' });
    expect(await keepNotice(store.db, kept)).toBe(true);
    expect(await keepNotice(store.db, { ...kept, id: newId() })).toBe(false);
    expect(await ask(kept.noticeKey)).toEqual([true, true]);
  });

  test('by its attempt', async () => {
    const payment = await openOne(store.db);
    const attemptId = payment.attempts[0]?.id ?? '';
    expect(await findPaymentOfAttempt(store.db, attemptId)).toBe(payment.id);
    expect(await findPaymentOfAttempt(store.db, 'nobody')).toBeUndefined();
  });
});

describe('a further attempt', () => {
  const attempt = () => ({
    id: newId(),
    accountId: ACCOUNT,
    channel: 'stripe',
    returnUrl: 'https://shop.example.com/back',
    test: true,
  });

  test('is added to a payment that is not paid, which then stands at it', async () => {
    const payment = await openOne(store.db);
    expect(await addAttempt(store.db, payment.id, attempt())).toBe('added');
    const now = await found(store.db, payment.id);
    expect(now).toMatchObject({ state: 'created', channel: 'stripe', test: true, version: 1 });
    expect(now.attempts).toHaveLength(2);
  });

  test('is not added to a payment that is paid', async () => {
    const payment = await openOne(store.db);
    await commitChanges(store.db, [changeBy(payment, [paidFact(payment)])]);
    expect(await addAttempt(store.db, payment.id, attempt())).toBe('payment_taken');
    expect((await found(store.db, payment.id)).attempts).toHaveLength(1);
  });

  test('is not added where another payment has taken the order', async () => {
    const payment = await openOne(store.db);
    const other = await openOne(store.db, { orderId: payment.orderId });
    await commitChanges(store.db, [changeBy(other, [paidFact(other)])]);
    expect(await addAttempt(store.db, payment.id, attempt())).toBe('order_taken');
  });

  test('keeps its first channel reference, and the code that it is paid by', async () => {
    const payment = await openOne(store.db);
    const attemptId = payment.attempts[0]?.id ?? '';
    const [first, second] = [newId(), newId()];
    await keepChannelReference(store.db, attemptId, first);
    await keepChannelReference(store.db, attemptId, second);
    await keepQrContent(store.db, attemptId, 'weixin://pay');
    const now = await found(store.db, payment.id);
    expect(now.attempts[0]?.channelReference).toBe(first);
    expect(await findQrContent(store.db, attemptId)).toBe('weixin://pay');
    expect(await findQrContent(store.db, 'nobody')).toBeUndefined();
  });
});

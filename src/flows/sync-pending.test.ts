/** Silent payments: channels are asked about what they have not told, and not more than that. */
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { QueryOutcome, QueryRequest } from '../domain/channel.ts';
import type { Payment } from '../domain/payment.ts';
import { currentRecording } from '../exchanges.ts';
import { listPayments } from '../store/listings.ts';
import { claimAttemptToAsk, watchSilentAttempts } from '../store/silent-attempts.ts';
import { found } from '../store/store.test-support.ts';
import {
  attemptOf,
  notify,
  opened,
  openTestCentre,
  paidNews,
  said,
  type TestCentre,
  toldOf,
} from './centre.test-support.ts';
import type { PaymentRequest } from './open-payment.ts';
import { syncPayment } from './sync-payment.ts';
import { ASKS_PER_ROUND_MAX, syncPending } from './sync-pending.ts';

let test_: TestCentre;
let asked: string[];
let answer: (request: QueryRequest) => QueryOutcome | Promise<QueryOutcome>;
const NOTHING: QueryOutcome = { kind: 'facts', facts: [] };
const SILENCE: QueryOutcome = { kind: 'unknown', why: 'status 503' };
const running = () => new AbortController().signal;

beforeEach(async () => {
  test_ = await openTestCentre();
  asked = [];
  answer = () => NOTHING;
  test_.channel.onQuery = async (request) => {
    asked.push(request.reference);
    return answer(request);
  };
});
afterEach(() => test_.close());

/** Lets time pass for every attempt: what was to come in so long is due now. */
async function pass(interval: string): Promise<void> {
  await sql`update attempts set created_at = created_at - ${interval}::interval,
    ask_at = ask_at - ${interval}::interval`.execute(test_.centre.db);
  await sql`update ask_rounds set next_at = next_at - ${interval}::interval`.execute(
    test_.centre.db,
  );
}

/** A payment that began so many seconds ago: the time of an attempt is in its id. */
async function openedAgo(
  seconds: number,
  over: Partial<PaymentRequest> = {},
  account = test_.account,
): Promise<Payment> {
  const realNow = Date.now;
  Date.now = () => realNow() - seconds * 1_000;
  const payment = await opened({ ...test_, account }, over).finally(() => {
    Date.now = realNow;
  });
  await sql`update attempts set created_at = now() - make_interval(secs => ${seconds}::int)
    where payment_id = ${payment.id}`.execute(test_.centre.db);
  return payment;
}

/** One round, of any process. */
const round = (stopping = running()) => syncPending(test_.centre, stopping);

/** How often the channel has been asked after so much more time. */
async function askedAfter(interval: string): Promise<number> {
  asked = [];
  await pass(interval);
  await round();
  await round();
  return asked.length;
}

test('an attempt is asked about after 2, 5, 15 and 60 minutes, 6 and 24 hours, and then daily', async () => {
  await openedAgo(110);
  expect(await askedAfter('0 s')).toBe(0);
  const payment = await openedAgo(121);
  expect(await askedAfter('0 s')).toBe(1);
  for (const [between, then] of [
    ['2 minutes', '1 minute'],
    ['9 minutes', '1 minute'],
    ['44 minutes', '1 minute'],
    ['4 hours 59 minutes', '1 minute'],
    ['17 hours 59 minutes', '1 minute'],
    ['23 hours', '1 hour'],
  ] as const) {
    expect(await askedAfter(between)).toBe(0);
    expect(await askedAfter(then)).toBe(1);
  }
  expect(asked).toEqual([attemptOf(payment)]);
});

test('after a long time without anybody running, an attempt is asked about once and not six times', async () => {
  await openedAgo(121);
  expect(await askedAfter('3 days')).toBe(1);
  expect(await askedAfter('1 minute')).toBe(0);
});

test('an attempt that its channel confirmed is followed for a month, one that nobody paid for a week', async () => {
  const abandoned = await openedAgo(121);
  const pending = await openedAgo(121);
  await notify(test_, [said(pending, { kind: 'pending' })]);
  await round();
  await askedAfter('8 days');
  expect(await askedAfter('1 day')).toBe(1);
  expect(asked).toEqual([attemptOf(pending)]);
  expect(await askedAfter('25 days')).toBe(1);
  expect(await askedAfter('10 days')).toBe(0);
  expect((await found(test_.centre.db, abandoned.id)).state).toBe('created');
});

test('money that the channel never told of is found, and the merchant is told once', async () => {
  const payment = await openedAgo(121);
  answer = () => ({ kind: 'facts', facts: [paidNews(payment, 'money-1')] });
  await round();
  expect((await found(test_.centre.db, payment.id)).state).toBe('paid');
  await askedAfter('1 day');
  expect(asked).toEqual([]);
  expect(await toldOf(test_, payment)).toEqual(['SUCCESS 10000']);
});

test('a payment that has ended is not asked about', async () => {
  const paid = await openedAgo(121);
  const failed = await openedAgo(121);
  await notify(test_, [paidNews(paid)]);
  await notify(test_, [said(failed, { kind: 'failed' })]);
  const later = await openedAgo(121);
  expect(await askedAfter('0 s')).toBe(1);
  await notify(test_, [paidNews(later)]);
  expect(await askedAfter('1 day')).toBe(0);
});

test('an attempt ends as expired when its channel says so', async () => {
  const payment = await openedAgo(121);
  answer = () => ({ kind: 'facts', facts: [said(payment, { kind: 'expired' })] });
  await round();
  expect((await found(test_.centre.db, payment.id)).state).toBe('expired');
  expect(await askedAfter('10 days')).toBe(0);
});

test('money of an order that another payment has paid is not collected', async () => {
  const collects: boolean[] = [];
  answer = ({ collect }) => {
    collects.push(collect);
    return NOTHING;
  };
  const first = await openedAgo(121, { orderId: 'one-order' });
  await openedAgo(121, { orderId: 'one-order', item: 'another' });
  await notify(test_, [paidNews(first)]);
  await round();
  expect(collects).toEqual([false]);
});

test('processes that make their rounds at once ask about each attempt once', async () => {
  const payments: Payment[] = [];
  for (let n = 0; n < 12; n += 1) payments.push(await openedAgo(121));
  await Promise.all([round(), round(), round(), round()]);
  await round();
  expect(asked.toSorted()).toEqual(payments.map(attemptOf).toSorted());
});

test('an attempt that one process has in hand is passed over by the others', async () => {
  const { db } = test_.centre;
  const { id: account } = test_.account;
  const attempts = [attemptOf(await openedAgo(122)), attemptOf(await openedAgo(121))];
  await watchSilentAttempts(db, 10);
  const taken = await db
    .transaction()
    .execute(async (tx) => [
      await claimAttemptToAsk(tx, account),
      await claimAttemptToAsk(db, account),
      await claimAttemptToAsk(db, account),
    ]);
  expect(taken.map((each) => each?.attemptId).toSorted()).toEqual([...attempts, undefined]);
});

test('an account is not flooded: all processes together ask it so often, and go on ten seconds later', async () => {
  for (let n = 0; n < ASKS_PER_ROUND_MAX + 3; n += 1) await openedAgo(121);
  await Promise.all([round(), round(), round()]);
  expect(asked).toHaveLength(ASKS_PER_ROUND_MAX);
  await round();
  expect(asked).toHaveLength(ASKS_PER_ROUND_MAX);
  await pass('9 seconds');
  await round();
  expect(new Set(asked).size).toBe(ASKS_PER_ROUND_MAX + 3);
});

test('an account whose channel fails is left alone, others are not, and nothing of it is lost', async () => {
  for (let n = 0; n < 3; n += 1) await openedAgo(121);
  const other = await openedAgo(121, {}, test_.otherAccount);
  answer = ({ account }) => (account.id === test_.account.id ? SILENCE : NOTHING);
  await round();
  expect(asked).toHaveLength(2);
  expect(asked).toContain(attemptOf(other));
  answer = () => NOTHING;
  await pass('29 seconds');
  await round();
  expect(asked).toHaveLength(2);
  await pass('1 second');
  await round();
  expect(new Set(asked).size).toBe(4);
});

/** After how many seconds a channel that has failed so often is asked again. */
async function restSeconds(): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select round(extract(epoch from next_at - now()))::int as seconds
    from ask_rounds`.execute(test_.centre.db);
  return rows[0]?.seconds ?? 0;
}

test('it is left alone for twice as long after each failure, a quarter of an hour at most', async () => {
  for (let n = 0; n < 9; n += 1) await openedAgo(121);
  answer = () => SILENCE;
  const rests: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    await round();
    rests.push(await restSeconds());
    await sql`update ask_rounds set next_at = now()`.execute(test_.centre.db);
  }
  expect(rests).toEqual([30, 60, 120, 240, 480, 900, 900]);
  answer = () => NOTHING;
  await round();
  answer = () => SILENCE;
  await openedAgo(121);
  await pass('10 seconds');
  await round();
  expect(await restSeconds()).toBe(30);
});

test.each([
  ['as long as it asks for', 300_000, 300],
  ['not shorter than usual, whatever it asks for', 1_000, 30],
  ['not for days', 10 * 86_400_000, 6 * 3_600],
])('it is left alone %s', async (_, retryAfterMs, seconds) => {
  await openedAgo(121);
  answer = () => {
    currentRecording()?.exchanges.push({
      ...{ method: 'GET', address: 'till.example/1', asked: null, status: 429, answered: null },
      ...{ retryAfterMs, tookMs: 1 },
    });
    return { kind: 'unknown', why: 'status 429' };
  };
  await round();
  expect(await restSeconds()).toBe(seconds);
});

test('a channel whose adapter breaks counts as failing', async () => {
  await openedAgo(121);
  await openedAgo(121);
  answer = () => {
    throw new Error('it cannot read its own reply');
  };
  await round();
  await pass('10 seconds');
  await round();
  expect(asked).toHaveLength(1);
});

test('a round that is told to stop asks nothing more', async () => {
  for (let n = 0; n < 5; n += 1) await openedAgo(121);
  const stopping = new AbortController();
  answer = () => {
    stopping.abort();
    return NOTHING;
  };
  await round(stopping.signal);
  expect(asked).toHaveLength(1);
});

test('payments that a channel tells nothing of for a day are listed until it does', async () => {
  const { db } = test_.centre;
  const silent = await openedAgo(121);
  answer = () => SILENCE;
  await round();
  const list = async () => (await listPayments(db, { silent: true })).payments;
  expect(await list()).toEqual([]);
  await pass('1 day');
  expect(await list()).toMatchObject([{ trans_id: silent.id, state: 'created' }]);
  await notify(test_, [paidNews(silent)]);
  expect(await list()).toEqual([]);
});

test('a person can have a payment asked about at once, and hears why a channel could not say', async () => {
  const payment = await opened(test_);
  answer = () => SILENCE;
  await expect(syncPayment(test_.centre, payment.id)).rejects.toThrow(/till-1 \(status 503\)/);
  answer = () => ({ kind: 'facts', facts: [paidNews(payment)] });
  await syncPayment(test_.centre, payment.id);
  expect((await found(test_.centre.db, payment.id)).state).toBe('paid');
  await expect(syncPayment(test_.centre, 'nothing')).rejects.toThrow('no such payment');
});

import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChannelAdapter, Fact } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { money } from '../domain/money.ts';
import { currency, usd } from '../domain/payment.test-support.ts';
import type { Payment } from '../domain/payment.ts';
import { currentRecording } from '../exchanges.ts';
import { found } from '../store/store.test-support.ts';
import {
  attemptOf,
  notify,
  opened,
  openTestCentre,
  paid,
  paidNews,
  said,
  type TestCentre,
  toldOf,
} from './centre.test-support.ts';
import { createChannelHealth } from './channel-health.ts';
import { applyWaitingNotices } from './housekeeping.ts';
import { receiveNotice } from './receive-notice.ts';
import { startAttempt } from './start-attempt.ts';
import { signedNotice } from './test-channel.test-support.ts';

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre();
});
afterAll(() => shop.close());

const now = (payment: Payment) => found(shop.centre.db, payment.id);

function noticesOf(key: string) {
  return shop.centre.db
    .selectFrom('notices')
    .select(['effect', 'payment_id', 'raw_sealed'])
    .where('notice_key', '=', key)
    .execute();
}

function refunded(payment: Payment, second = 2, channelRefund = newId()): Fact {
  const gross = payment.gross;
  return said(payment, { kind: 'refund', channelRefund, gross, outcome: 'succeeded' }, second);
}

test('what a channel is asked because of a notice stands in its transcript, and strangers make no trouble by it', async () => {
  const payment = await opened(shop);
  const { adapter } = shop.channel;
  const verifyNotice: ChannelAdapter['verifyNotice'] = async (account, notice) => {
    currentRecording()?.exchanges.push({
      ...{ method: 'POST', address: 'till.example/check', asked: null, status: 503 },
      ...{ answered: 'VERIFIED', tookMs: 7 },
    });
    return adapter.verifyNotice(account, notice);
  };
  const channels = new Map([['till', { ...adapter, verifyNotice }]]);
  const calls: object[] = [];
  const health = createChannelHealth({ onCall: (call) => calls.push(call) });
  const notice = signedNotice('asked-about', [paidNews(payment)]);
  await receiveNotice({ ...shop.centre, channels, health }, 'till', shop.account.id, notice);
  const row = await shop.centre.db
    .selectFrom('notices')
    .select('transcript')
    .where('notice_key', '=', 'asked-about')
    .executeTakeFirst();
  expect(row?.transcript).toBe('scrubbed\nPOST till.example/check 503 in 7 ms: VERIFIED');
  expect(calls).toEqual([]);
});

describe('a notice is taken only', () => {
  test.each([
    ['with the signature of its account (threats row 1)', { secret: 'somebody else' }, 'forged'],
    ['once it can be checked', { broken: true }, 'unverifiable'],
  ])('%s; else nothing is written', async (_, over, kind) => {
    const payment = await opened(shop);
    const key = newId();
    const notice = signedNotice(key, [paidNews(payment)], over);
    expect(await receiveNotice(shop.centre, 'till', shop.account.id, notice)).toEqual({ kind });
    expect(await noticesOf(key)).toEqual([]);
    expect(await now(payment)).toMatchObject({ state: 'created', version: 0 });
  });

  test('at an account of its channel (threats row 4)', async () => {
    const payment = await opened(shop);
    const notice = signedNotice(newId(), [paidNews(payment)]);
    const at = (channel: string, account: string) =>
      receiveNotice(shop.centre, channel, account, notice);
    const unknown = { kind: 'unknown_account' };
    expect(await at('other', shop.account.id)).toEqual(unknown);
    expect(await at('nowhere', shop.account.id)).toEqual(unknown);
    expect(await at('till', 'nobody')).toEqual(unknown);
    expect((await now(payment)).state).toBe('created');
  });

  test('for payments of its own account (threats row 4)', async () => {
    const payment = await opened(shop);
    const key = newId();
    const notice = signedNotice(key, [paidNews(payment)]);
    await receiveNotice(shop.centre, 'till', shop.otherAccount.id, notice);
    expect((await now(payment)).state).toBe('created');
    expect(await noticesOf(key)).toMatchObject([{ effect: 'parked', payment_id: null }]);
  });
});

describe('a notice of money', () => {
  test('is answered after it is committed, with its bytes sealed and one callback that waits', async () => {
    const payment = await opened(shop);
    const key = newId();
    const facts = [paidNews(payment)];
    expect(await notify(shop, facts, key)).toEqual({
      kind: 'taken',
      contentType: 'text/plain',
      body: '',
    });
    const [kept] = await noticesOf(key);
    expect(kept).toMatchObject({ effect: 'applied', payment_id: payment.id });
    const opened_ = shop.centre.sealer.open(kept?.raw_sealed ?? Buffer.of(), 'notice');
    expect(opened_).toEqual(signedNotice(key, facts).body);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
  });

  test('counts by what the channel said on being asked about it, where it was asked', async () => {
    const payment = await opened(shop);
    const facts = [{ ...paidNews(payment), gross: usd(1) }];
    const { adapter } = shop.channel;
    const verifyNotice = async () => ({ kind: 'genuine', noticeKey: newId(), facts }) as const;
    const channels = new Map([['till', { ...adapter, verifyNotice }]]);
    const notice = signedNotice(newId(), [paidNews(payment)]);
    await receiveNotice({ ...shop.centre, channels }, 'till', shop.account.id, notice);
    expect(await now(payment)).toMatchObject({ state: 'review', attempts: [{ received: usd(1) }] });
    expect(await toldOf(shop, payment)).toEqual([]);
  });

  test('a hundred times at once has one effect ("Duplicate notices")', async () => {
    const payment = await opened(shop);
    const key = newId();
    const facts = [paidNews(payment)];
    await Promise.all(Array.from({ length: 100 }, () => notify(shop, facts, key)));
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
    expect(await noticesOf(key)).toHaveLength(1);
    expect((await now(payment)).version).toBe(1);
  });

  test('replayed a day later has none (threats row 39)', async () => {
    const payment = await paid(shop);
    const replay = { ...signedNotice('replayed', [refunded(payment)]), receivedAtMs: Date.now() };
    const dayLater = { ...replay, receivedAtMs: replay.receivedAtMs + 86_400_000 };
    await receiveNotice(shop.centre, 'till', shop.account.id, replay);
    await receiveNotice(shop.centre, 'till', shop.account.id, dayLater);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
  });

  test.each([
    ['less of it', { gross: usd(1) }],
    ['another currency (threats row 7)', { gross: money(100_00n, currency('JPY')) }],
    ['another receiver', { wrongReceiver: true }],
  ])('that brings %s is for a person and never a SUCCESS (threats row 5)', async (_, change) => {
    const payment = await opened(shop);
    await notify(shop, [{ ...paidNews(payment), ...change } as Fact]);
    expect((await now(payment)).state).toBe('review');
    expect(await toldOf(shop, payment)).toEqual([]);
  });

  test('used for a second payment is kept and rejected (threats row 6)', async () => {
    const [first, second] = [await opened(shop), await opened(shop)];
    const channelTransaction = newId();
    await notify(shop, [paidNews(first, channelTransaction)]);
    const key = newId();
    expect(await notify(shop, [paidNews(second, channelTransaction)], key)).toMatchObject({
      kind: 'taken',
    });
    expect(await noticesOf(key)).toMatchObject([{ effect: 'rejected' }]);
    expect((await now(second)).state).toBe('created');
  });

  test('for both payments of one order at once counts for one; the other is a duplicate', async () => {
    const first = await opened(shop);
    const second = await opened(shop, { orderId: first.orderId, item: 'other' });
    await Promise.all([first, second].map((each) => notify(shop, [paidNews(each)])));
    const both = [await now(first), await now(second)];
    expect(both.map(({ state }) => state)).toEqual(['paid', 'paid']);
    expect(both.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true]);
    const told = [...(await toldOf(shop, first)), ...(await toldOf(shop, second))];
    expect(told).toEqual(['SUCCESS 10000']);
  });

  test('twice for one payment is one SUCCESS and a duplicate', async () => {
    const payment = await paid(shop);
    await notify(shop, [paidNews(payment)]);
    expect((await now(payment)).attempts.map(({ duplicate }) => duplicate)).toEqual([false, true]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
  });

  test.each(['expired', 'canceled', 'failed'])(
    'weeks after the payment has %s is still paid ("Late notice")',
    async (kind) => {
      const payment = await opened(shop);
      await notify(shop, [said(payment, { kind })]);
      expect((await now(payment)).state).toBe(kind);
      await notify(shop, [{ ...paidNews(payment), occurredAtMs: Date.now() + 30 * 86_400_000 }]);
      expect((await now(payment)).state).toBe('paid');
      expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
    },
  );
});

describe('money does not wait', () => {
  test('because of a text beside it that no database can hold', async () => {
    const payment = await opened(shop);
    await notify(shop, [{ ...paidNews(payment), payerEmail: 'a\0\ud800@example.com' } as Fact]);
    expect(await now(payment)).toMatchObject({
      state: 'paid',
      payerEmail: 'a\ufffd\ufffd@example.com',
    });
  });

  test('when another process takes the same notice at the very moment: it is a repeat', async () => {
    const payment = await opened(shop);
    const key = newId();
    const { db } = shop.centre;
    const taken = await db.transaction().execute(async (tx) => {
      await sql`insert into notices (id, account_id, notice_key, source, effect, facts, transcript,
        received_at) values (${newId()}, ${shop.account.id}, ${key}, 'notice', 'none', '[]', '', now())
        `.execute(tx);
      const waiting = notify(shop, [paidNews(payment)], key);
      await vi.waitFor(async () => {
        const { rows } = await sql`select from pg_stat_activity where wait_event_type = 'Lock'
          and datname = current_database()`.execute(db);
        expect(rows).toHaveLength(1);
      });
      return { waiting };
    });
    expect(await taken.waiting).toMatchObject({ kind: 'taken' });
    expect(await noticesOf(key)).toHaveLength(1);
    expect(await toldOf(shop, payment)).toEqual([]);
  });
});

describe('what a notice leaves open', () => {
  afterEach(() => {
    shop.channel.onComplete = async (facts) => facts;
  });

  const doubtful = (payment: Payment) => ({ ...refunded(payment), grossMayBeTotal: true }) as Fact;

  test('is asked for before anything is counted', async () => {
    const payment = await paid(shop);
    shop.channel.onComplete = async ([fact]) => [{ ...fact, gross: usd(40_00) } as Fact];
    await notify(shop, [doubtful(payment)]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -4000']);
  });

  test('stays open when asking breaks off: the news counts as it is', async () => {
    const payment = await paid(shop);
    shop.channel.onComplete = () => Promise.reject(new Error('it hung up'));
    await notify(shop, [doubtful(payment)]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
  });
});

describe('a notice that comes too early ("Out of order")', () => {
  test('refund before payment: waits, and is told after it', async () => {
    const payment = await opened(shop);
    const key = newId();
    expect(await notify(shop, [refunded(payment)], key)).toMatchObject({ kind: 'taken' });
    expect(await noticesOf(key)).toMatchObject([{ effect: 'parked' }]);
    await notify(shop, [paidNews(payment)]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
    expect(await noticesOf(key)).toMatchObject([{ effect: 'applied', payment_id: payment.id }]);
  });

  test('named only by the money that has not come: applied with it', async () => {
    const payment = await opened(shop);
    const channelTransaction = newId();
    const early = { ...refunded(payment), subject: { channelTransaction } };
    await notify(shop, [early]);
    await notify(shop, [paidNews(payment, channelTransaction)]);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -10000']);
  });

  test("by the channel's reference that its answer has not brought yet: applied when it comes", async () => {
    const payment = await opened(shop);
    const reference = newId();
    const key = newId();
    await notify(shop, [{ ...paidNews(payment), subject: { reference } }], key);
    expect(await noticesOf(key)).toMatchObject([{ effect: 'parked', payment_id: null }]);
    shop.channel.onStart = async () => ({
      kind: 'redirect',
      url: 'https://till.example',
      channelReference: reference,
    });
    const { centre, app, account } = shop;
    const toStart = { ...payment, paymentId: payment.id };
    await startAttempt(centre, app, toStart, account, attemptOf(payment), 'en');
    expect((await now(payment)).state).toBe('paid');
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
  });

  test('a whole story told backwards ends like one told forwards', async () => {
    const payment = await opened(shop);
    const dispute = (outcome: string, second: number) =>
      said(payment, { kind: 'dispute', channelDispute: 'd', gross: usd(60_00), outcome }, second);
    const gross = usd(40_00);
    const story = [
      paidNews(payment),
      said(payment, { kind: 'refund', channelRefund: 'r', gross, outcome: 'succeeded' }, 1),
      dispute('open', 2),
      dispute('lost', 3),
    ];
    for (const fact of story.toReversed()) await notify(shop, [fact]);
    expect(await toldOf(shop, payment)).toEqual([
      'SUCCESS 10000',
      'REFUND -4000',
      'IN_CASE 6000',
      'APP_REVERSE -6000',
    ]);
  });

  test('with one thing that must wait and one that need not: money does not wait', async () => {
    const payment = await opened(shop);
    const gross = usd(10_00);
    const reversal = (outcome: string, second: number) =>
      said(payment, { kind: 'reversal', channelReversal: 'v', gross, outcome }, second);
    const key = newId();
    await notify(shop, [paidNews(payment), reversal('canceled', 3)], key);
    expect((await now(payment)).state).toBe('paid');
    expect(await noticesOf(key)).toMatchObject([{ effect: 'parked' }]);
    await notify(shop, [reversal('reversed', 2)]);
    expect(await toldOf(shop, payment)).toEqual([
      'SUCCESS 10000',
      'APP_REVERSE -1000',
      'CANCEL_REVERSAL 1000',
    ]);
    expect(await noticesOf(key)).toMatchObject([{ effect: 'applied' }]);
  });

  test('is freed by a round of housekeeping, if the process died before it could be', async () => {
    const { db } = shop.centre;
    const payment = await opened(shop);
    const [early, hopeless] = [newId(), newId()];
    await notify(shop, [{ ...paidNews(payment), subject: { reference: 'not-yet' } }], early);
    await notify(shop, [refunded(await opened(shop))], hopeless);
    // The process died between keeping the channel's reference and looking for what waits for it.
    await db
      .updateTable('attempts')
      .set({ channel_reference: 'not-yet' })
      .where('id', '=', attemptOf(payment))
      .execute();
    await applyWaitingNotices(shop.centre);
    expect((await now(payment)).state).toBe('paid');
    expect(await noticesOf(hopeless)).toMatchObject([{ effect: 'parked' }]);
  });

  test('though its money was counted elsewhere meanwhile, ends as rejected', async () => {
    const [first, second] = [await opened(shop), await opened(shop)];
    const channelTransaction = newId();
    const key = newId();
    const early = { ...paidNews(second, channelTransaction), subject: { reference: 'late-ref' } };
    await notify(shop, [early], key);
    await notify(shop, [paidNews(first, channelTransaction)]);
    await shop.centre.db
      .updateTable('attempts')
      .set({ channel_reference: 'late-ref' })
      .where('id', '=', attemptOf(second))
      .execute();
    await applyWaitingNotices(shop.centre);
    expect(await noticesOf(key)).toMatchObject([{ effect: 'rejected' }]);
    expect((await now(second)).state).toBe('created');
  });
});

describe('a genuine notice of nothing that concerns a payment', () => {
  test.each([
    ['without a word in it', []],
    [
      'of a kind that nobody knows',
      [{ kind: 'unknown', word: 'ping', subject: {}, occurredAtMs: 1 }],
    ],
  ])('%s is kept and waits for nothing', async (_, facts) => {
    const key = newId();
    expect(await notify(shop, facts as readonly Fact[], key)).toMatchObject({ kind: 'taken' });
    expect(await noticesOf(key)).toMatchObject([{ effect: 'none' }]);
  });
});

test('a callback carries custom_data byte for byte, whatever it looks like (threats row 40)', async () => {
  const customData = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}';
  const payment = await opened(shop, { customData });
  await notify(shop, [{ ...paidNews(payment), payerEmail: 'p@example.com' } as Fact]);
  const { body } = await shop.centre.db
    .selectFrom('callbacks')
    .select('body')
    .where('payment_id', '=', payment.id)
    .executeTakeFirstOrThrow();
  const told = new URLSearchParams(body);
  expect(told.get('custom_data')).toBe(customData);
  expect(told.get('channel_data')).toBe('{"payer_email":"p@example.com"}');
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
});

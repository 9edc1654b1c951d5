import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import type { Change } from './change-rows.ts';
import { coalesce } from './coalesce.ts';
import { commitChanges } from './commit-change.ts';
import { databaseError } from './database.ts';
import {
  changeBy,
  found,
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

async function rowsOf(payment: Payment) {
  const count = async (table: 'events' | 'callbacks' | 'notices') => {
    const rows = await store.db
      .selectFrom(table)
      .select('id')
      .where('payment_id', '=', payment.id)
      .execute();
    return rows.length;
  };
  return [await count('notices'), await count('events'), await count('callbacks')];
}

function about(payment: Payment, news: Record<string, unknown>, second = 1): Fact {
  const subject = { reference: payment.attempts[0]?.id ?? '' };
  return { subject, occurredAtMs: second * 1_000, ...news } as unknown as Fact;
}

describe('a change', () => {
  test('is written whole: payment, attempt, notice, event and callback', async () => {
    const payment = await openOne(store.db);
    const [result] = await commitChanges(store.db, [changeBy(payment, [paidFact(payment, 'T')])]);
    expect(result).toEqual({ committed: true, leasedIds: [] });
    const now = await found(store.db, payment.id);
    expect(now).toMatchObject({ state: 'paid', version: 1, duplicate: false });
    expect(now.attempts).toMatchObject([
      { state: 'paid', channelTransaction: 'T', received: { minor: 100_00n, currency: 'USD' } },
    ]);
    expect(await rowsOf(payment)).toEqual([1, 1, 1]);
  });

  test('of refunds, disputes and reversals reads back as it was written', async () => {
    const payment = await openOne(store.db);
    const gross = payment.gross;
    const change = changeBy(payment, [
      paidFact(payment),
      about(payment, { kind: 'refund', channelRefund: 'r', gross, outcome: 'sent', reason: 'x' }),
      about(payment, {
        kind: 'dispute',
        channelDispute: 'd',
        outcome: 'open',
        dueAtMs: 86_400_000,
      }),
      about(payment, { kind: 'reversal', channelReversal: 'v', outcome: 'reversed' }),
    ]);
    await commitChanges(store.db, [change]);
    const now = await found(store.db, payment.id);
    expect(now.refunds).toEqual(change.after.refunds);
    expect(now.disputes).toEqual(change.after.disputes);
    expect(now.reversals).toEqual(change.after.reversals);
    const later = changeBy(now, [
      about(payment, { kind: 'refund', channelRefund: 'r', gross, outcome: 'succeeded' }, 2),
      about(payment, { kind: 'dispute', channelDispute: 'd', outcome: 'won', gross }, 2),
      about(payment, { kind: 'reversal', channelReversal: 'v', outcome: 'canceled', gross }, 2),
    ]);
    await commitChanges(store.db, [later]);
    const end = await found(store.db, payment.id);
    expect(end.refunds).toEqual(later.after.refunds);
    expect(end.disputes).toEqual(later.after.disputes);
    expect(end.reversals).toEqual(later.after.reversals);
  });

  test('that was decided on an older state is not written, nor anything that belongs to it', async () => {
    const payment = await openOne(store.db);
    await commitChanges(store.db, [changeBy(payment, [paidFact(payment)])]);
    const stale = changeBy(payment, [paidFact(payment)]);
    expect(await commitChanges(store.db, [stale])).toEqual([{ committed: false, leasedIds: [] }]);
    expect(await rowsOf(payment)).toEqual([1, 1, 1]);
    const attempts = await found(store.db, payment.id);
    expect(attempts.attempts).toHaveLength(1);
  });

  test('is written beside others of the same batch that are too late', async () => {
    const [first, second] = [await openOne(store.db), await openOne(store.db)];
    await commitChanges(store.db, [changeBy(first, [paidFact(first)])]);
    const results = await commitChanges(store.db, [
      changeBy(first, [paidFact(first)]),
      changeBy(second, [paidFact(second)]),
    ]);
    expect(results.map(({ committed }) => committed)).toEqual([false, true]);
    expect(await rowsOf(second)).toEqual([1, 1, 1]);
  });

  test('gathers what a person should see, each once', async () => {
    const payment = await openOne(store.db);
    const once = { ...changeBy(payment, []), alerts: ['unknown_word', 'wrong_receiver'] as const };
    await commitChanges(store.db, [once]);
    const now = await found(store.db, payment.id);
    await commitChanges(store.db, [{ ...changeBy(now, []), alerts: ['unknown_word'] }]);
    const row = await store.db
      .selectFrom('payments')
      .select('alerts')
      .where('id', '=', payment.id)
      .executeTakeFirstOrThrow();
    expect(row.alerts.toSorted()).toEqual(['unknown_word', 'wrong_receiver']);
  });
});

describe('the same notice', () => {
  test('fifty times at once has one effect ("Duplicate notices")', async () => {
    const payment = await openOne(store.db);
    const fact = paidFact(payment);
    const notice = noticeOf([fact]);
    const results = await Promise.all(
      Array.from({ length: 50 }, () => {
        const repeat = { ...notice, id: newId() };
        return commitChanges(store.db, [changeBy(payment, [fact], { notice: repeat })]);
      }),
    );
    expect(results.flat().filter(({ committed }) => committed)).toHaveLength(1);
    expect(await rowsOf(payment)).toEqual([1, 1, 1]);
  });

  test('is refused for a second payment of the account too', async () => {
    const [first, second] = [await openOne(store.db), await openOne(store.db)];
    const notice = noticeOf([]);
    await commitChanges(store.db, [changeBy(first, [paidFact(first)], { notice })]);
    const other = changeBy(second, [paidFact(second)], { notice: { ...notice, id: newId() } });
    expect(await commitChanges(store.db, [other])).toMatchObject([{ committed: false }]);
    expect((await found(store.db, second.id)).state).toBe('created');
  });

  test('that waited is applied once, by whoever comes first', async () => {
    const payment = await openOne(store.db);
    const waiting = noticeOf([], { effect: 'parked' });
    await commitChanges(store.db, [changeBy(payment, [], { notice: waiting })]);
    const now = await found(store.db, payment.id);
    const apply = (before: Payment): Change => ({
      ...changeBy(before, [paidFact(payment)], { notice: null }),
      appliedNoticeId: waiting.id,
    });
    const results = await Promise.all([
      commitChanges(store.db, [apply(now)]),
      commitChanges(store.db, [apply(now)]),
    ]);
    expect(results.flat().filter(({ committed }) => committed)).toHaveLength(1);
    const again = apply(await found(store.db, payment.id));
    expect(await commitChanges(store.db, [again])).toMatchObject([{ committed: false }]);
  });
});

describe('money', () => {
  test('counts for one payment: the same money for another one is refused (threats row 6)', async () => {
    const [first, second] = [await openOne(store.db), await openOne(store.db)];
    const money = newId();
    await commitChanges(store.db, [changeBy(first, [paidFact(first, money)])]);
    const failure = await commitChanges(store.db, [changeBy(second, [paidFact(second, money)])])
      .then(() => undefined)
      .catch(databaseError);
    expect(failure).toEqual({ code: '23505', constraint: 'attempts_channel_transaction' });
    expect((await found(store.db, second.id)).state).toBe('created');
  });

  test('for one order by two payments at once counts once; the other is decided anew', async () => {
    const first = await openOne(store.db);
    const second = await openOne(store.db, { orderId: first.orderId });
    const commit = coalesce({ run: (all: readonly Change[]) => commitChanges(store.db, all) });
    const results = await Promise.allSettled(
      [first, second].map((each) => commit(changeBy(each, [paidFact(each)]))),
    );
    const refused = results.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(databaseError(refused[0]?.reason)?.constraint).toBe('payments_one_paid_per_order');
    const open = [await found(store.db, first.id), await found(store.db, second.id)].find(
      (each) => each.state !== 'paid',
    );
    expect(open?.orderPaidElsewhere).toBe(true);
    if (!open) return;
    await commitChanges(store.db, [changeBy(open, [paidFact(open)])]);
    expect(await found(store.db, open.id)).toMatchObject({ state: 'paid', duplicate: true });
    expect(await rowsOf(open)).toEqual([1, 0, 0]);
  });
});

describe('a callback', () => {
  test('is born held by the process that commits it, its first send counted', async () => {
    const payment = await openOne(store.db);
    const change = changeBy(payment, [paidFact(payment)], { callback: { leaseTo: 'me' } });
    const [result] = await commitChanges(store.db, [change]);
    expect(result?.leasedIds).toEqual([change.callbacks[0]?.id]);
    const row = await store.db
      .selectFrom('callbacks')
      .select(['sends', 'lease_owner'])
      .where('payment_id', '=', payment.id)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ sends: 1, lease_owner: 'me' });
  });

  test('waits, free, behind an earlier one of its payment', async () => {
    const payment = await openOne(store.db);
    await commitChanges(store.db, [changeBy(payment, [paidFact(payment)])]);
    const now = await found(store.db, payment.id);
    const { gross } = payment;
    const refund = about(payment, {
      kind: 'refund',
      channelRefund: 'r',
      gross,
      outcome: 'succeeded',
    });
    const change = changeBy(now, [refund], { callback: { leaseTo: 'me' } });
    expect(await commitChanges(store.db, [change])).toEqual([{ committed: true, leasedIds: [] }]);
  });
});

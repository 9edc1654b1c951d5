/**
 * The promise that the order of news does not matter. A channel's true history is made up, heard in any
 * order with any repetition, and compared with what is known and booked when it is heard as it happened.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyFacts } from './apply-fact.ts';
import type { Fact } from './channel.ts';
import type { Event } from './event.ts';
import { balancesOf } from './ledger.ts';
import {
  contextAt,
  fact,
  hear,
  OPENED_AT_MS,
  openedPayment,
  paid,
  paidPayment,
  type Told,
  usd,
} from './payment.test-support.ts';
import { lostMinor, remainingMinor } from './remaining.ts';

/** What happens to one thing at the channel, in its order. */
type Thread = readonly ((second: number) => Fact)[];

const cents = fc.constantFrom(10_00, 20_00, 35_00);
const maybeCents = fc.option(cents, { freq: 4 });

const collecting: fc.Arbitrary<Thread> = fc
  .subarray(['pending', 'failed', 'canceled', 'expired'] as const)
  .map((before) => [
    ...before.map((kind) => (second: number) => fact(second, { kind })),
    (second) => paid(second),
  ]);

function refunding(channelRefund: string): fc.Arbitrary<Thread> {
  const ways = fc.constantFrom(
    ['succeeded'],
    ['sent', 'succeeded'],
    ['sent', 'failed'],
    ['succeeded', 'failed'],
    ['sent', 'succeeded', 'failed', 'succeeded'],
  ) as fc.Arbitrary<readonly ('sent' | 'succeeded' | 'failed')[]>;
  return fc
    .tuple(cents, ways)
    .map(([minor, way]) =>
      way.map(
        (outcome) => (second: number) =>
          fact(second, { kind: 'refund', channelRefund, gross: usd(minor), outcome }),
      ),
    );
}

type Disputed = readonly ('open' | 'won' | 'lost' | 'closed')[];
const DISPUTED: readonly Disputed[] = [
  ['open'],
  ['open', 'won'],
  ['open', 'lost'],
  ['open', 'closed'],
  ['open', 'won', 'lost'],
  ['open', 'lost', 'won'],
  ['open', 'closed', 'open', 'lost'],
  ['open', 'won', 'lost', 'won'],
  ['lost'],
];

function disputing(channelDispute: string, amount: fc.Arbitrary<number | null>) {
  return fc.tuple(amount, fc.constantFrom(...DISPUTED)).map(
    ([minor, way]): Thread =>
      way.map((outcome) => (second) => {
        const gross = minor === null ? {} : { gross: usd(minor) };
        return fact(second, { kind: 'dispute', channelDispute, outcome, ...gross });
      }),
  );
}

function reversing(
  channelReversal: string,
  of: string | undefined,
  amount: fc.Arbitrary<number | null>,
) {
  const ways = fc.constantFrom(
    ['reversed'],
    ['reversed', 'canceled'],
    ['reversed', 'canceled', 'reversed'],
  ) as fc.Arbitrary<readonly ('reversed' | 'canceled')[]>;
  return fc.tuple(amount, ways).map(
    ([minor, way]): Thread =>
      way.map((outcome) => (second) => {
        const gross = minor === null ? {} : { gross: usd(minor) };
        const named = of === undefined ? {} : { channelDispute: of };
        return fact(second, { kind: 'reversal', channelReversal, outcome, ...gross, ...named });
      }),
  );
}

const threads: fc.Arbitrary<readonly Thread[]> = fc
  .tuple(
    fc.tuple(refunding('re_1'), refunding('re_2'), refunding('re_3')),
    fc.tuple(disputing('case-1', maybeCents), disputing('case-2', cents)),
    fc.tuple(
      reversing('rev-1', 'case-1', maybeCents),
      reversing('rev-2', 'case-1', cents),
      reversing('rev-3', 'case-2', cents),
      reversing('rev-4', undefined, maybeCents),
    ),
  )
  .chain((all) => fc.subarray(all.flat() as Thread[], { maxLength: 5 }));

/** A whole history: the money first, then the threads in some merged order, seconds rising. */
const histories: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(collecting, threads)
  .chain(([money, after]) => {
    const tokens = after.flatMap((thread, at) => thread.map(() => at));
    const merged = fc.shuffledSubarray(tokens, { minLength: tokens.length });
    return merged.map((order) => {
      const next = after.map(() => 0);
      const later = order.map((at) => {
        const step = after[at]?.[next[at] ?? 0];
        next[at] = (next[at] ?? 0) + 1;
        if (!step) throw new Error('A thread ran out.');
        return step;
      });
      return [...money, ...later].map((step, at) => step(at + 1));
    });
  });

type Delivery = { readonly history: readonly Fact[]; readonly heard: readonly Fact[] };

const deliveries: fc.Arbitrary<Delivery> = histories.chain((history) => {
  const all = history.map((_, at) => at);
  const order = fc.shuffledSubarray(all, { minLength: all.length });
  const repeats = fc.array(fc.tuple(fc.nat(all.length - 1), fc.nat(all.length)), { maxLength: 6 });
  return fc.tuple(order, repeats).map(([shuffled, again]) => {
    const heard = [...shuffled];
    for (const [which, where] of again) heard.splice(where, 0, which);
    return { history, heard: heard.map((at) => history[at] as Fact) };
  });
});

/** The end of a payment, without what only tells when we heard of it. */
function endOf({ payment }: Told) {
  const [attempt] = payment.attempts;
  if (!attempt) throw new Error('The payment has an attempt.');
  const byName = (left: string, right: string) => (left < right ? -1 : 1);
  return {
    state: payment.state,
    received: attempt.received,
    attempts: payment.attempts.length,
    refunds: payment.refunds
      .map(({ channelRefund, state, grossMinor }) => `${channelRefund} ${state} ${grossMinor}`)
      .toSorted(byName),
    disputes: payment.disputes
      .map(({ channelDispute, state, grossMinor }) => `${channelDispute} ${state} ${grossMinor}`)
      .toSorted(byName),
    reversals: payment.reversals
      .map(({ channelReversal, state, grossMinor }) => `${channelReversal} ${state} ${grossMinor}`)
      .toSorted(byName),
    lost: lostMinor(payment, attempt),
    remaining: remainingMinor(payment, attempt),
  };
}

/** What a merchant books: news of a dispute moves no money by itself, nor does the win of one. */
function booked(events: readonly Event[]): bigint {
  return events
    .filter(({ status, cause }) => status !== 'IN_CASE' && !cause.startsWith('won:'))
    .reduce((sum, { grossMinor }) => sum + grossMinor, 0n);
}

test('in whatever order and however often a channel tells, the end and the books are the same', () => {
  fc.assert(
    fc.property(deliveries, ({ history, heard }) => {
      const asItHappened = hear(openedPayment(), history, contextAt(OPENED_AT_MS));
      const asHeard = hear(openedPayment(), heard, contextAt(OPENED_AT_MS));
      expect(endOf(asHeard)).toEqual(endOf(asItHappened));
      expect(booked(asHeard.events)).toBe(booked(asItHappened.events));
      expect(balancesOf(asHeard.transfers)).toEqual(balancesOf(asItHappened.transfers));
      expect(asHeard.parked).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test('what a merchant books is always what the payment has left', () => {
  fc.assert(
    fc.property(deliveries, ({ heard }) => {
      const told = hear(openedPayment(), heard);
      const [attempt] = told.payment.attempts;
      const unfinished = told.payment.refunds
        .filter(({ state }) => state === 'sent')
        .reduce((sum, { grossMinor }) => sum + grossMinor, 0n);
      const left = attempt ? remainingMinor(told.payment, attempt) : 0n;
      expect(booked(told.events)).toBe(left + unfinished);
    }),
    { numRuns: 1_000 },
  );
});

test('nothing is told twice for one cause, one SUCCESS per payment, one IN_CASE per dispute', () => {
  fc.assert(
    fc.property(deliveries, ({ heard }) => {
      const { events, payment } = hear(openedPayment(), heard);
      const causes = events.map(({ cause }) => cause);
      expect(new Set(causes).size).toBe(causes.length);
      const count = (status: Event['status']) =>
        events.filter((event) => event.status === status).length;
      expect([count('SUCCESS'), count('IN_CASE')]).toEqual([1, payment.disputes.length]);
    }),
    { numRuns: 1_000 },
  );
});

test('a notice that tells several things is applied as far as it can be, and waits for the rest', () => {
  const canceled = fact(3, {
    kind: 'reversal',
    channelReversal: 'rev-1',
    outcome: 'canceled',
    gross: usd(10_00),
  });
  const step = applyFacts(openedPayment(), 'attempt-1', [paid(1), canceled], contextAt());
  expect([step.effect, step.payment.state, step.events.length]).toEqual(['parked', 'paid', 1]);
});

test('news of money that another attempt brought goes to that attempt', () => {
  const twice = hear(openedPayment(), [paid(1), paid(2, usd(100_00), 'money-2')]).payment;
  const news = fact(
    3,
    { kind: 'refund', channelRefund: 're_1', gross: usd(100_00), outcome: 'succeeded' },
    'money-2',
  );
  const { payment } = applyFacts(twice, 'attempt-1', [news], contextAt());
  expect(payment.refunds).toMatchObject([{ attemptId: twice.attempts[1]?.id }]);
});

test('an attempt that is not of the payment is not spoken for', () => {
  const start = paidPayment();
  const step = applyFacts(start, 'somebody-else', [paid(1)], contextAt());
  expect([step.payment, step.effect]).toEqual([start, 'parked']);
});

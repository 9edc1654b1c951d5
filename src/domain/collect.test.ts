import { describe, expect, test } from 'vitest';
import { applyFacts } from './apply-fact.ts';
import type { Fact } from './channel.ts';
import { type Money, money } from './money.ts';
import {
  attempt,
  contextAt,
  currency,
  fact,
  hear,
  MONEY,
  OPENED_AT_MS,
  openedPayment,
  paid,
  usd,
  words,
} from './payment.test-support.ts';
import { type AttemptState, paymentState } from './payment.ts';

describe('money that comes', () => {
  test('is told as one SUCCESS, dated when the payment was opened', () => {
    const { payment, events } = hear(openedPayment(), [paid(60)], contextAt(OPENED_AT_MS + 61_000));
    expect(payment).toMatchObject({ state: 'paid', channel: 'paypal', duplicate: false });
    expect(payment.attempts).toMatchObject([
      { state: 'paid', channelTransaction: MONEY, received: usd(100_00) },
    ]);
    expect(payment.paidAtMs).toBe(OPENED_AT_MS + 61_000);
    expect(events).toMatchObject([
      { status: 'SUCCESS', grossMinor: 100_00n, channel: 'paypal', recordedAtMs: OPENED_AT_MS },
    ]);
  });

  test('and is told of again changes nothing', () => {
    const { payment, events } = hear(openedPayment(), [paid(1), paid(1), paid(9)]);
    expect(words(events)).toEqual(['SUCCESS 10000']);
    expect(payment.attempts).toHaveLength(1);
  });

  test.each(['pending', 'failed', 'canceled', 'expired'] as const)(
    'after the channel had said %s is paid all the same',
    (kind) => {
      const { payment, events } = hear(openedPayment(), [fact(1, { kind }), paid(99)]);
      expect(payment.state).toBe('paid');
      expect(words(events)).toEqual(['SUCCESS 10000']);
    },
  );

  test.each(['pending', 'failed', 'canceled', 'expired'] as const)(
    'is not undone by a late %s',
    (kind) => {
      const { payment, events } = hear(openedPayment(), [paid(1), fact(9, { kind })]);
      expect(payment.state).toBe('paid');
      expect(words(events)).toEqual(['SUCCESS 10000']);
    },
  );

  test("keeps the payer's address for the merchant", () => {
    const news = { ...paid(1), payerEmail: 'payer@example.com' };
    expect(hear(openedPayment(), [news]).payment.payerEmail).toBe('payer@example.com');
  });
});

describe('other money than was asked for waits for a person and is never a SUCCESS', () => {
  test.each([
    ['less money (threats row 5)', { gross: usd(99_99) }, 'amount_mismatch'],
    ['more money', { gross: usd(100_01) }, 'amount_mismatch'],
    [
      'as much in another currency (threats row 7)',
      { gross: money(100_00n, currency('JPY')) },
      'amount_mismatch',
    ],
    ['money for somebody else', { wrongReceiver: true }, 'wrong_receiver'],
    ['money that names two payments', { wrongReference: true }, 'wrong_reference'],
  ])('%s', (_, change, alert) => {
    const news = { ...paid(1), ...change } as Fact & { gross: Money };
    const { payment, events, alerts } = hear(openedPayment(), [news, news]);
    expect(payment.state).toBe('review');
    expect(events).toEqual([]);
    expect(alerts).toEqual([alert]);
    expect(payment.attempts[0]?.received).toEqual(news.gross);
  });

  test('and no later word of the channel ends the review', () => {
    const wrong = paid(1, usd(1));
    const later = (['failed', 'canceled', 'expired', 'pending'] as const).map((kind) =>
      fact(2, { kind }),
    );
    expect(hear(openedPayment(), [wrong, ...later]).payment.state).toBe('review');
  });

  test('while the right money beside it counts', () => {
    const { payment, events } = hear(openedPayment(), [paid(1, usd(1), 'T1'), paid(2)]);
    expect(payment.state).toBe('paid');
    expect(words(events)).toEqual(['SUCCESS 10000']);
    expect(payment.attempts.map(({ state }) => state)).toEqual(['review', 'paid']);
  });
});

describe('money that comes twice is a duplicate and never a second SUCCESS', () => {
  test('by the same attempt: it gets a row of its own', () => {
    const told = hear(openedPayment(), [paid(1), paid(2, usd(100_00), 'money-2'), paid(1)]);
    expect(words(told.events)).toEqual(['SUCCESS 10000']);
    expect(told.alerts).toEqual(['duplicate_payment']);
    const held = told.payment.attempts.map(({ channelTransaction, duplicate }) => [
      channelTransaction,
      duplicate,
    ]);
    expect(held).toEqual([
      [MONEY, false],
      ['money-2', true],
    ]);
  });

  test('by another attempt', () => {
    const other = attempt({ id: 'attempt-2', accountId: 'account-2', channel: 'stripe' });
    const start = openedPayment({ attempts: [attempt(), other] });
    const first = hear(start, [paid(1)]);
    const { payment, events, alerts } = applyFacts(
      first.payment,
      'attempt-2',
      [paid(2)],
      contextAt(),
    );
    expect(events).toEqual([]);
    expect(alerts).toEqual(['duplicate_payment']);
    expect(payment).toMatchObject({ state: 'paid', channel: 'paypal', duplicate: false });
  });

  test('by another payment of the order: this whole payment is the duplicate', () => {
    const { payment, events, alerts } = hear(openedPayment({ orderPaidElsewhere: true }), [
      paid(1),
    ]);
    expect(payment).toMatchObject({ state: 'paid', duplicate: true });
    expect(events).toEqual([]);
    expect(alerts).toEqual(['duplicate_payment']);
  });

  test('and neither a refund of it nor a dispute about it is told', () => {
    const { events, payment } = hear(openedPayment({ orderPaidElsewhere: true }), [
      paid(1),
      fact(2, {
        kind: 'refund',
        channelRefund: 'r',
        gross: usd(100_00),
        outcome: 'succeeded',
      }),
      fact(3, { kind: 'dispute', channelDispute: 'd', gross: usd(1), outcome: 'lost' }),
    ]);
    expect(events).toEqual([]);
    expect(payment.refunds).toMatchObject([{ state: 'succeeded' }]);
  });
});

describe('what the channel says short of money', () => {
  const states: readonly AttemptState[] = ['pending', 'expired', 'canceled', 'failed'];

  test('ends in the same state in whatever order it is said', () => {
    for (const first of states) {
      for (const second of states) {
        const say = (...kinds: readonly AttemptState[]) =>
          hear(
            openedPayment(),
            kinds.map((kind) => fact(1, { kind } as { kind: 'failed' })),
          ).payment.state;
        expect(say(first, second)).toBe(say(second, first));
      }
    }
  });

  test('a word that nobody knows changes nothing and is pointed out', () => {
    const start = openedPayment();
    const { payment, events, alerts } = hear(start, [fact(1, { kind: 'unknown', word: 'HELD' })]);
    expect(payment).toBe(start);
    expect([events, alerts]).toEqual([[], ['unknown_word']]);
  });

  test('keeps the reason', () => {
    const { payment } = hear(openedPayment(), [fact(1, { kind: 'failed', reason: 'no funds' })]);
    expect(payment.attempts[0]).toMatchObject({ state: 'failed', reason: 'no funds' });
  });
});

test('a payment stands where the best of its attempts stands', () => {
  const state = (...states: readonly AttemptState[]) =>
    paymentState(states.map((each) => ({ state: each })));
  expect(state()).toBe('created');
  expect(state('failed', 'started')).toBe('created');
  expect(state('failed', 'pending', 'canceled')).toBe('pending');
  expect(state('pending', 'review')).toBe('review');
  expect(state('review', 'paid')).toBe('paid');
  expect(state('expired', 'canceled')).toBe('canceled');
});

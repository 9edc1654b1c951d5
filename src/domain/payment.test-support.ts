/** Payments to reason about, and a channel's news of them, for tests. */

import { applyFacts } from './apply-fact.ts';
import type { Fact } from './channel.ts';
import type { Event } from './event.ts';
import { type Transfer, transfersBetween } from './ledger.ts';
import { type Currency, type Money, money, parseCurrency } from './money.ts';
import type { Attempt, Payment } from './payment.ts';
import type { Decision, News as Heard, Settled } from './settle.ts';
import type { Alert, Context } from './step.ts';

export function currency(code: string): Currency {
  const known = parseCurrency(code);
  if (!known) throw new Error(`${code} is no currency.`);
  return known;
}

export const USD = currency('USD');

export function usd(minor: bigint | number): Money {
  return money(BigInt(minor), USD);
}

export const OPENED_AT_MS = Date.UTC(2026, 0, 1);
const ACCOUNT = 'account-1';
export const MONEY = 'money-1';

/** One try at a channel that nobody has heard of since. */
export function attempt(over: Partial<Attempt> = {}): Attempt {
  return {
    id: 'attempt-1',
    accountId: ACCOUNT,
    channel: 'paypal',
    channelReference: null,
    channelTransaction: null,
    state: 'started',
    received: null,
    feeMinor: null,
    duplicate: false,
    test: false,
    reason: null,
    returnUrl: null,
    createdAtMs: OPENED_AT_MS,
    ...over,
  };
}

/** A payment of 100.00 USD that has been sent to one channel. */
export function openedPayment(over: Partial<Payment> = {}): Payment {
  return {
    id: 'payment-1',
    appId: 'shop',
    orderId: '20120101',
    activityId: '',
    item: 'example',
    gross: usd(100_00),
    customData: null,
    state: 'created',
    channel: 'paypal',
    test: false,
    duplicate: false,
    payerEmail: null,
    createdAtMs: OPENED_AT_MS,
    paidAtMs: null,
    version: 0,
    attempts: [attempt()],
    refunds: [],
    disputes: [],
    reversals: [],
    orderPaidElsewhere: false,
    ...over,
  };
}

export function contextAt(nowMs: number = OPENED_AT_MS): Context {
  let made = 0;
  return {
    nowMs,
    newId() {
      made += 1;
      return `id-${nowMs}-${String(made).padStart(4, '0')}`;
    },
  };
}

type News = Fact extends infer Each
  ? Each extends Fact
    ? Omit<Each, 'subject' | 'occurredAtMs'>
    : never
  : never;

/** News of the payment's attempt; `second` counts from the opening. */
export function fact(second: number, news: News, transaction?: string): Fact {
  const reference = 'attempt-1';
  return {
    ...news,
    subject:
      transaction === undefined ? { reference } : { reference, channelTransaction: transaction },
    occurredAtMs: OPENED_AT_MS + second * 1_000,
  } as Fact;
}

export function paid(second: number, gross: Money = usd(100_00), transaction = MONEY): Fact {
  return fact(second, { kind: 'paid', gross, channelTransaction: transaction });
}

/** A person's word on the payment's money. */
export function settled(
  second: number,
  decision: Decision,
  seen: Settled['seen'] = 'review',
): Heard {
  return {
    kind: 'settled',
    subject: { reference: 'attempt-1' },
    occurredAtMs: OPENED_AT_MS + second * 1_000,
    seen,
    decision,
    by: 'ann@example.com',
  };
}

export type Told = {
  readonly payment: Payment;
  readonly events: readonly Event[];
  readonly alerts: readonly Alert[];
  /** What was booked, change by change. */
  readonly transfers: readonly Transfer[];
  /** What still waits. */
  readonly parked: readonly Heard[];
};

/**
 * Hears one notice per fact, as the flow does: what must wait is kept, and heard again in the order in
 * which it happened whenever something has changed.
 */
export function hear(payment: Payment, facts: readonly Heard[], context = contextAt()): Told {
  const events: Event[] = [];
  const alerts: Alert[] = [];
  const transfers: Transfer[] = [];
  let parked: Heard[] = [];
  let now = payment;
  const apply = (each: Heard): boolean => {
    const step = applyFacts(now, 'attempt-1', [each], context);
    if (step.effect === 'parked') return false;
    transfers.push(...transfersBetween(now, step.payment));
    now = step.payment;
    events.push(...step.events);
    alerts.push(...step.alerts);
    return true;
  };
  for (const each of facts) {
    if (!apply(each)) {
      parked.push(each);
      continue;
    }
    for (let before = -1; before !== parked.length; ) {
      before = parked.length;
      parked = parked
        .toSorted((left, right) => left.occurredAtMs - right.occurredAtMs)
        .filter((waiting) => !apply(waiting));
    }
  }
  return { payment: now, events, alerts, transfers, parked };
}

/** A payment whose money has come. */
export function paidPayment(over: Partial<Payment> = {}): Payment {
  return hear(openedPayment(over), [paid(0)]).payment;
}

/** What was told, as `STATUS amount`. */
export function words(events: readonly Event[]): readonly string[] {
  return events.map((event) => `${event.status} ${event.grossMinor}`);
}

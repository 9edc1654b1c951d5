/** What applying one fact to a payment comes to. */
import type { Event, EventStatus } from './event.ts';
import type { Money } from './money.ts';
import { type Attempt, type Payment, receivedMoney } from './payment.ts';

/** What only a person can settle, or should at least see. */
export type Alert =
  | 'amount_mismatch'
  | 'wrong_receiver'
  | 'wrong_reference'
  | 'duplicate_payment'
  | 'returned_more_than_paid'
  /** Nobody knows whether the channel paid it back, and it is not asked any more. */
  | 'refund_unsettled'
  | 'dispute_undecided'
  | 'unknown_word';

export type Effect =
  /** Something is different now. */
  | 'applied'
  /** Known already, or older than what is known. */
  | 'none'
  /** It tells of something whose beginning we have not heard of: kept until then. */
  | 'parked';

export type Step = {
  readonly payment: Payment;
  readonly events: readonly Event[];
  readonly alerts: readonly Alert[];
  readonly effect: Effect;
};

/** What a decision may use of the world: the time, and fresh ids. */
export type Context = { readonly nowMs: number; readonly newId: () => string };

export function unchanged(payment: Payment): Step {
  return { payment, events: [], alerts: [], effect: 'none' };
}

export function parked(payment: Payment): Step {
  return { payment, events: [], alerts: [], effect: 'parked' };
}

export function applied(
  payment: Payment,
  events: readonly (Event | undefined)[] = [],
  alerts: readonly Alert[] = [],
): Step {
  const told = events.filter((event) => event !== undefined);
  return { payment, events: told, alerts, effect: 'applied' };
}

/**
 * The event for news of one attempt's money; undefined when the merchant was never told of that money
 * (a duplicate, or money that waits for a person), because then there is nothing to take back either.
 */
export function tell(
  payment: Payment,
  attempt: Attempt,
  context: Context,
  news: { status: EventStatus; grossMinor: bigint; cause: string; recordedAtMs?: number },
): Event | undefined {
  const counted = attempt.state === 'paid' && !attempt.duplicate && !payment.duplicate;
  if (!counted || news.grossMinor === 0n) return undefined;
  return {
    id: context.newId(),
    status: news.status,
    grossMinor: news.grossMinor,
    currency: receivedMoney(payment, attempt).currency,
    channel: attempt.channel,
    cause: news.cause,
    recordedAtMs: news.recordedAtMs ?? context.nowMs,
  };
}

/** An amount that the channel states of an attempt's money; null when it is in another currency, or not stated. */
export function saidMinor(
  payment: Payment,
  attempt: Attempt,
  gross: Money | undefined,
): bigint | null {
  return gross?.currency === receivedMoney(payment, attempt).currency ? gross.minor : null;
}

/** The list with the item of the same id replaced, or with the item added. */
export function withItem<Item extends { readonly id: string }>(
  items: readonly Item[],
  item: Item,
): readonly Item[] {
  const known = items.some((other) => other.id === item.id);
  return known ? items.map((other) => (other.id === item.id ? item : other)) : [...items, item];
}

import { type CallbackStatus, toMinorUnits } from '@paycenter/sdk';
import type { Order, OrderEvent } from './order-book.ts';

export type OrderState =
  | 'awaiting'
  | 'paid'
  | 'partly-refunded'
  | 'refunded'
  | 'disputed'
  | 'reversed';

/** Where an order stands, in the smallest unit of its currency. */
export interface Standing {
  state: OrderState;
  refundedMinor: bigint;
  reversedMinor: bigint;
  disputedMinor: bigint;
}

interface Balance {
  refunded: bigint;
  reversed: bigint;
  disputes: readonly bigint[];
}

/** Takes the dispute of that amount off the list, or the oldest one if none has it. */
function settleDispute(disputes: readonly bigint[], amount: bigint): readonly bigint[] {
  const index = Math.max(disputes.indexOf(amount), 0);
  return disputes.filter((_, each) => each !== index);
}

/** What was given back comes from reversals first: a refund is only undone if nothing else is. */
function giveBack(balance: Balance, amount: bigint): Balance {
  const disputes = settleDispute(balance.disputes, amount);
  if (balance.reversed >= amount) {
    return { ...balance, disputes, reversed: balance.reversed - amount };
  }
  if (balance.disputes.length > 0 || balance.refunded < amount) return { ...balance, disputes };
  return { ...balance, refunded: balance.refunded - amount };
}

const APPLY: Readonly<Record<CallbackStatus, (balance: Balance, amount: bigint) => Balance>> = {
  SUCCESS: (balance) => balance,
  REFUND: (balance, amount) => ({ ...balance, refunded: balance.refunded + amount }),
  IN_CASE: (balance, amount) => ({ ...balance, disputes: [...balance.disputes, amount] }),
  APP_REVERSE: (balance, amount) => ({
    ...balance,
    reversed: balance.reversed + amount,
    disputes: settleDispute(balance.disputes, amount),
  }),
  CANCEL_REVERSAL: giveBack,
};

function stateOf(balance: Balance, keptMinor: bigint): OrderState {
  if (balance.disputes.length > 0 && keptMinor > 0n) return 'disputed';
  if (balance.reversed > 0n) return 'reversed';
  if (balance.refunded > 0n) return keptMinor > 0n ? 'partly-refunded' : 'refunded';
  return 'paid';
}

/**
 * Reads an order's events in the order in which they happened. Any of them proves that the order
 * was paid once: nothing can be refunded or disputed that was not.
 */
export function standingOf(order: Order, events: readonly OrderEvent[]): Standing {
  const happened = events.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  let balance: Balance = { refunded: 0n, reversed: 0n, disputes: [] };
  for (const event of happened) {
    const minor = toMinorUnits(event.gross, event.currency);
    balance = APPLY[event.status](balance, minor < 0n ? -minor : minor);
  }
  const kept = toMinorUnits(order.gross, order.currency) - balance.refunded - balance.reversed;
  return {
    state: events.length === 0 ? 'awaiting' : stateOf(balance, kept),
    refundedMinor: balance.refunded,
    reversedMinor: balance.reversed,
    disputedMinor: balance.disputes.reduce((sum, amount) => sum + amount, 0n),
  };
}

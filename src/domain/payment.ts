/**
 * A payment, its attempts and what comes after it. A payment's state is nothing of its own: it is
 * read off its attempts, so the order in which channels speak cannot change where it ends.
 */
import type { Currency, Money } from './money.ts';

/** One try at one channel. */
export const ATTEMPT_NEXT = {
  /** Ours alone: the shopper was, or is about to be, sent to the channel. */
  started: ['pending', 'failed', 'canceled', 'expired', 'review', 'paid'],
  /** The channel confirmed that it is at work and has not decided. */
  pending: ['failed', 'canceled', 'expired', 'review', 'paid'],
  /** Money that arrives after these is still money. */
  failed: ['review', 'paid'],
  canceled: ['failed', 'review', 'paid'],
  expired: ['failed', 'canceled', 'review', 'paid'],
  /** Other money than was asked for: a person decides. */
  review: ['paid', 'refused'],
  /** A person decided that this money does not pay: it is ours to give back, and pays for nothing. */
  refused: ['paid'],
  paid: [],
} as const satisfies Record<string, readonly string[]>;

export type AttemptState = keyof typeof ATTEMPT_NEXT;

/** Whether an attempt may go from one state to the other. */
export function attemptMayBecome(from: AttemptState, to: AttemptState): boolean {
  return (ATTEMPT_NEXT[from] as readonly AttemptState[]).includes(to);
}

export type PaymentState =
  | 'created'
  | 'pending'
  | 'paid'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'review';

export type Attempt = {
  readonly id: string;
  readonly accountId: string;
  /** The name that merchants know the channel by, as it was at the time. */
  readonly channel: string;
  /** The channel's own id of what we opened there, where it has one. */
  readonly channelReference: string | null;
  /** The channel's id of the money, once it has come. */
  readonly channelTransaction: string | null;
  readonly state: AttemptState;
  /** What was really paid, where that is known. */
  readonly received: Money | null;
  /** What the channel kept of it, where it says so; in the currency of what was received. */
  readonly feeMinor: bigint | null;
  /** Paid, but the order had been paid before. */
  readonly duplicate: boolean;
  /** Whether the account moves play money. */
  readonly test: boolean;
  readonly reason: string | null;
  readonly returnUrl: string | null;
  readonly createdAtMs: number;
};

export const REFUND_NEXT = {
  requested: ['sent', 'succeeded', 'failed', 'unknown'],
  sent: ['succeeded', 'failed', 'unknown'],
  unknown: ['sent', 'succeeded', 'failed'],
  /** A channel may find out days later that it could not pay back. */
  succeeded: ['failed'],
  failed: ['succeeded'],
} as const satisfies Record<string, readonly string[]>;

export type RefundState = keyof typeof REFUND_NEXT;

export function refundMayBecome(from: RefundState, to: RefundState): boolean {
  return (REFUND_NEXT[from] as readonly RefundState[]).includes(to);
}

export type Refund = {
  /** Ours; also the idempotency key at the channel. */
  readonly id: string;
  readonly attemptId: string;
  readonly channelRefund: string | null;
  readonly grossMinor: bigint;
  readonly state: RefundState;
  /** Who asked for it: us, or somebody in the channel's own dashboard. */
  readonly origin: 'operator' | 'channel';
  readonly reason: string | null;
  readonly createdAtMs: number;
  /** When the channel last said something of it. */
  readonly saidAtMs: number;
};

export type DisputeState = 'open' | 'won' | 'lost' | 'closed';

export type Dispute = {
  readonly id: string;
  readonly attemptId: string;
  readonly channelDispute: string;
  /** What is disputed; null while the channel has not said, which means all that was paid. */
  readonly grossMinor: bigint | null;
  readonly state: DisputeState;
  readonly reason: string | null;
  readonly dueAtMs: number | null;
  /** A refund of the disputed sum since then is this dispute's settlement; null where none ever is. */
  readonly refundSettlesSinceMs: number | null;
  readonly createdAtMs: number;
  /** When the channel said what the state is. */
  readonly saidAtMs: number;
};

export type Reversal = {
  readonly id: string;
  readonly attemptId: string;
  readonly channelReversal: string;
  /** The dispute that it settles, where the channel names one. */
  readonly channelDispute: string | null;
  /** What was taken back; null where the channel does not say, which means all that was left. */
  readonly grossMinor: bigint | null;
  readonly state: 'reversed' | 'canceled';
  readonly reason: string | null;
  readonly createdAtMs: number;
  readonly saidAtMs: number;
};

export type Payment = {
  /** The `trans_id`. */
  readonly id: string;
  readonly appId: string;
  readonly orderId: string;
  readonly activityId: string;
  readonly item: string;
  readonly gross: Money;
  readonly customData: string | null;
  readonly state: PaymentState;
  /** The channel that was paid, or the one tried last. */
  readonly channel: string | null;
  readonly test: boolean;
  /** Paid, but another payment of the same order had been paid before. */
  readonly duplicate: boolean;
  readonly payerEmail: string | null;
  readonly createdAtMs: number;
  readonly paidAtMs: number | null;
  /** Counts changes: a change is only made to the version that it was decided on. */
  readonly version: number;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly reversals: readonly Reversal[];
  /** Whether another payment of the same order is paid: money that comes now is a duplicate. */
  readonly orderPaidElsewhere: boolean;
};

/** The best that any attempt has reached decides; the order of this list is the rank. */
const RANK: readonly (readonly [AttemptState, PaymentState])[] = [
  ['paid', 'paid'],
  ['review', 'review'],
  ['pending', 'pending'],
  ['started', 'created'],
  ['failed', 'failed'],
  ['refused', 'failed'],
  ['canceled', 'canceled'],
  ['expired', 'expired'],
];

/** A payment's state, read off its attempts; `created` while there is none. */
export function paymentState(attempts: readonly Pick<Attempt, 'state'>[]): PaymentState {
  for (const [attemptState, state] of RANK) {
    if (attempts.some((attempt) => attempt.state === attemptState)) return state;
  }
  return 'created';
}

/** The attempt whose money the merchant was told of. */
export function countedAttempt(payment: Payment): Attempt | undefined {
  if (payment.duplicate) return undefined;
  return payment.attempts.find((attempt) => attempt.state === 'paid' && !attempt.duplicate);
}

/** Whether money came in by an attempt, be it as asked for or not. */
export function hasMoney(attempt: Attempt): boolean {
  return attempt.state === 'paid' || attempt.state === 'review' || attempt.state === 'refused';
}

/** The currency of the money that an attempt brought, which refunds and losses of it are in. */
export function attemptCurrency(payment: Payment, attemptId: string): Currency {
  const attempt = payment.attempts.find((each) => each.id === attemptId);
  return (attempt?.received ?? payment.gross).currency;
}

/** What came in by one attempt; nothing while it is unpaid. */
export function receivedMoney(payment: Payment, attempt: Attempt): Money {
  const received = attempt.received ?? payment.gross;
  return hasMoney(attempt) ? received : { ...received, minor: 0n };
}

/**
 * A payment, its attempts and what comes after it. A payment's state is nothing of its own: it is
 * read off its attempts, so the order in which channels speak cannot change where it ends.
 */
import type { Money } from './money.ts';

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
  review: ['paid', 'failed'],
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
  readonly grossMinor: bigint;
  readonly state: DisputeState;
  readonly reason: string | null;
  readonly dueAtMs: number | null;
  /** Whether the loss was told to the merchant, here or as a reversal. */
  readonly lossTold: boolean;
  readonly createdAtMs: number;
  readonly saidAtMs: number;
};

export type Reversal = {
  readonly id: string;
  readonly attemptId: string;
  readonly channelReversal: string;
  readonly channelDispute: string | null;
  readonly grossMinor: bigint;
  readonly state: 'reversed' | 'canceled';
  /** False when the loss of a dispute had told the merchant already. */
  readonly told: boolean;
  readonly reason: string | null;
  readonly createdAtMs: number;
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

/** What came in by one attempt and has not gone back by a refund or a reversal that holds. */
export function remainingMinor(payment: Payment, attempt: Attempt): bigint {
  if (attempt.state !== 'paid') return 0n;
  let left = attempt.received?.minor ?? payment.gross.minor;
  for (const refund of payment.refunds) {
    if (refund.attemptId === attempt.id && refund.state !== 'failed') left -= refund.grossMinor;
  }
  for (const reversal of payment.reversals) {
    if (reversal.attemptId === attempt.id && reversal.state === 'reversed') {
      left -= reversal.grossMinor;
    }
  }
  for (const dispute of payment.disputes) {
    if (dispute.attemptId !== attempt.id || dispute.state !== 'lost') continue;
    const booked = payment.reversals.some(
      (reversal) =>
        reversal.channelDispute === dispute.channelDispute && reversal.state === 'reversed',
    );
    if (!booked) left -= dispute.grossMinor;
  }
  return left;
}

/** A person's word on money that came otherwise than it was asked for. */
import type { Fact, Subject } from './channel.ts';
import { withAttempt } from './collect.ts';
import { type Attempt, attemptMayBecome, type Payment } from './payment.ts';
import { remainingMinor } from './remaining.ts';
import { applied, type Context, type Step, tell, unchanged } from './step.ts';

export type Decision = 'accepted' | 'refused';

/** What a person says. It is no `Fact`, so no adapter can say it. */
export type Settled = {
  readonly kind: 'settled';
  readonly subject: Subject;
  readonly occurredAtMs: number;
  /** What the person saw: a word about something else is not what he means. */
  readonly seen: Attempt['state'];
  readonly decision: Decision;
  /** Who says so, as people know them. */
  readonly by: string;
  readonly reason?: string;
};

/** Whatever may change a payment. */
export type News = Fact | Settled;

export type SettlementRefusal = 'NOT_IN_REVIEW' | 'ORDER_PAID_ALREADY' | 'MONEY_WENT_BACK';

/** Why this cannot be decided so; undefined when it can. */
export function settlementRefusal(
  payment: Payment,
  attempt: Attempt,
  decision: Decision,
): SettlementRefusal | undefined {
  const isHeld = attempt.state === 'review' || attempt.state === 'refused';
  if (!isHeld || !attemptMayBecome(attempt.state, stateAfter(decision))) return 'NOT_IN_REVIEW';
  if (decision === 'refused') return undefined;
  const paidBesides = payment.attempts.some((other) => other.state === 'paid');
  if (paidBesides || payment.orderPaidElsewhere) return 'ORDER_PAID_ALREADY';
  // The merchant heard nothing of what went back: SUCCESS for the whole would not add up.
  return isWhole(payment, attempt) ? undefined : 'MONEY_WENT_BACK';
}

/**
 * Accepted money pays for the order, and the merchant is told SUCCESS with what really came; refused
 * money pays for nothing, and the shopper may pay again. Either way it can be refunded.
 */
export function applySettlement(
  payment: Payment,
  attempt: Attempt,
  { decision, seen }: Settled,
  context: Context,
): Step {
  if (attempt.state !== seen) return unchanged(payment);
  if (settlementRefusal(payment, attempt, decision)) return unchanged(payment);
  const settled: Attempt = { ...attempt, state: stateAfter(decision) };
  const next = withAttempt(payment, settled);
  if (decision === 'refused') return applied(next);
  const paid: Payment = { ...next, paidAtMs: payment.paidAtMs ?? context.nowMs };
  const success = tell(paid, settled, context, {
    status: 'SUCCESS',
    grossMinor: attempt.received?.minor ?? 0n,
    cause: 'paid',
    recordedAtMs: payment.createdAtMs,
  });
  return applied(paid, [success]);
}

function stateAfter(decision: Decision): 'paid' | 'refused' {
  return decision === 'accepted' ? 'paid' : 'refused';
}

/** Whether nothing of the money has gone back, is on its way back, or is being disputed. */
function isWhole(payment: Payment, attempt: Attempt): boolean {
  const own = (each: { readonly attemptId: string }) => each.attemptId === attempt.id;
  const contested = payment.disputes.some(own) || payment.reversals.some(own);
  return !contested && remainingMinor(payment, attempt) === attempt.received?.minor;
}

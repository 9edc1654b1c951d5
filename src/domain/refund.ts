/** Refunds: asked for by us, or made in the channel's own dashboard. */
import type { Fact } from './channel.ts';
import type { Money } from './money.ts';
import {
  type Attempt,
  countedAttempt,
  type Payment,
  type Refund,
  refundMayBecome,
  remainingMinor,
} from './payment.ts';
import { applied, type Context, parked, type Step, tell, unchanged, withItem } from './step.ts';

type RefundFact = Extract<Fact, { kind: 'refund' }>;

/** What the channel, or our call to it, says of a refund. */
export function applyRefund(
  payment: Payment,
  attempt: Attempt,
  fact: RefundFact,
  context: Context,
): Step {
  if (attempt.state !== 'paid' && attempt.state !== 'review') return parked(payment);
  const known = findRefund(payment, attempt, fact);
  const before = known ?? foundInDashboard(attempt, fact, context);
  if (known && !mayFollow(known, fact)) return unchanged(payment);
  const refund: Refund = {
    ...before,
    channelRefund: before.channelRefund ?? fact.channelRefund,
    state: fact.outcome,
    reason: before.reason ?? fact.reason ?? null,
    saidAtMs: fact.occurredAtMs,
  };
  const next: Payment = { ...payment, refunds: withItem(payment.refunds, refund) };
  const wasTold = known?.state === 'succeeded';
  const news = refundNews(refund, wasTold, fact.occurredAtMs);
  const overdrawn = refund.state !== 'failed' && remainingMinor(next, attempt) < 0n;
  return applied(
    next,
    [news && tell(next, attempt, context, { ...news, recordedAtMs: refund.createdAtMs })],
    overdrawn ? ['returned_more_than_paid'] : [],
  );
}

function refundNews(refund: Refund, wasTold: boolean, occurredAtMs: number) {
  const cause = `${refund.id}:${occurredAtMs}`;
  if (refund.state === 'succeeded' && !wasTold) {
    return { status: 'REFUND', grossMinor: -refund.grossMinor, cause: `refund:${cause}` } as const;
  }
  if (refund.state === 'failed' && wasTold) {
    return {
      status: 'CANCEL_REVERSAL',
      grossMinor: refund.grossMinor,
      cause: `refund_failed:${cause}`,
    } as const;
  }
  return undefined;
}

function mayFollow(refund: Refund, fact: RefundFact): boolean {
  if (!refundMayBecome(refund.state, fact.outcome)) return false;
  const decided = refund.state === 'succeeded' || refund.state === 'failed';
  return !decided || fact.occurredAtMs > refund.saidAtMs;
}

function findRefund(payment: Payment, attempt: Attempt, fact: RefundFact): Refund | undefined {
  const ours = payment.refunds.filter((refund) => refund.attemptId === attempt.id);
  if (fact.refundId !== undefined) return ours.find((refund) => refund.id === fact.refundId);
  return (
    ours.find((refund) => refund.channelRefund === fact.channelRefund) ??
    // The notice overtook the answer to our own call, from a channel that does not repeat our id.
    ours.find(
      (refund) =>
        refund.channelRefund === null &&
        refund.origin === 'operator' &&
        refund.state !== 'failed' &&
        refund.grossMinor === fact.gross.minor,
    )
  );
}

function foundInDashboard(attempt: Attempt, fact: RefundFact, context: Context): Refund {
  return {
    id: context.newId(),
    attemptId: attempt.id,
    channelRefund: fact.channelRefund,
    grossMinor: fact.gross.minor,
    state: 'requested',
    origin: 'channel',
    reason: fact.reason ?? null,
    createdAtMs: context.nowMs,
    saidAtMs: fact.occurredAtMs,
  };
}

export type RefundRefusal = 'PAYMENT_NOT_PAID' | 'REFUND_TOO_LARGE' | 'NOTHING_TO_REFUND';

export type RefundDecision =
  | { readonly ok: true; readonly step: Step; readonly refund: Refund; readonly attempt: Attempt }
  | { readonly ok: false; readonly code: RefundRefusal; readonly remainingMinor: bigint };

/**
 * Decides a refund of our own, of `gross` or of all that is left. It is bound to the money before
 * anything is sent, so no number of refunds at once can return more than was paid.
 */
export function requestRefund(
  payment: Payment,
  ask: { gross?: Money; reason?: string },
  context: Context,
): RefundDecision {
  const attempt = countedAttempt(payment) ?? payment.attempts.find((each) => each.state === 'paid');
  if (!attempt) return { ok: false, code: 'PAYMENT_NOT_PAID', remainingMinor: 0n };
  const left = remainingMinor(payment, attempt);
  if (left <= 0n) return { ok: false, code: 'NOTHING_TO_REFUND', remainingMinor: left };
  const grossMinor = ask.gross?.minor ?? left;
  if (grossMinor > left) return { ok: false, code: 'REFUND_TOO_LARGE', remainingMinor: left };
  const refund: Refund = {
    id: context.newId(),
    attemptId: attempt.id,
    channelRefund: null,
    grossMinor,
    state: 'requested',
    origin: 'operator',
    reason: ask.reason ?? null,
    createdAtMs: context.nowMs,
    saidAtMs: context.nowMs,
  };
  const next = { ...payment, refunds: withItem(payment.refunds, refund) };
  return { ok: true, step: applied(next), refund, attempt };
}

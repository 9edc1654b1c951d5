/** Refunds: asked for by us, or made in the channel's own dashboard. */
import type { Fact } from './channel.ts';
import type { Money } from './money.ts';
import {
  type Attempt,
  countedAttempt,
  hasMoney,
  type Payment,
  type Refund,
  receivedMoney,
  refundMayBecome,
} from './payment.ts';
import { remainingMinor } from './remaining.ts';
import {
  type Alert,
  applied,
  type Context,
  parked,
  type Step,
  saidMinor,
  tell,
  unchanged,
  withItem,
} from './step.ts';

type RefundFact = Extract<Fact, { kind: 'refund' }>;

/** What the channel, or our call to it, says of a refund. */
export function applyRefund(
  payment: Payment,
  attempt: Attempt,
  fact: RefundFact,
  context: Context,
): Step {
  if (!hasMoney(attempt)) return parked(payment);
  // A channel may tell one return of money by both words: it is booked by the first.
  const reversed = payment.reversals.some(
    (each) => each.attemptId === attempt.id && each.channelReversal === fact.channelRefund,
  );
  if (reversed) return unchanged(payment);
  const known = findRefund(payment, attempt, fact);
  if (known && !mayFollow(known, fact)) return unchanged(payment);
  if (!known && mayBeOurs(payment, attempt, fact)) return parked(payment);
  const own = known ? { minor: known.grossMinor, sure: true } : ownGross(payment, attempt, fact);
  const alerts: readonly Alert[] = own.sure ? [] : ['amount_mismatch'];
  if (own.minor === null) return { ...unchanged(payment), alerts };
  const before = known ?? foundInDashboard(attempt, fact, own.minor, context);
  const refund: Refund = {
    ...before,
    channelRefund: before.channelRefund ?? fact.channelRefund,
    state: fact.outcome,
    reason: before.reason ?? fact.reason ?? null,
    saidAtMs: fact.occurredAtMs,
  };
  const next: Payment = { ...payment, refunds: withItem(payment.refunds, refund) };
  const news = refundNews(refund, known?.state === 'succeeded', fact.occurredAtMs);
  const told = news && tell(next, attempt, context, { ...news, recordedAtMs: refund.createdAtMs });
  return applied(next, [told], alerts);
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

/** Of two decisions the later counts; of the same instant, a failure comes after the success. */
function mayFollow(refund: Refund, fact: RefundFact): boolean {
  const repeated = refund.state === fact.outcome;
  const decided = refund.state === 'succeeded' || refund.state === 'failed';
  if (!decided) return refundMayBecome(refund.state, fact.outcome);
  if (!repeated && !refundMayBecome(refund.state, fact.outcome)) return false;
  if (fact.occurredAtMs !== refund.saidAtMs) return fact.occurredAtMs > refund.saidAtMs;
  return !repeated && fact.outcome === 'failed';
}

function findRefund(payment: Payment, attempt: Attempt, fact: RefundFact): Refund | undefined {
  const refunds = payment.refunds.filter((refund) => refund.attemptId === attempt.id);
  const named =
    refunds.find((refund) => refund.id === fact.refundId) ??
    refunds.find(
      (refund) => refund.channelRefund !== null && refund.channelRefund === fact.channelRefund,
    );
  // Where our call's answer was lost, this is what became of it, as far as anybody can tell.
  return named ?? unansweredRefund(refunds, fact, 'unknown');
}

/**
 * Whether the notice may have overtaken the answer to a call of ours, from a channel that does not
 * repeat our id: then it waits for that answer, so that one refund is never taken for two.
 */
function mayBeOurs(payment: Payment, attempt: Attempt, fact: RefundFact): boolean {
  const refunds = payment.refunds.filter((refund) => refund.attemptId === attempt.id);
  return unansweredRefund(refunds, fact, 'requested') !== undefined;
}

function unansweredRefund(
  refunds: readonly Refund[],
  fact: RefundFact,
  state: 'requested' | 'unknown',
): Refund | undefined {
  if (fact.refundId !== undefined) return undefined;
  return refunds.find(
    (refund) =>
      refund.state === state &&
      refund.channelRefund === null &&
      refund.grossMinor === fact.gross.minor,
  );
}

/**
 * How much a refund is that we did not ask for; null when that cannot be booked. A channel that may mean
 * its total is believed the least: what is known to have gone back is taken off, so that nothing counts
 * twice. Unless its words can be read in one way only, that is not sure, and a person has to look.
 */
function ownGross(
  payment: Payment,
  attempt: Attempt,
  fact: RefundFact,
): { readonly minor: bigint | null; readonly sure: boolean } {
  const minor = saidMinor(payment, attempt, fact.gross);
  if (minor === null) return { minor, sure: false };
  const others = payment.refunds.filter(
    (refund) => refund.attemptId === attempt.id && refund.state !== 'failed',
  );
  if (!fact.grossMayBeTotal || others.length === 0) return { minor, sure: true };
  const known = others.reduce((sum, refund) => sum + refund.grossMinor, 0n);
  const received = receivedMoney(payment, attempt).minor;
  if (minor <= known) return { minor: null, sure: known >= received };
  const allMade = others.every((refund) => refund.state === 'succeeded');
  return { minor: minor - known, sure: allMade && known + minor > received };
}

/** A refund that somebody has made in the channel's dashboard. */
function foundInDashboard(
  attempt: Attempt,
  fact: RefundFact,
  grossMinor: bigint,
  context: Context,
): Refund {
  return {
    id: context.newId(),
    attemptId: attempt.id,
    channelRefund: fact.channelRefund,
    grossMinor,
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

export type RefundAsk = {
  /** In the currency that came in; absent: all that is left. */
  readonly gross?: Money;
  readonly reason?: string;
  /** Which money to return; absent: that which the merchant was told of, else what there is. */
  readonly attemptId?: string;
};

/**
 * Decides a refund of our own. It is bound to the money before anything is sent, so no number of
 * refunds at once can return more than was paid.
 */
export function requestRefund(payment: Payment, ask: RefundAsk, context: Context): RefundDecision {
  const attempt = moneyToReturn(payment, ask.attemptId);
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

/** The attempt whose money a refund returns: money that was never told to the merchant can go back too. */
export function moneyToReturn(payment: Payment, attemptId?: string): Attempt | undefined {
  const withMoney = payment.attempts.filter(hasMoney);
  if (attemptId !== undefined) return withMoney.find((each) => each.id === attemptId);
  return (
    countedAttempt(payment) ?? withMoney.find((each) => each.state === 'paid') ?? withMoney.at(0)
  );
}

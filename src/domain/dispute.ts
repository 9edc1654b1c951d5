/** Disputes, and money that the payer took back. */
import type { Fact } from './channel.ts';
import {
  type Attempt,
  type Dispute,
  type DisputeState,
  type Payment,
  type Reversal,
  remainingMinor,
} from './payment.ts';
import {
  type Alert,
  applied,
  type Context,
  parked,
  type Step,
  tell,
  unchanged,
  withItem,
} from './step.ts';

type DisputeFact = Extract<Fact, { kind: 'dispute' }>;
type ReversalFact = Extract<Fact, { kind: 'reversal' }>;

/** A decision may be appealed either way; only what the channel said later counts. */
export const DISPUTE_NEXT = {
  open: ['won', 'lost', 'closed'],
  won: ['lost', 'open'],
  lost: ['won'],
  closed: ['open', 'won', 'lost'],
} as const satisfies Record<DisputeState, readonly DisputeState[]>;

/** What the channel says of a dispute. IN_CASE is told once; an end is told by its money. */
export function applyDispute(
  payment: Payment,
  attempt: Attempt,
  fact: DisputeFact,
  context: Context,
): Step {
  if (attempt.state !== 'paid' && attempt.state !== 'review') return parked(payment);
  const known = payment.disputes.find(
    (each) => each.attemptId === attempt.id && each.channelDispute === fact.channelDispute,
  );
  if (known && !mayFollow(known, fact)) return unchanged(payment);
  const before = known ?? newDispute(payment, attempt, fact, context);
  const opened = known
    ? undefined
    : tell(payment, attempt, context, {
        status: 'IN_CASE',
        grossMinor: before.grossMinor,
        cause: `dispute:${before.id}`,
        recordedAtMs: before.createdAtMs,
      });
  const dispute: Dispute = {
    ...before,
    state: fact.outcome,
    reason: fact.reason ?? before.reason,
    dueAtMs: fact.dueAtMs ?? before.dueAtMs,
    saidAtMs: fact.occurredAtMs,
  };
  const ended = endDispute(payment, attempt, dispute, before.state, context);
  return applied(ended.payment, [opened, ...ended.events], ended.alerts);
}

function mayFollow(dispute: Dispute, fact: DisputeFact): boolean {
  return (
    (DISPUTE_NEXT[dispute.state] as readonly DisputeState[]).includes(fact.outcome) &&
    fact.occurredAtMs >= dispute.saidAtMs
  );
}

function newDispute(
  payment: Payment,
  attempt: Attempt,
  fact: DisputeFact,
  context: Context,
): Dispute {
  const told = fact.gross?.currency === payment.gross.currency ? fact.gross.minor : undefined;
  const dispute: Dispute = {
    id: context.newId(),
    attemptId: attempt.id,
    channelDispute: fact.channelDispute,
    grossMinor: told ?? remainingMinor(payment, attempt),
    state: 'open',
    reason: fact.reason ?? null,
    dueAtMs: fact.dueAtMs ?? null,
    lossTold: false,
    createdAtMs: context.nowMs,
    saidAtMs: fact.occurredAtMs,
  };
  const reversal = payment.reversals.find((each) => belongs(each, dispute));
  return { ...dispute, lossTold: reversal?.channelDispute === fact.channelDispute };
}

/** Tells the end of a dispute, unless a reversal of the same money has told it. */
function endDispute(
  payment: Payment,
  attempt: Attempt,
  dispute: Dispute,
  before: DisputeState,
  context: Context,
): Step {
  const keep = (changed: Dispute, base: Payment = payment): Payment => ({
    ...base,
    disputes: withItem(base.disputes, changed),
  });
  const cause = `${dispute.id}:${dispute.saidAtMs}`;
  if (dispute.state === 'lost' && before !== 'lost') {
    const next = keep({ ...dispute, lossTold: true });
    if (dispute.lossTold) return applied(next);
    const loss = { status: 'APP_REVERSE', grossMinor: -dispute.grossMinor } as const;
    return applied(next, [tell(next, attempt, context, { ...loss, cause: `lost:${cause}` })]);
  }
  if (dispute.state === 'won' && before !== 'won') {
    const returned = payment.reversals.map((each) =>
      belongs(each, dispute) ? { ...each, state: 'canceled' as const } : each,
    );
    const next = keep({ ...dispute, lossTold: false }, { ...payment, reversals: returned });
    const win = { status: 'CANCEL_REVERSAL', grossMinor: dispute.grossMinor } as const;
    return applied(next, [tell(next, attempt, context, { ...win, cause: `won:${cause}` })]);
  }
  const undecided: readonly Alert[] = dispute.state === 'closed' ? ['dispute_undecided'] : [];
  return applied(keep(dispute), [], undecided);
}

/** Whether a reversal that holds is the loss of this dispute. */
function belongs(reversal: Reversal, dispute: Dispute): boolean {
  return (
    reversal.state === 'reversed' &&
    reversal.attemptId === dispute.attemptId &&
    reversal.channelDispute === dispute.channelDispute
  );
}

/** The payer, or the channel for the payer, took money back, or gave it back again. */
export function applyReversal(
  payment: Payment,
  attempt: Attempt,
  fact: ReversalFact,
  context: Context,
): Step {
  if (attempt.state !== 'paid' && attempt.state !== 'review') return parked(payment);
  const known = payment.reversals.find(
    (each) => each.attemptId === attempt.id && each.channelReversal === fact.channelReversal,
  );
  if (fact.outcome === 'canceled') return cancelReversal(payment, attempt, known, fact, context);
  if (known) return unchanged(payment);
  return takeBack(payment, attempt, fact, context);
}

function takeBack(payment: Payment, attempt: Attempt, fact: ReversalFact, context: Context): Step {
  const grossMinor = fact.gross?.minor ?? remainingMinor(payment, attempt);
  const dispute = disputeOfReversal(payment, attempt, fact, grossMinor);
  const reversal: Reversal = {
    id: context.newId(),
    attemptId: attempt.id,
    channelReversal: fact.channelReversal,
    channelDispute: dispute?.channelDispute ?? fact.channelDispute ?? null,
    grossMinor,
    state: 'reversed',
    told: !dispute?.lossTold,
    reason: fact.reason ?? null,
    createdAtMs: context.nowMs,
  };
  const next: Payment = {
    ...payment,
    reversals: withItem(payment.reversals, reversal),
    disputes: dispute
      ? withItem(payment.disputes, { ...dispute, lossTold: true })
      : payment.disputes,
  };
  const loss = tell(next, attempt, context, {
    status: 'APP_REVERSE',
    grossMinor: -grossMinor,
    cause: `reversal:${reversal.id}`,
    recordedAtMs: reversal.createdAtMs,
  });
  const overdrawn = remainingMinor(next, attempt) < 0n;
  return applied(next, reversal.told ? [loss] : [], overdrawn ? ['returned_more_than_paid'] : []);
}

/**
 * The dispute whose loss a reversal is. Channels that do not name it in the reversal are met by
 * amount: an undecided or lost dispute of that sum which no other reversal has settled.
 */
function disputeOfReversal(
  payment: Payment,
  attempt: Attempt,
  fact: ReversalFact,
  grossMinor: bigint,
): Dispute | undefined {
  const disputes = payment.disputes.filter((dispute) => dispute.attemptId === attempt.id);
  if (fact.channelDispute !== undefined) {
    return disputes.find((dispute) => dispute.channelDispute === fact.channelDispute);
  }
  return disputes.find(
    (dispute) =>
      (dispute.state === 'open' || dispute.state === 'lost') &&
      dispute.grossMinor === grossMinor &&
      !payment.reversals.some((reversal) => belongs(reversal, dispute)),
  );
}

function cancelReversal(
  payment: Payment,
  attempt: Attempt,
  known: Reversal | undefined,
  fact: ReversalFact,
  context: Context,
): Step {
  if (!known) return parked(payment);
  if (known.state === 'canceled') return unchanged(payment);
  const next: Payment = {
    ...payment,
    reversals: withItem(payment.reversals, { ...known, state: 'canceled' }),
    disputes: payment.disputes.map((dispute) =>
      belongs(known, dispute) ? { ...dispute, lossTold: false } : dispute,
    ),
  };
  const back = tell(next, attempt, context, {
    status: 'CANCEL_REVERSAL',
    grossMinor: known.grossMinor,
    cause: `reversal_canceled:${known.id}:${fact.occurredAtMs}`,
  });
  return applied(next, [back]);
}

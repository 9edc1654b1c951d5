/** Disputes: what the channel says of them. What they cost is read off by `lostMinor`. */
import type { Fact } from './channel.ts';
import {
  type Attempt,
  type Dispute,
  type DisputeState,
  hasMoney,
  type Payment,
  receivedMoney,
} from './payment.ts';
import { wasTaken } from './remaining.ts';
import {
  applied,
  type Context,
  parked,
  type Step,
  saidMinor,
  tell,
  unchanged,
  withItem,
} from './step.ts';

type DisputeFact = Extract<Fact, { kind: 'dispute' }>;

/** A decision outranks what is none, whichever is heard first; among equals the later word counts. */
const DISPUTE_RANK = {
  open: 0,
  closed: 0,
  won: 1,
  lost: 1,
} as const satisfies Record<DisputeState, number>;

/** What the channel says of a dispute. IN_CASE is told once; a win is told unless its money tells it. */
export function applyDispute(
  payment: Payment,
  attempt: Attempt,
  fact: DisputeFact,
  context: Context,
): Step {
  if (!hasMoney(attempt)) return parked(payment);
  const known = payment.disputes.find(
    (each) => each.attemptId === attempt.id && each.channelDispute === fact.channelDispute,
  );
  const said = saidMinor(payment, attempt, fact.gross);
  const before = known ?? newDispute(attempt, fact, context);
  const refundSettlesSinceMs = before.refundSettlesSinceMs ?? fact.refundSettlesSinceMs ?? null;
  if (known && !supersedes(fact, known)) {
    // An older word may still be the one that tells the amount, or what settles it.
    const grossMinor = known.grossMinor ?? said;
    if (grossMinor === known.grossMinor && refundSettlesSinceMs === known.refundSettlesSinceMs) {
      return unchanged(payment);
    }
    return applied(withDispute(payment, { ...known, grossMinor, refundSettlesSinceMs }));
  }
  const dispute: Dispute = {
    ...before,
    refundSettlesSinceMs,
    grossMinor: said ?? before.grossMinor,
    state: fact.outcome,
    reason: fact.reason ?? before.reason,
    dueAtMs: fact.dueAtMs ?? before.dueAtMs,
    saidAtMs: fact.occurredAtMs,
  };
  const next = withDispute(payment, dispute);
  const grossMinor = dispute.grossMinor ?? receivedMoney(payment, attempt).minor;
  const news = (status: 'IN_CASE' | 'CANCEL_REVERSAL', cause: string, recordedAtMs: number) =>
    tell(next, attempt, context, { status, grossMinor, cause, recordedAtMs });
  const opened = known ? undefined : news('IN_CASE', `dispute:${dispute.id}`, dispute.createdAtMs);
  const wonUntaken =
    dispute.state === 'won' && before.state !== 'won' && before.state !== 'lost'
      ? !wasTaken(next, dispute)
      : false;
  const won = wonUntaken
    ? news('CANCEL_REVERSAL', `won:${dispute.id}:${dispute.saidAtMs}`, context.nowMs)
    : undefined;
  return applied(next, [opened, won], dispute.state === 'closed' ? ['dispute_undecided'] : []);
}

function withDispute(payment: Payment, dispute: Dispute): Payment {
  return { ...payment, disputes: withItem(payment.disputes, dispute) };
}

function supersedes(fact: DisputeFact, known: Dispute): boolean {
  const rankGained = DISPUTE_RANK[fact.outcome] - DISPUTE_RANK[known.state];
  return rankGained > 0 || (rankGained === 0 && fact.occurredAtMs > known.saidAtMs);
}

function newDispute(attempt: Attempt, fact: DisputeFact, context: Context): Dispute {
  return {
    id: context.newId(),
    attemptId: attempt.id,
    channelDispute: fact.channelDispute,
    grossMinor: null,
    state: 'open',
    reason: null,
    dueAtMs: null,
    refundSettlesSinceMs: null,
    createdAtMs: context.nowMs,
    saidAtMs: fact.occurredAtMs,
  };
}

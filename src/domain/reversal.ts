/** Reversals: the payer, or the channel for the payer, took money back, or gave it back again. */
import type { Fact } from './channel.ts';
import { type Attempt, hasMoney, type Payment, type Reversal } from './payment.ts';
import {
  applied,
  type Context,
  parked,
  type Step,
  saidMinor,
  unchanged,
  withItem,
} from './step.ts';

type ReversalFact = Extract<Fact, { kind: 'reversal' }>;

/** What the channel says of a reversal. What is told of it follows from what is lost then. */
export function applyReversal(
  payment: Payment,
  attempt: Attempt,
  fact: ReversalFact,
  context: Context,
): Step {
  if (!hasMoney(attempt)) return parked(payment);
  // A channel may tell one return of money by both words: it is booked by the first.
  const refunded = payment.refunds.some(
    (each) => each.attemptId === attempt.id && each.channelRefund === fact.channelReversal,
  );
  if (refunded) return unchanged(payment);
  const known = payment.reversals.find(
    (each) => each.attemptId === attempt.id && each.channelReversal === fact.channelReversal,
  );
  if (!known && fact.outcome === 'canceled') return parked(payment);
  if (known && !supersedes(fact, known)) return unchanged(payment);
  const before = known ?? newReversal(attempt, fact, context);
  const reversal: Reversal = {
    ...before,
    channelDispute: before.channelDispute ?? fact.channelDispute ?? null,
    grossMinor: before.grossMinor ?? saidMinor(payment, attempt, fact.gross),
    state: fact.outcome,
    reason: before.reason ?? fact.reason ?? null,
    saidAtMs: fact.occurredAtMs,
  };
  return applied({ ...payment, reversals: withItem(payment.reversals, reversal) });
}

/**
 * The news with the reversal's own name, from a channel that cancels one by naming only the money: it
 * is the newest that stands and took that much. As it came while there is none: it waits for one.
 */
export function withReversalNamed(
  payment: Payment,
  attempt: Attempt,
  fact: ReversalFact,
): ReversalFact {
  if (fact.outcome !== 'canceled' || fact.channelReversal !== attempt.channelTransaction) {
    return fact;
  }
  const said = saidMinor(payment, attempt, fact.gross);
  const standing = payment.reversals
    .filter((each) => each.attemptId === attempt.id && each.state === 'reversed')
    .filter((each) => each.grossMinor === said || [each.grossMinor, said].includes(null))
    .toSorted((left, right) => right.saidAtMs - left.saidAtMs);
  // Which of equal ones it is changes no sum, so a clock that is wrong does not keep the money away.
  const canceled = standing.find((each) => each.saidAtMs <= fact.occurredAtMs) ?? standing.at(0);
  if (!canceled) return fact;
  const { channelReversal, saidAtMs } = canceled;
  return { ...fact, channelReversal, occurredAtMs: Math.max(saidAtMs, fact.occurredAtMs) };
}

/** The later word counts; of the same instant, a cancellation comes after what it cancels. */
function supersedes(fact: ReversalFact, known: Reversal): boolean {
  if (fact.occurredAtMs !== known.saidAtMs) return fact.occurredAtMs > known.saidAtMs;
  return known.state === 'reversed' && fact.outcome === 'canceled';
}

function newReversal(attempt: Attempt, fact: ReversalFact, context: Context): Reversal {
  return {
    id: context.newId(),
    attemptId: attempt.id,
    channelReversal: fact.channelReversal,
    channelDispute: null,
    grossMinor: null,
    state: 'reversed',
    reason: null,
    createdAtMs: context.nowMs,
    saidAtMs: fact.occurredAtMs,
  };
}

/** The one door by which anything that a channel says changes a payment. Pure. */
import type { Fact } from './channel.ts';
import { applyPaid, applyProgress } from './collect.ts';
import { applyDispute, applyReversal } from './dispute.ts';
import type { Attempt, Payment } from './payment.ts';
import { applyRefund } from './refund.ts';
import { type Context, type Effect, type Step, unchanged } from './step.ts';

/** Applies one fact about one of the payment's attempts. */
export function applyFact(payment: Payment, attempt: Attempt, fact: Fact, context: Context): Step {
  switch (fact.kind) {
    case 'paid':
      return applyPaid(payment, attempt, fact, context);
    case 'pending':
    case 'failed':
    case 'canceled':
    case 'expired':
      return applyProgress(payment, attempt, fact);
    case 'refund':
      return applyRefund(payment, attempt, fact, context);
    case 'dispute':
      return applyDispute(payment, attempt, fact, context);
    case 'reversal':
      return applyReversal(payment, attempt, fact, context);
    case 'unknown':
      return { ...unchanged(payment), alerts: ['unknown_word'] };
  }
}

/** Applies several facts that one notice told, in their order. */
export function applyFacts(
  payment: Payment,
  attemptId: string,
  facts: readonly Fact[],
  context: Context,
): Step {
  let step: Step = unchanged(payment);
  for (const fact of facts) {
    const attempt = attemptFor(step.payment, attemptId, fact);
    if (!attempt) continue;
    const next = applyFact(step.payment, attempt, fact, context);
    step = {
      payment: next.payment,
      events: [...step.events, ...next.events],
      alerts: [...step.alerts, ...next.alerts],
      effect: stronger(step.effect, next.effect),
    };
  }
  return step;
}

/** News of money goes to the row that holds that very money. */
function attemptFor(payment: Payment, attemptId: string, fact: Fact): Attempt | undefined {
  const named = payment.attempts.find((attempt) => attempt.id === attemptId);
  const transaction = fact.subject.channelTransaction;
  if (transaction === undefined || named === undefined) return named;
  const holder = payment.attempts.find(
    (attempt) =>
      attempt.accountId === named.accountId && attempt.channelTransaction === transaction,
  );
  return holder ?? named;
}

/** A notice that waits for any of its facts waits as a whole: applying the rest again is harmless. */
function stronger(left: Effect, right: Effect): Effect {
  const order: readonly Effect[] = ['none', 'applied', 'parked'];
  return order.indexOf(left) > order.indexOf(right) ? left : right;
}

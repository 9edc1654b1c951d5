/** The one door by which anything that a channel, or a person, says changes a payment. Pure. */
import { applyPaid, applyProgress } from './collect.ts';
import { applyDispute } from './dispute.ts';
import type { Attempt, Payment } from './payment.ts';
import { applyRefund } from './refund.ts';
import { lostMinor, remainingMinor } from './remaining.ts';
import { applyReversal, withReversalNamed } from './reversal.ts';
import { applySettlement, type News } from './settle.ts';
import { type Context, type Effect, parked, type Step, tell, unchanged } from './step.ts';

/** Applies one fact about one of the payment's attempts. */
export function applyFact(payment: Payment, attempt: Attempt, fact: News, context: Context): Step {
  switch (fact.kind) {
    case 'paid':
      return applyPaid(payment, attempt, fact, context);
    case 'pending':
    case 'failed':
    case 'canceled':
    case 'expired':
      return applyProgress(payment, attempt, fact);
    case 'refund':
      return tellLoss(payment, attempt, fact, context, applyRefund);
    case 'dispute':
      return tellLoss(payment, attempt, fact, context, applyDispute);
    case 'reversal':
      return tellLoss(
        payment,
        attempt,
        withReversalNamed(payment, attempt, fact),
        context,
        applyReversal,
      );
    case 'settled':
      return applySettlement(payment, attempt, fact, context);
    case 'unknown':
      return { ...unchanged(payment), alerts: ['unknown_word'] };
  }
}

/**
 * Applies news of money that went back, and tells by how much the merchant's loss has changed: a
 * growing loss is an APP_REVERSE, a shrinking one a CANCEL_REVERSAL. Since the loss is read off all
 * that is known, what was told adds up to it whatever the order of the news.
 */
function tellLoss<Loss extends LossNews>(
  payment: Payment,
  attempt: Attempt,
  fact: Loss,
  context: Context,
  apply: (payment: Payment, attempt: Attempt, fact: Loss, context: Context) => Step,
): Step {
  const step = apply(payment, attempt, fact, context);
  if (step.effect !== 'applied') return step;
  const grownMinor = lostMinor(step.payment, attempt) - lostMinor(payment, attempt);
  const loss = tell(step.payment, attempt, context, {
    status: grownMinor > 0n ? 'APP_REVERSE' : 'CANCEL_REVERSAL',
    grossMinor: -grownMinor,
    cause: `loss:${attempt.id}:${fact.kind}:${nameOf(fact)}:${fact.outcome}:${fact.occurredAtMs}`,
  });
  const left = remainingMinor(step.payment, attempt);
  const overdrawn = left < 0n && left < remainingMinor(payment, attempt);
  return {
    ...step,
    events: loss ? [...step.events, loss] : step.events,
    alerts: overdrawn ? [...step.alerts, 'returned_more_than_paid'] : step.alerts,
  };
}

type LossNews = Extract<News, { kind: 'refund' | 'dispute' | 'reversal' }>;

function nameOf(fact: LossNews): string {
  if (fact.kind === 'dispute') return fact.channelDispute;
  return fact.kind === 'reversal' ? fact.channelReversal : (fact.channelRefund ?? '');
}

/** Applies several facts that one notice told, in their order. */
export function applyFacts(
  payment: Payment,
  attemptId: string,
  facts: readonly News[],
  context: Context,
): Step {
  let step: Step = unchanged(payment);
  for (const fact of facts) {
    const attempt = attemptFor(step.payment, attemptId, fact);
    const next = attempt ? applyFact(step.payment, attempt, fact, context) : parked(step.payment);
    step = {
      payment: next.payment,
      events: [...step.events, ...next.events],
      alerts: [...step.alerts, ...next.alerts],
      effect: stronger(step.effect, next.effect),
    };
  }
  return step;
}

/** News of money goes to the row that holds that very money; undefined while none does. */
function attemptFor(payment: Payment, attemptId: string, fact: News): Attempt | undefined {
  const named = payment.attempts.find((attempt) => attempt.id === attemptId);
  const transaction = fact.subject.channelTransaction;
  if (transaction === undefined || named === undefined) return named;
  // A channel that cancels a reversal may name what was taken instead of the money.
  const taken = payment.reversals.find((each) => each.channelReversal === transaction);
  const holder = payment.attempts.find(
    (attempt) =>
      attempt.accountId === named.accountId &&
      (attempt.channelTransaction === transaction || attempt.id === taken?.attemptId),
  );
  if (holder || named.channelTransaction === null) return holder ?? named;
  // It went back, but it has not come yet: other money of the same attempt must not pay for it.
  const wentBack = fact.kind === 'refund' || fact.kind === 'dispute' || fact.kind === 'reversal';
  return wentBack ? undefined : named;
}

/** A notice waits while any of its facts does: applying the others again is harmless. */
function stronger(left: Effect, right: Effect): Effect {
  const order: readonly Effect[] = ['none', 'applied', 'parked'];
  return order.indexOf(left) > order.indexOf(right) ? left : right;
}

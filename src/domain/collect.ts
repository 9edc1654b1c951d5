/** The way to the money: paid, pending, and the ways of not being paid. */
import type { Fact } from './channel.ts';
import { sameMoney } from './money.ts';
import {
  type Attempt,
  type AttemptState,
  attemptMayBecome,
  hasMoney,
  type Payment,
  paymentState,
} from './payment.ts';
import { type Alert, applied, type Context, type Step, tell, unchanged, withItem } from './step.ts';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** The payment with one attempt changed, its own state read anew. */
export function withAttempt(payment: Payment, attempt: Attempt): Payment {
  const attempts = withItem(payment.attempts, attempt);
  const shown =
    attempts.find((each) => each.state === 'paid' && !each.duplicate) ?? attempts.at(-1);
  return {
    ...payment,
    attempts,
    state: paymentState(attempts),
    channel: shown?.channel ?? null,
    test: shown?.test ?? payment.test,
  };
}

/**
 * Money has come. The same money again changes nothing; other money than was asked for goes to a
 * person; money for an order that is paid already is kept as a duplicate, and never told as a SUCCESS.
 */
export function applyPaid(
  payment: Payment,
  named: Attempt,
  fact: FactOf<'paid'>,
  context: Context,
): Step {
  const known = payment.attempts.find(
    (attempt) =>
      attempt.accountId === named.accountId &&
      attempt.channelTransaction === fact.channelTransaction,
  );
  if (known && hasMoney(known)) return unchanged(payment);
  const attempt = attemptForMoney(named, fact.channelTransaction, context);
  const received = {
    received: fact.gross,
    feeMinor: fact.feeMinor ?? null,
    channelTransaction: fact.channelTransaction,
  };

  const payerEmail = payment.payerEmail ?? fact.payerEmail ?? null;
  const doubt = doubtOf(payment, fact);
  if (doubt) {
    const held: Attempt = { ...attempt, ...received, state: 'review', reason: doubt };
    return applied({ ...withAttempt(payment, held), payerEmail }, [], [doubt]);
  }

  const duplicateAttempt = payment.attempts.some((other) => other.state === 'paid');
  const paid: Attempt = {
    ...attempt,
    ...received,
    state: 'paid',
    reason: null,
    duplicate: duplicateAttempt,
  };
  const next: Payment = {
    ...withAttempt(payment, paid),
    duplicate: payment.duplicate || (!duplicateAttempt && payment.orderPaidElsewhere),
    payerEmail,
    paidAtMs: payment.paidAtMs ?? context.nowMs,
  };
  const success = tell(next, paid, context, {
    status: 'SUCCESS',
    grossMinor: fact.gross.minor,
    cause: 'paid',
    recordedAtMs: payment.createdAtMs,
  });
  return applied(next, [success], success ? [] : ['duplicate_payment']);
}

function doubtOf(payment: Payment, fact: FactOf<'paid'>): Alert | undefined {
  if (fact.wrongReceiver) return 'wrong_receiver';
  if (fact.wrongReference) return 'wrong_reference';
  return sameMoney(fact.gross, payment.gross) ? undefined : 'amount_mismatch';
}

/** Two sums of money never share a row: a second one by the same attempt gets a row of its own. */
function attemptForMoney(attempt: Attempt, channelTransaction: string, context: Context): Attempt {
  if (attempt.channelTransaction === null || attempt.channelTransaction === channelTransaction) {
    return attempt;
  }
  return {
    ...attempt,
    id: context.newId(),
    channelReference: null,
    channelTransaction: null,
    state: 'started',
    received: null,
    feeMinor: null,
    createdAtMs: context.nowMs,
  };
}

/** The channel is at work, or has ended without money. Never undoes what is further along. */
export function applyProgress(
  payment: Payment,
  attempt: Attempt,
  fact: FactOf<'pending' | 'failed' | 'canceled' | 'expired'>,
): Step {
  const state: AttemptState = fact.kind;
  // What holds money, only a person ends.
  if (hasMoney(attempt) || !attemptMayBecome(attempt.state, state)) {
    return unchanged(payment);
  }
  return applied(withAttempt(payment, { ...attempt, state, reason: fact.reason ?? null }));
}

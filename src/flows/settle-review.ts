/** A person decides about money in review. The word goes the way of all news, and the domain judges it. */
import type { Attempt, Payment } from '../domain/payment.ts';
import { type Decision, settlementRefusal } from '../domain/settle.ts';
import { Refusal } from '../errors.ts';
import { findPayment } from '../store/payments.ts';
import { applyNotice } from './apply-notice.ts';
import type { Centre } from './centre.ts';

export type Verdict = {
  readonly decision: Decision;
  /** Which money; absent: the only one in review. */
  readonly attemptId?: string;
  readonly reason?: string;
  /** Who decides, as people know them. */
  readonly by: string;
  /** The same when the same word is spoken again, so that it counts once. */
  readonly wordId: string;
};

/**
 * Accepts or refuses money in review; resolves with the payment as it stands then. Throws a Refusal:
 * PAYMENT_NOT_FOUND, NOT_IN_REVIEW, ORDER_PAID_ALREADY, or MONEY_WENT_BACK.
 */
export async function settleReview(
  centre: Centre,
  transId: string,
  verdict: Verdict,
): Promise<Payment> {
  const payment = await findPayment(centre.db, transId);
  const app = payment && (await centre.directory.app(payment.appId));
  if (!payment || !app) throw new Refusal('PAYMENT_NOT_FOUND', { parameter: 'trans_id' });
  const attempt = attemptToSettle(payment, verdict);
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  if (!account) throw new Error(`Payment ${transId} came by an account that is not there.`);
  const { decision, reason, by } = verdict;
  const applied = await applyNotice(centre, {
    app,
    account,
    source: 'operator',
    noticeKey: `operator:${verdict.wordId}`,
    facts: [
      {
        kind: 'settled',
        subject: { reference: attempt.id },
        occurredAtMs: Date.now(),
        decision,
        by,
        ...(reason === undefined ? {} : { reason }),
      },
    ],
    transcript: `${decision} by ${by}${reason === undefined ? '' : `: ${reason}`}`,
    raw: null,
    receivedAtMs: Date.now(),
  });
  const after = await findPayment(centre.db, transId);
  if (!after) throw new Error(`Payment ${transId} went away while it was settled.`);
  // Somebody was faster: what stands now says why the word came too late.
  if (applied === 'none') attemptToSettle(after, { ...verdict, attemptId: attempt.id });
  return after;
}

function attemptToSettle(payment: Payment, { decision, attemptId }: Verdict): Attempt {
  const held = payment.attempts.filter((each) =>
    attemptId === undefined ? each.state === 'review' : each.id === attemptId,
  );
  const [attempt, another] = held;
  if (!attempt) throw new Refusal('NOT_IN_REVIEW');
  if (another) {
    throw new Refusal('MISSING_PARAMETER', {
      parameter: 'attempt_id',
      detail: `Several sums are in review: name the attempt of one, ${held.map(({ id }) => id).join(' or ')}.`,
    });
  }
  const refusal = settlementRefusal(payment, attempt, decision);
  if (refusal) throw new Refusal(refusal);
  return attempt;
}

/** A person decides about money in review. The word goes the way of all news, and the domain judges it. */
import type { Actor } from '../domain/access.ts';
import type { Attempt, Payment } from '../domain/payment.ts';
import { type Decision, settlementRefusal } from '../domain/settle.ts';
import type { Alert } from '../domain/step.ts';
import { Refusal } from '../errors.ts';
import { recordAudit } from '../store/audit.ts';
import { isToldOf } from '../store/notices.ts';
import { dropAlerts } from '../store/payment-notes.ts';
import { findPayment } from '../store/payments.ts';
import { applyNotice } from './apply-notice.ts';
import type { Centre } from './centre.ts';

export type Verdict = {
  readonly decision: Decision;
  /** Which money; absent: the only one in review. */
  readonly attemptId?: string;
  readonly reason?: string;
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
  actor: Actor,
): Promise<Payment> {
  const payment = await findPayment(centre.db, transId);
  const app = payment && (await centre.directory.app(payment.appId));
  if (!payment || !app) throw new Refusal('PAYMENT_NOT_FOUND', { parameter: 'trans_id' });
  const noticeKey = `operator:${verdict.wordId}`;
  if (await isToldOf(centre.db, transId, noticeKey)) return payment;
  const attempt = attemptToSettle(payment, verdict);
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  if (!account) throw new Error(`Payment ${transId} came by an account that is not there.`);
  const { decision, reason } = verdict;
  const by = actor.name;
  const applied = await applyNotice(centre, {
    app,
    account,
    source: 'operator',
    noticeKey,
    facts: [
      {
        kind: 'settled',
        subject: { reference: attempt.id },
        occurredAtMs: Date.now(),
        seen: attempt.state,
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
  if (applied === 'none') {
    attemptToSettle(after, { ...verdict, attemptId: attempt.id });
    throw new Refusal('NOT_IN_REVIEW');
  }
  await noteSettled(centre, after, { verdict, attempt, actor });
  return after;
}

/** The word itself is committed with the payment; this is for those who read the log of people's doings. */
async function noteSettled(
  centre: Centre,
  payment: Payment,
  { verdict, attempt, actor }: { verdict: Verdict; attempt: Attempt; actor: Actor },
): Promise<void> {
  const { decision, reason } = verdict;
  await centre.db.transaction().execute(async (tx) => {
    const inReview = payment.attempts.some(({ state }) => state === 'review');
    if (!inReview) await dropAlerts(tx, payment.id, REVIEW_ALERTS);
    await recordAudit(tx, {
      actor,
      action: 'payment.settled',
      subject: { kind: 'payment', id: payment.id },
      appId: payment.appId,
      before: { attempt: attempt.id, state: attempt.state },
      after: { decision, ...(reason !== undefined && { reason }) },
    });
  });
}

const REVIEW_ALERTS: readonly Alert[] = ['amount_mismatch', 'wrong_receiver'];

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

/** Refunds that a channel has taken and not finished: asked about, in case it never tells. */
import { findPayment } from '../store/payments.ts';
import { claimRefundsUnderWay, type DueRefund } from '../store/refunds.ts';
import { askChannel } from './ask-channel.ts';
import type { Centre } from './centre.ts';
import { callForPerson } from './refund-payment.ts';

const FOLLOWED_AT_ONCE_MAX = 20;

/**
 * Asks about refunds that are due. Nothing is sent again, so unlike an unanswered refund one under way
 * can be asked about for weeks. How many were looked at.
 */
export async function followRefunds(centre: Centre): Promise<number> {
  const due = await claimRefundsUnderWay(centre.db, FOLLOWED_AT_ONCE_MAX);
  for (const each of due) {
    await follow(centre, each).catch((error: unknown) => {
      centre.log.warn({ refundId: each.refundId, err: error }, 'refund not followed');
    });
  }
  return due.length;
}

async function follow(centre: Centre, { paymentId, refundId, givenUp }: DueRefund): Promise<void> {
  const payment = await findPayment(centre.db, paymentId);
  const app = payment && (await centre.directory.app(payment.appId));
  const refund = payment?.refunds.find((each) => each.id === refundId);
  const attempt = payment?.attempts.find((each) => each.id === refund?.attemptId);
  if (!payment || !app || !refund || !attempt) return;
  if (givenUp) await callForPerson(centre, app, payment, refund);
  else await askChannel(centre, app, payment, attempt);
}

/**
 * What is left of an attempt's money. It is read off all that the channel has said so far and never
 * counted along, so neither the order of the news nor a repeat of it can change the sum.
 */
import {
  type Attempt,
  type Dispute,
  type Payment,
  type Reversal,
  receivedMoney,
} from './payment.ts';

/** What came in and has neither been refunded nor taken back; below zero when more went back. */
export function remainingMinor(payment: Payment, attempt: Attempt): bigint {
  return keptMinor(payment, attempt) - lostMinor(payment, attempt);
}

/** What came in, less every refund that has not failed. */
function keptMinor(payment: Payment, attempt: Attempt): bigint {
  return payment.refunds
    .filter((refund) => refund.attemptId === attempt.id && refund.state !== 'failed')
    .reduce((left, refund) => left - refund.grossMinor, receivedMoney(payment, attempt).minor);
}

/**
 * What lost disputes and reversals have taken from the merchant and not given back. A dispute and its
 * reversals are one loss: while a reversal stands, its amount is the loss. A dispute that a refund has
 * settled is none: that money is counted as refunded.
 */
export function lostMinor(payment: Payment, attempt: Attempt): bigint {
  const disputes = payment.disputes.filter((each) => each.attemptId === attempt.id);
  const reversals = payment.reversals
    .filter((each) => each.attemptId === attempt.id)
    .map((reversal) => ({ reversal, dispute: disputeOf(reversal, disputes) }));
  const losses: (bigint | null)[] = [];
  for (const { reversal, dispute } of reversals) {
    if (stands(reversal, dispute)) losses.push(reversal.grossMinor ?? dispute?.grossMinor ?? null);
  }
  const lost = disputes.filter((dispute) => {
    const own = reversals.filter((each) => each.dispute === dispute).map((each) => each.reversal);
    return lostWithoutReversal(dispute, own);
  });
  for (const dispute of unsettled(payment, attempt, lost)) losses.push(dispute.grossMinor);
  const said = losses.reduce<bigint>((sum, loss) => sum + (loss ?? 0n), 0n);
  const kept = keptMinor(payment, attempt);
  return losses.includes(null) && kept > said ? kept : said;
}

/** Whether anything was ever taken back on account of this dispute, by what is known. */
export function wasTaken(payment: Payment, dispute: Dispute): boolean {
  const disputes = payment.disputes.filter((each) => each.attemptId === dispute.attemptId);
  return payment.reversals.some(
    (reversal) =>
      reversal.attemptId === dispute.attemptId && disputeOf(reversal, disputes)?.id === dispute.id,
  );
}

/**
 * The dispute that a reversal settles. One that names none is met by its amount; where amounts are
 * alike the name decides, so that the answer does not hang on which was heard of first.
 */
function disputeOf(reversal: Reversal, disputes: readonly Dispute[]): Dispute | undefined {
  if (reversal.channelDispute !== null) {
    return disputes.find((dispute) => dispute.channelDispute === reversal.channelDispute);
  }
  const { grossMinor } = reversal;
  return disputes
    .filter(
      (each) => [each.grossMinor, grossMinor].includes(null) || each.grossMinor === grossMinor,
    )
    .toSorted((left, right) => (left.channelDispute < right.channelDispute ? -1 : 1))
    .at(0);
}

/**
 * The lost disputes that no refund has settled. Where a merchant who gives in refunds the payer, some
 * channels tell both, the refund and the case as lost, and do not say that the two are one: so a refund
 * of the disputed sum that was made since the case was opened is taken for it, each for one case; the
 * case that was opened last chooses first, as the fewest refunds are left for it.
 */
function unsettled(
  payment: Payment,
  attempt: Attempt,
  lost: readonly Dispute[],
): readonly Dispute[] {
  const refunds = payment.refunds.filter(
    (refund) => refund.attemptId === attempt.id && refund.state === 'succeeded',
  );
  const received = receivedMoney(payment, attempt).minor;
  return lost
    .toSorted((left, right) => sinceMs(right) - sinceMs(left))
    .filter((dispute) => {
      const at = refunds.findIndex(
        (refund) =>
          refund.saidAtMs >= sinceMs(dispute) &&
          refund.grossMinor === (dispute.grossMinor ?? received),
      );
      return at < 0 || refunds.splice(at, 1).length === 0;
    });
}

function sinceMs(dispute: Dispute): number {
  return dispute.refundSettlesSinceMs ?? Number.POSITIVE_INFINITY;
}

/**
 * A dispute won since has given it back, whether or not the channel says so of the reversal too; of the
 * same instant, the win comes after what it ends.
 */
function stands(reversal: Reversal, dispute: Dispute | undefined): boolean {
  const wonSince = dispute?.state === 'won' && dispute.saidAtMs >= reversal.saidAtMs;
  return reversal.state === 'reversed' && !wonSince;
}

function lostWithoutReversal(dispute: Dispute, own: readonly Reversal[]): boolean {
  if (dispute.state !== 'lost') return false;
  return !own.some((each) => each.state === 'reversed' || each.saidAtMs > dispute.saidAtMs);
}

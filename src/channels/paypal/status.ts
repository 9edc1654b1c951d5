/** PayPal's words for what has happened, as facts. */
import type { About, Fact, Subject } from '../../domain/channel.ts';
import { listAt, textAt, timeMsAt } from '../read-json.ts';
import { moneyAt } from './money.ts';

const REFUND_MARK = 'refund-';

/** What we have PayPal keep with a refund of ours, so that it can be told from a dashboard's. */
export function refundMark(refundId: string): string {
  return `${REFUND_MARK}${refundId}`;
}

/** Which of our refunds it is; undefined when it is none of ours. */
export function refundIdOf(refund: unknown): string | undefined {
  const mark = ownWordOf(refund);
  return mark?.startsWith(REFUND_MARK) ? mark.slice(REFUND_MARK.length) : undefined;
}

/** Our own word for it, which PayPal keeps in two places. */
function ownWordOf(resource: unknown): string | undefined {
  return textAt(resource, 'custom_id') ?? textAt(resource, 'invoice_id');
}

/** The id at the end of the link that leads to what this belongs to; hosts in links mean nothing. */
function upId(resource: unknown, kind: string): string | undefined {
  for (const link of listAt(resource, 'links')) {
    if (textAt(link, 'rel') !== 'up') continue;
    const [, id] =
      new RegExp(`/${kind}/([A-Za-z0-9-]{1,64})/?$`).exec(textAt(link, 'href') ?? '') ?? [];
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The attempt that an order is for. */
export function aboutOrder(order: unknown, fallbackMs: number): About {
  const reference =
    ownWordOf(listAt(order, 'purchase_units')[0]) ??
    textAt(order, 'id') ??
    textAt(order, 'order_id');
  return { subject: reference === undefined ? {} : { reference }, occurredAtMs: fallbackMs };
}

/** A capture: money that has come, is on its way, or does not come. Undefined when it is none. */
export function captureFact(
  capture: unknown,
  known: { reference?: string; payerEmail?: string | undefined; fallbackMs: number },
): Fact | undefined {
  const channelTransaction = textAt(capture, 'id');
  const status = textAt(capture, 'status');
  if (channelTransaction === undefined || status === undefined) return undefined;
  const reference =
    known.reference ??
    ownWordOf(capture) ??
    textAt(capture, 'supplementary_data', 'related_ids', 'order_id') ??
    upId(capture, 'orders');
  const about: About = {
    subject: { channelTransaction, ...(reference === undefined ? {} : { reference }) },
    occurredAtMs: timeOf(capture) ?? known.fallbackMs,
  };
  const read = CAPTURE.get(status);
  return read
    ? read(about, capture, known.payerEmail)
    : { ...about, kind: 'pending', reason: status };
}

type ReadCapture = (about: About, capture: unknown, payerEmail?: string) => Fact | undefined;

const failed: ReadCapture = (about, capture) => ({
  ...about,
  kind: 'failed',
  ...reasonOf(capture),
});

const CAPTURE: ReadonlyMap<string, ReadCapture> = new Map<string, ReadCapture>([
  ['COMPLETED', paid],
  ['PARTIALLY_REFUNDED', paid],
  ['REFUNDED', paid],
  ['PENDING', (about, capture) => ({ ...about, kind: 'pending', ...reasonOf(capture) })],
  ['DECLINED', failed],
  ['DENIED', failed],
  ['FAILED', failed],
]);

function paid(about: About, capture: unknown, payerEmail?: string): Fact | undefined {
  const gross = moneyAt(capture, 'amount');
  const { channelTransaction } = about.subject;
  if (!gross || channelTransaction === undefined) return undefined;
  const fee = moneyAt(capture, 'seller_receivable_breakdown', 'paypal_fee');
  const email = payerEmail ?? textAt(capture, 'payer', 'email_address');
  return {
    ...about,
    kind: 'paid',
    gross,
    channelTransaction,
    ...(email === undefined ? {} : { payerEmail: email }),
    ...(fee?.currency === gross.currency ? { feeMinor: fee.minor } : {}),
  };
}

function reasonOf(resource: unknown): { reason?: string } {
  const reason = textAt(resource, 'status_details', 'reason') ?? textAt(resource, 'reason_code');
  return reason === undefined ? {} : { reason };
}

/** When PayPal last touched it. */
export function timeOf(resource: unknown): number | undefined {
  return timeMsAt(resource, 'update_time') ?? timeMsAt(resource, 'create_time');
}

type RefundOutcome = 'succeeded' | 'sent' | 'failed';

const REFUND_OUTCOME: ReadonlyMap<string, RefundOutcome> = new Map([
  ['COMPLETED', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
]);

/** How a refund stands; a word that we do not know means that it is on its way. */
export function refundOutcome(refund: unknown): RefundOutcome {
  return REFUND_OUTCOME.get(textAt(refund, 'status') ?? '') ?? 'sent';
}

/** A refund that PayPal tells of, be it ours or made in its dashboard. */
export function refundFact(
  refund: unknown,
  fallbackMs: number,
  outcome: RefundOutcome = refundOutcome(refund),
): Fact | undefined {
  const moved = movedBack(refund, fallbackMs);
  if (!moved) return undefined;
  const { about, id, gross } = moved;
  const refundId = refundIdOf(refund);
  return {
    ...about,
    kind: 'refund',
    channelRefund: id,
    gross,
    outcome,
    ...(refundId === undefined ? {} : { refundId }),
    ...reasonOf(refund),
  };
}

/** Money that PayPal took back for the payer: told as a refund object too. */
export function reversalFact(refund: unknown, fallbackMs: number): Fact | undefined {
  const moved = movedBack(refund, fallbackMs);
  if (!moved) return undefined;
  const { about, id, gross } = moved;
  return { ...about, kind: 'reversal', channelReversal: id, gross, outcome: 'reversed' };
}

function movedBack(refund: unknown, fallbackMs: number) {
  const id = textAt(refund, 'id');
  const gross = moneyAt(refund, 'amount');
  const channelTransaction = upId(refund, 'captures');
  const word = ownWordOf(refund);
  const reference = word?.startsWith(REFUND_MARK) ? undefined : word;
  if (id === undefined || !gross) return undefined;
  const subject: Subject = {
    ...(channelTransaction === undefined ? {} : { channelTransaction }),
    ...(reference === undefined ? {} : { reference }),
  };
  return { id, gross, about: { subject, occurredAtMs: timeOf(refund) ?? fallbackMs } };
}

/** A dispute that is open, or has ended. */
export function disputeFact(dispute: unknown, fallbackMs: number): Fact | undefined {
  const channelDispute = textAt(dispute, 'dispute_id');
  if (channelDispute === undefined) return undefined;
  const [transaction] = listAt(dispute, 'disputed_transactions');
  const channelTransaction = textAt(transaction, 'seller_transaction_id');
  const reference = textAt(transaction, 'custom') ?? textAt(transaction, 'invoice_number');
  const gross = moneyAt(dispute, 'dispute_amount');
  const reason = textAt(dispute, 'reason');
  const dueAtMs = timeMsAt(dispute, 'seller_response_due_date');
  // A merchant who gives in refunds the payer: PayPal tells that refund, and the case as lost.
  const refundSettlesSinceMs = timeMsAt(dispute, 'create_time');
  return {
    kind: 'dispute',
    subject: {
      ...(channelTransaction === undefined ? {} : { channelTransaction }),
      ...(reference === undefined ? {} : { reference }),
    },
    occurredAtMs: timeOf(dispute) ?? fallbackMs,
    channelDispute,
    outcome: textAt(dispute, 'status') === 'RESOLVED' ? disputeOutcome(dispute) : 'open',
    ...(gross ? { gross } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
    ...(refundSettlesSinceMs === undefined ? {} : { refundSettlesSinceMs }),
  };
}

type DisputeOutcome = Extract<Fact, { kind: 'dispute' }>['outcome'];

const DISPUTE_OUTCOME: ReadonlyMap<string, DisputeOutcome> = new Map([
  ['RESOLVED_SELLER_FAVOUR', 'won'],
  ['CANCELED_BY_BUYER', 'won'],
  ['DENIED', 'won'],
  ['RESOLVED_BUYER_FAVOUR', 'lost'],
  ['ACCEPTED', 'lost'],
]);

function disputeOutcome(dispute: unknown): DisputeOutcome {
  const code = textAt(dispute, 'dispute_outcome', 'outcome_code') ?? '';
  // Who bore a payout that PayPal made is seen from the movements only; a REVERSED tells of it too.
  if (code === 'RESOLVED_WITH_PAYOUT') return sellerHasPaid(dispute) ? 'lost' : 'closed';
  return DISPUTE_OUTCOME.get(code) ?? 'closed';
}

function sellerHasPaid(dispute: unknown): boolean {
  const minors = listAt(dispute, 'money_movements')
    .filter((movement) => textAt(movement, 'affected_party') === 'SELLER')
    .map((movement) => {
      const minor = moneyAt(movement, 'amount')?.minor ?? 0n;
      return textAt(movement, 'type') === 'DEBIT' ? minor : -minor;
    });
  return minors.reduce((sum, minor) => sum + minor, 0n) > 0n;
}

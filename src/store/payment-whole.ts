/** One payment with everything that is known of it, in the shape in which it is given out. */
import { formatGross, type Money, money } from '../domain/money.ts';
import {
  type Attempt,
  attemptCurrency,
  type Dispute,
  hasMoney,
  type Payment,
  type Refund,
  type Reversal,
  receivedMoney,
} from '../domain/payment.ts';
import { remainingMinor } from '../domain/remaining.ts';
import type { Alert } from '../domain/step.ts';
import { type CallbackLine, callbacksOfPayment } from './callback-list.ts';
import type { Db } from './database.ts';
import { type EventLine, eventsOfPayment } from './event-list.ts';
import { type StatementLine, transfersOfPayment } from './ledger.ts';
import { type NoteLine, notesOfPayment } from './payment-notes.ts';
import { findPayment } from './payments.ts';
import { readTimeline } from './timeline.ts';
import type { TimelineEntry } from './timeline-entry.ts';

export type PaymentWhole = ReturnType<typeof summary> & {
  readonly activityid: string;
  readonly item: string;
  readonly custom_data: string | null;
  readonly payer_email: string | null;
  readonly duplicate: boolean;
  /** What a person should look at. */
  readonly alerts: readonly Alert[];
  readonly paid_at: string | null;
  readonly attempts: readonly ReturnType<typeof attemptLine>[];
  readonly refunds: readonly ReturnType<typeof refundLine>[];
  readonly disputes: readonly ReturnType<typeof disputeLine>[];
  readonly reversals: readonly ReturnType<typeof reversalLine>[];
  readonly events: readonly EventLine[];
  readonly callbacks: readonly CallbackLine[];
  readonly transfers: readonly StatementLine[];
  readonly notes: readonly NoteLine[];
  readonly timeline: readonly TimelineEntry[];
};

/** The payment, by its trans_id or by one that a reversal was told under; undefined if there is none. */
export async function findPaymentWhole(db: Db, transId: string): Promise<PaymentWhole | undefined> {
  const payment = await findToldPayment(db, transId);
  return payment && readWhole(db, payment);
}

/** The same, of a payment that has been read. */
export async function readWhole(db: Db, payment: Payment): Promise<PaymentWhole> {
  const [alerts, events, callbacks, transfers, notes] = await Promise.all([
    findAlerts(db, payment.id),
    eventsOfPayment(db, payment.id),
    callbacksOfPayment(db, payment.id),
    transfersOfPayment(db, payment.id),
    notesOfPayment(db, payment.id),
  ]);
  return {
    ...summary(payment),
    activityid: payment.activityId,
    item: payment.item,
    custom_data: payment.customData,
    payer_email: payment.payerEmail,
    duplicate: payment.duplicate,
    alerts,
    paid_at: iso(payment.paidAtMs),
    attempts: payment.attempts.map((attempt) => attemptLine(payment, attempt)),
    refunds: payment.refunds.map((refund) => refundLine(payment, refund)),
    disputes: payment.disputes.map((dispute) => disputeLine(payment, dispute)),
    reversals: payment.reversals.map((reversal) => reversalLine(payment, reversal)),
    events,
    callbacks,
    transfers,
    notes,
    timeline: await readTimeline(db, payment, { events, transfers, notes }),
  };
}

async function findAlerts(db: Db, paymentId: string): Promise<readonly Alert[]> {
  const row = await db
    .selectFrom('payments')
    .select('alerts')
    .where('id', '=', paymentId)
    .executeTakeFirst();
  return (row?.alerts ?? []) as Alert[];
}

/** The payment, by its trans_id or by one that a reversal was told under. */
export async function findToldPayment(db: Db, transId: string): Promise<Payment | undefined> {
  return (await findPayment(db, transId)) ?? (await findByToldId(db, transId));
}

async function findByToldId(db: Db, transId: string): Promise<Payment | undefined> {
  const event = await db
    .selectFrom('events')
    .select('payment_id')
    .where('trans_id', '=', transId)
    .executeTakeFirst();
  return event && findPayment(db, event.payment_id);
}

function summary(payment: Payment) {
  return {
    trans_id: payment.id,
    app_id: payment.appId,
    order_id: payment.orderId,
    state: payment.state,
    ...grossOf(payment.gross),
    channel: payment.channel,
    test: payment.test,
    created_at: new Date(payment.createdAtMs).toISOString(),
  };
}

function attemptLine(payment: Payment, attempt: Attempt) {
  const received = hasMoney(attempt) ? receivedMoney(payment, attempt) : null;
  const of = (minor: bigint | null) =>
    received === null || minor === null ? null : grossOf(money(minor, received.currency));
  return {
    id: attempt.id,
    channel: attempt.channel,
    account: attempt.accountId,
    state: attempt.state,
    /** What was really paid; null while nothing was. */
    received: attempt.received && grossOf(attempt.received),
    fee: of(attempt.feeMinor),
    /** What has neither gone back nor is on its way back. */
    refundable: of(remainingMinor(payment, attempt)),
    channel_reference: attempt.channelReference,
    channel_transaction: attempt.channelTransaction,
    duplicate: attempt.duplicate,
    test: attempt.test,
    reason: attempt.reason,
    return_url: attempt.returnUrl,
    created_at: iso(attempt.createdAtMs),
  };
}

/** A refund as it is printed, wherever it is. */
export function refundLine(payment: Payment, refund: Refund) {
  return {
    id: refund.id,
    trans_id: payment.id,
    ...grossOf(money(refund.grossMinor, attemptCurrency(payment, refund.attemptId))),
    state: refund.state,
    reason: refund.reason,
    created_at: iso(refund.createdAtMs),
    attempt: refund.attemptId,
    origin: refund.origin,
    channel_refund: refund.channelRefund,
  };
}

function disputeLine(payment: Payment, dispute: Dispute) {
  return {
    id: dispute.id,
    attempt: dispute.attemptId,
    channel_dispute: dispute.channelDispute,
    ...statedGross(payment, dispute),
    state: dispute.state,
    reason: dispute.reason,
    due_at: iso(dispute.dueAtMs),
    created_at: iso(dispute.createdAtMs),
  };
}

function reversalLine(payment: Payment, reversal: Reversal) {
  return {
    id: reversal.id,
    attempt: reversal.attemptId,
    channel_reversal: reversal.channelReversal,
    channel_dispute: reversal.channelDispute,
    ...statedGross(payment, reversal),
    state: reversal.state,
    reason: reversal.reason,
    created_at: iso(reversal.createdAtMs),
  };
}

/** A null amount is one that the channel has not stated. */
function statedGross(payment: Payment, stated: Dispute | Reversal) {
  const currency = attemptCurrency(payment, stated.attemptId);
  const { grossMinor } = stated;
  return grossMinor === null ? { gross: null, currency } : grossOf(money(grossMinor, currency));
}

function grossOf(gross: Money) {
  return { gross: formatGross(gross), currency: gross.currency as string };
}

function iso(timeMs: number): string;
function iso(timeMs: number | null): string | null;
function iso(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

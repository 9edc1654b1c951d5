/** A decided change of a payment, and the rows that write it. */
import { newId } from '../domain/id.ts';
import { transfersBetween } from '../domain/ledger.ts';
import type { Attempt, Dispute, Payment, Refund, Reversal } from '../domain/payment.ts';
import type { Alert } from '../domain/step.ts';

export type NoticeSource = 'notice' | 'call' | 'query' | 'operator';

export type NewNotice = {
  readonly id: string;
  readonly accountId: string;
  readonly noticeKey: string;
  readonly reference: string | null;
  readonly channelTransaction: string | null;
  readonly source: NoticeSource;
  readonly effect: 'applied' | 'none' | 'parked' | 'rejected';
  /** As JSON text; amounts in it are strings. */
  readonly facts: string;
  readonly transcript: string;
  readonly rawSealed: Buffer | null;
  readonly receivedAtMs: number;
};

export type NewEvent = {
  readonly id: string;
  readonly transId: string;
  readonly status: string;
  readonly grossMinor: bigint;
  readonly currency: string;
  readonly channel: string;
  readonly cause: string;
  readonly recordedAtMs: number;
};

export type NewCallback = {
  readonly id: string;
  readonly eventId: string;
  readonly url: string;
  readonly endpoint: string;
  readonly body: string;
  readonly delaysSeconds: readonly number[];
  /**
   * Born leased to this process, its first send counted, unless an earlier one is still waiting.
   * Only the first callback of a change may ask for it.
   */
  readonly leaseTo: string | null;
};

export type Change = {
  readonly before: Payment;
  readonly after: Payment;
  readonly notice: NewNotice | null;
  /** A parked notice that this change applies at last. */
  readonly appliedNoticeId: string | null;
  readonly events: readonly NewEvent[];
  readonly callbacks: readonly NewCallback[];
  readonly alerts: readonly Alert[];
};

export type Rows = Record<string, unknown>[];

/** Rows by table, each with the payment it belongs to; amounts as text, so that JSON keeps them exact. */
export function changeRows(changes: readonly Change[]) {
  const each = (rowsOf: (change: Change) => Rows): Rows =>
    changes.flatMap((change) =>
      rowsOf(change).map((row) => ({ payment_id: change.after.id, ...row })),
    );
  const differing =
    <Item>(list: (payment: Payment) => readonly Item[], row: (item: Item) => Rows[number]) =>
    ({ before, after }: Change): Rows =>
      list(after)
        .filter((item) => !list(before).includes(item))
        .map(row);
  return {
    payments: each(paymentRow),
    notices: each(({ notice }) => (notice ? [noticeRow(notice)] : [])),
    attempts: each(differing((payment) => payment.attempts, attemptRow)),
    refunds: each(differing((payment) => payment.refunds, refundRow)),
    disputes: each(differing((payment) => payment.disputes, disputeRow)),
    reversals: each(differing((payment) => payment.reversals, reversalRow)),
    events: each(eventRows),
    callbacks: each(callbackRows),
    transfers: each(transferRows),
  };
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function paymentRow({ before, after, notice, alerts, appliedNoticeId }: Change): Rows {
  return [
    {
      version: before.version,
      state: after.state,
      channel: after.channel,
      test: after.test,
      duplicate: after.duplicate,
      payer_email: after.payerEmail,
      paid_at: iso(after.paidAtMs),
      alerts,
      account_id: notice?.accountId ?? null,
      notice_key: notice?.noticeKey ?? null,
      applied_notice_id: appliedNoticeId,
    },
  ];
}

export function noticeRow(notice: NewNotice) {
  return {
    id: notice.id,
    account_id: notice.accountId,
    notice_key: notice.noticeKey,
    reference: notice.reference,
    channel_transaction: notice.channelTransaction,
    source: notice.source,
    effect: notice.effect,
    facts: JSON.parse(notice.facts) as unknown,
    transcript: notice.transcript,
    raw_sealed: notice.rawSealed?.toString('base64') ?? null,
    received_at: iso(notice.receivedAtMs),
  };
}

function attemptRow(attempt: Attempt) {
  return {
    id: attempt.id,
    account_id: attempt.accountId,
    channel: attempt.channel,
    channel_reference: attempt.channelReference,
    channel_transaction: attempt.channelTransaction,
    state: attempt.state,
    received_minor: attempt.received?.minor.toString() ?? null,
    received_currency: attempt.received?.currency ?? null,
    fee_minor: attempt.feeMinor?.toString() ?? null,
    duplicate: attempt.duplicate,
    test: attempt.test,
    reason: attempt.reason,
    return_url: attempt.returnUrl,
    created_at: iso(attempt.createdAtMs),
  };
}

function refundRow(refund: Refund) {
  return {
    id: refund.id,
    attempt_id: refund.attemptId,
    channel_refund: refund.channelRefund,
    gross_minor: refund.grossMinor.toString(),
    state: refund.state,
    origin: refund.origin,
    reason: refund.reason,
    created_at: iso(refund.createdAtMs),
    said_at: iso(refund.saidAtMs),
  };
}

function disputeRow(dispute: Dispute) {
  return {
    id: dispute.id,
    attempt_id: dispute.attemptId,
    channel_dispute: dispute.channelDispute,
    gross_minor: dispute.grossMinor?.toString() ?? null,
    state: dispute.state,
    reason: dispute.reason,
    due_at: iso(dispute.dueAtMs),
    refund_settles_since: iso(dispute.refundSettlesSinceMs),
    created_at: iso(dispute.createdAtMs),
    said_at: iso(dispute.saidAtMs),
  };
}

function reversalRow(reversal: Reversal) {
  return {
    id: reversal.id,
    attempt_id: reversal.attemptId,
    channel_reversal: reversal.channelReversal,
    channel_dispute: reversal.channelDispute,
    gross_minor: reversal.grossMinor?.toString() ?? null,
    state: reversal.state,
    reason: reversal.reason,
    created_at: iso(reversal.createdAtMs),
    said_at: iso(reversal.saidAtMs),
  };
}

function eventRows({ after, events }: Change): Rows {
  return events.map((event) => ({
    id: event.id,
    app_id: after.appId,
    trans_id: event.transId,
    order_id: after.orderId,
    status: event.status,
    gross_minor: event.grossMinor.toString(),
    currency: event.currency,
    channel: event.channel,
    cause: event.cause,
    recorded_at: iso(event.recordedAtMs),
  }));
}

function transferRows({ before, after }: Change): Rows {
  return transfersBetween(before, after).map((transfer) => ({
    id: newId(),
    attempt_id: transfer.attemptId,
    app_id: after.appId,
    account_id: transfer.accountId,
    kind: transfer.kind,
    debit: transfer.debit,
    credit: transfer.credit,
    amount_minor: transfer.minor.toString(),
    currency: transfer.currency,
  }));
}

function callbackRows({ after, callbacks }: Change): Rows {
  return callbacks.map((callback, place) => ({
    id: callback.id,
    event_id: callback.eventId,
    app_id: after.appId,
    url: callback.url,
    endpoint: callback.endpoint,
    place,
    body: callback.body,
    order_id: after.orderId,
    delays_seconds: callback.delaysSeconds,
    lease_to: callback.leaseTo,
  }));
}

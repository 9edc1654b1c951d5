/** The one door at which rows become a domain payment. */
import { type Money, money, parseCurrency } from '../domain/money.ts';
import type { Attempt, Dispute, Payment, Refund, Reversal } from '../domain/payment.ts';

type AttemptJson = {
  id: string;
  account_id: string;
  channel: string;
  channel_reference: string | null;
  channel_transaction: string | null;
  state: Attempt['state'];
  received_minor: string | null;
  received_currency: string | null;
  fee_minor: string | null;
  duplicate: boolean;
  test: boolean;
  reason: string | null;
  return_url: string | null;
  created_at: string;
};

type RefundJson = {
  id: string;
  attempt_id: string;
  channel_refund: string | null;
  gross_minor: string;
  state: Refund['state'];
  origin: Refund['origin'];
  reason: string | null;
  created_at: string;
  said_at: string;
};

type DisputeJson = {
  id: string;
  attempt_id: string;
  channel_dispute: string;
  gross_minor: string | null;
  state: Dispute['state'];
  reason: string | null;
  due_at: string | null;
  refund_settles_since: string | null;
  created_at: string;
  said_at: string;
};

type ReversalJson = {
  id: string;
  attempt_id: string;
  channel_reversal: string;
  channel_dispute: string | null;
  gross_minor: string | null;
  state: Reversal['state'];
  reason: string | null;
  created_at: string;
  said_at: string;
};

export type WholePaymentRow = {
  attempt_id: string | null;
  notice_taken: boolean;
  parked_notices: boolean;
  id: string | null;
  app_id: string;
  order_id: string;
  activity_id: string;
  item: string;
  gross_minor: bigint;
  currency: string;
  custom_data: string | null;
  state: Payment['state'];
  channel: string | null;
  test: boolean;
  duplicate: boolean;
  payer_email: string | null;
  version: number;
  created_at: Date;
  paid_at: Date | null;
  order_paid_elsewhere: boolean;
  attempts: AttemptJson[];
  refunds: RefundJson[];
  disputes: DisputeJson[];
  reversals: ReversalJson[];
};

export function paymentFromRow(row: WholePaymentRow): Payment {
  return {
    id: row.id ?? '',
    appId: row.app_id,
    orderId: row.order_id,
    activityId: row.activity_id,
    item: row.item,
    gross: moneyFromRow(row.gross_minor, row.currency),
    customData: row.custom_data,
    state: row.state,
    channel: row.channel,
    test: row.test,
    duplicate: row.duplicate,
    payerEmail: row.payer_email,
    createdAtMs: row.created_at.getTime(),
    paidAtMs: row.paid_at?.getTime() ?? null,
    version: row.version,
    attempts: row.attempts.map(attemptFromJson),
    refunds: row.refunds.map(refundFromJson),
    disputes: row.disputes.map(disputeFromJson),
    reversals: row.reversals.map(reversalFromJson),
    orderPaidElsewhere: row.order_paid_elsewhere,
  };
}

/** Money of two columns; throws on a currency that was never let in. */
export function moneyFromRow(minor: bigint, code: string): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`The database holds the unknown currency ${code}.`);
  return money(minor, currency);
}

function attemptFromJson(json: AttemptJson): Attempt {
  return {
    id: json.id,
    accountId: json.account_id,
    channel: json.channel,
    channelReference: json.channel_reference,
    channelTransaction: json.channel_transaction,
    state: json.state,
    received:
      json.received_minor !== null && json.received_currency !== null
        ? moneyFromRow(BigInt(json.received_minor), json.received_currency)
        : null,
    feeMinor: json.fee_minor === null ? null : BigInt(json.fee_minor),
    duplicate: json.duplicate,
    test: json.test,
    reason: json.reason,
    returnUrl: json.return_url,
    createdAtMs: Date.parse(json.created_at),
  };
}

function refundFromJson(json: RefundJson): Refund {
  return {
    id: json.id,
    attemptId: json.attempt_id,
    channelRefund: json.channel_refund,
    grossMinor: BigInt(json.gross_minor),
    state: json.state,
    origin: json.origin,
    reason: json.reason,
    createdAtMs: Date.parse(json.created_at),
    saidAtMs: Date.parse(json.said_at),
  };
}

function disputeFromJson(json: DisputeJson): Dispute {
  return {
    id: json.id,
    attemptId: json.attempt_id,
    channelDispute: json.channel_dispute,
    grossMinor: json.gross_minor === null ? null : BigInt(json.gross_minor),
    state: json.state,
    reason: json.reason,
    dueAtMs: json.due_at === null ? null : Date.parse(json.due_at),
    refundSettlesSinceMs:
      json.refund_settles_since === null ? null : Date.parse(json.refund_settles_since),
    createdAtMs: Date.parse(json.created_at),
    saidAtMs: Date.parse(json.said_at),
  };
}

function reversalFromJson(json: ReversalJson): Reversal {
  return {
    id: json.id,
    attemptId: json.attempt_id,
    channelReversal: json.channel_reversal,
    channelDispute: json.channel_dispute,
    grossMinor: json.gross_minor === null ? null : BigInt(json.gross_minor),
    state: json.state,
    reason: json.reason,
    createdAtMs: Date.parse(json.created_at),
    saidAtMs: Date.parse(json.said_at),
  };
}

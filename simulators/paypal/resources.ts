/** Orders, captures, refunds and disputes as PayPal's API and webhooks show them. */
import { amountJson, feeOf } from './amount.ts';
import { type Capture, type Dispute, leftOf, type Order, type Return } from './state.ts';

/** Links in webhooks name hosts that nobody should compare. */
const API = 'https://api.sandbox.paypal.com';

export const PAYER = {
  name: { given_name: 'Sim', surname: 'Payer' },
  email_address: 'payer@paypal-simulator.example',
  payer_id: 'SIMPAYER00001',
  address: { country_code: 'DE' },
} as const;

const PAYEE = {
  email_address: 'merchant@paypal-simulator.example',
  merchant_id: 'SIMMERCHANT01',
} as const;

const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
/** Refunds are told with the clock of California. */
const pacific = (ms: number) => `${new Date(ms - 8 * 3_600_000).toISOString().slice(0, 19)}-08:00`;

type Link = { readonly href: string; readonly rel: string; readonly method: string };

const link = (rel: string, href: string, method = 'GET'): Link => ({ href, rel, method });

/** With `Prefer: return=minimal`, or none: id, status and links. */
export function orderMinimal(order: Order, siteUrl: string) {
  const { id, status } = order;
  const path = `${API}/v2/checkout/orders/${id}`;
  const way = order.oldStyle ? 'approve' : 'payer-action';
  const payable = status === 'CREATED' || status === 'PAYER_ACTION_REQUIRED';
  const links = [
    link('self', path),
    ...(payable ? [link(way, `${siteUrl}/checkoutnow?token=${id}`)] : []),
    ...(status === 'APPROVED' ? [link('capture', `${path}/capture`, 'POST')] : []),
  ];
  return { id, status, links };
}

export function orderJson(order: Order, siteUrl: string) {
  const { id, status, links } = orderMinimal(order, siteUrl);
  const returned = order.captures.flatMap((each) => each.returned);
  const payments = {
    captures: order.captures.map(captureJson),
    ...(returned.length > 0 ? { refunds: returned.map(returnJson) } : {}),
  };
  const { name, email_address, payer_id } = PAYER;
  return {
    id,
    intent: 'CAPTURE',
    status,
    ...(order.funding && {
      payer: PAYER,
      payment_source: { paypal: { name, email_address, account_id: payer_id } },
    }),
    purchase_units: [
      {
        reference_id: 'default',
        amount: amountJson(order.amount),
        payee: PAYEE,
        description: order.description,
        custom_id: order.customId,
        invoice_id: order.invoiceId,
        ...(order.captures.length > 0 ? { payments } : {}),
      },
    ],
    create_time: iso(order.createdAtMs),
    update_time: iso(order.updatedAtMs),
    links,
  };
}

export function captureJson(capture: Capture) {
  const { id, amount, status, reason, order } = capture;
  const path = `${API}/v2/payments/captures/${id}`;
  const fee = feeOf(amount);
  const net = { currency: amount.currency, minor: amount.minor - fee.minor };
  const received = status !== 'PENDING' && status !== 'DECLINED';
  return {
    id,
    status,
    ...(reason !== undefined && !received ? { status_details: { reason } } : {}),
    amount: amountJson(amount),
    final_capture: true,
    seller_protection: { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED'] },
    ...(received && {
      seller_receivable_breakdown: {
        gross_amount: amountJson(amount),
        paypal_fee: amountJson(fee),
        net_amount: amountJson(net),
      },
    }),
    invoice_id: order.invoiceId,
    custom_id: order.customId,
    supplementary_data: { related_ids: { order_id: order.id } },
    create_time: iso(capture.createdAtMs),
    update_time: iso(capture.updatedAtMs),
    links: [
      link('self', path),
      link('refund', `${path}/refund`, 'POST'),
      link('up', `${API}/v2/checkout/orders/${order.id}`),
    ],
  };
}

export function returnJson(back: Return) {
  const { id, amount, capture, status } = back;
  const total = { currency: amount.currency, minor: capture.amount.minor - leftOf(capture) };
  return {
    id,
    amount: amountJson(amount),
    status,
    note_to_payer: back.note,
    custom_id: back.customId,
    invoice_id: back.invoiceId,
    seller_payable_breakdown: {
      gross_amount: amountJson(amount),
      paypal_fee: { currency_code: amount.currency, value: '0.00' },
      net_amount: amountJson(amount),
      total_refunded_amount: amountJson(total),
    },
    create_time: pacific(back.createdAtMs),
    update_time: pacific(back.updatedAtMs),
    links: [
      link('self', `${API}/v2/payments/refunds/${id}`),
      link('up', `${API}/v2/payments/captures/${capture.id}`),
    ],
  };
}

const RESPONSE_TIME_MS = 10 * 86_400_000;

export function disputeJson(dispute: Dispute) {
  const { id, amount, capture, status, outcome } = dispute;
  const lost = outcome === 'RESOLVED_BUYER_FAVOUR' || outcome === 'ACCEPTED';
  const movement = { affected_party: 'SELLER', amount: amountJson(amount), type: 'DEBIT' };
  return {
    dispute_id: id,
    create_time: iso(dispute.createdAtMs),
    update_time: iso(dispute.updatedAtMs),
    disputed_transactions: [
      {
        seller_transaction_id: capture.id,
        create_time: iso(capture.createdAtMs),
        transaction_status: 'COMPLETED',
        gross_amount: amountJson(capture.amount),
        custom: capture.order.customId,
        invoice_number: capture.order.invoiceId,
        buyer: { name: 'Sim Payer' },
        seller: {
          email: PAYEE.email_address,
          merchant_id: PAYEE.merchant_id,
          name: 'Sim Merchant',
        },
        items: [],
        seller_protection_eligible: true,
      },
    ],
    reason: dispute.reason,
    status,
    dispute_amount: amountJson(amount),
    ...(outcome !== undefined && outcome !== 'NONE'
      ? {
          dispute_outcome: {
            outcome_code: outcome,
            ...(lost ? { amount_refunded: amountJson(amount) } : {}),
          },
        }
      : {}),
    ...(outcome === 'RESOLVED_WITH_PAYOUT' || lost ? { money_movements: [movement] } : {}),
    dispute_life_cycle_stage: dispute.stage,
    dispute_channel: 'INTERNAL',
    seller_response_due_date: iso(dispute.createdAtMs + RESPONSE_TIME_MS),
    links: [link('self', `${API}/v1/customer/disputes/${id}`)],
  };
}

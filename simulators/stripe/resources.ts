/** Sessions, intents, charges, refunds and disputes as Stripe's API and webhooks show them. */
import { type Amount, feeOf } from './amount.ts';
import {
  type Dispute,
  type Intent,
  leftOf,
  paymentStatus,
  type Refund,
  type Session,
} from './state.ts';

/** What the caller wants whole where others are given an id. */
export type Expand = ReadonlySet<string>;
const NOTHING: Expand = new Set();

export const PAYER = {
  name: 'Sim Payer',
  email: 'payer@stripe-simulator.example',
  phone: null,
  address: { city: 'Berlin', country: 'DE', line1: 'Simstr. 1', postal_code: '10115' },
} as const;

const seconds = (ms: number) => Math.floor(ms / 1_000);
const common = (kind: string, createdAtMs: number) => ({
  object: kind,
  created: seconds(createdAtMs),
  livemode: false,
});

/** What lies below a member of what is to be expanded. */
function below(expand: Expand, member: string): Expand {
  const prefix = `${member}.`;
  return new Set(
    [...expand].filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length)),
  );
}

function wanted(expand: Expand, member: string): boolean {
  return [...expand].some((each) => each === member || each.startsWith(`${member}.`));
}

export function sessionJson(session: Session, siteUrl: string, expand: Expand = NOTHING) {
  const { id, amount, intent, status } = session;
  const whole = intent && wanted(expand, 'payment_intent');
  const paid = intent?.amount ?? amount;
  return {
    id,
    ...common('checkout.session', session.createdAtMs),
    amount_subtotal: paid.units,
    amount_total: paid.units,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId ?? null,
    currency: paid.currency,
    customer_details: intent ? PAYER : null,
    expires_at: seconds(session.expiresAtMs),
    locale: session.locale,
    metadata: session.metadata,
    mode: 'payment',
    payment_intent: whole
      ? intentJson(intent, below(expand, 'payment_intent'))
      : (intent?.id ?? null),
    payment_method_types: ['card', 'sepa_debit'],
    payment_status: paymentStatus(session),
    status,
    success_url: session.successUrl,
    url: status === 'open' ? `${siteUrl}/c/pay/${id}` : null,
  };
}

export function intentJson(intent: Intent, expand: Expand = NOTHING) {
  const { id, amount, status, chargeId } = intent;
  const failed = status === 'requires_payment_method';
  const whole = wanted(expand, 'latest_charge');
  return {
    id,
    ...common('payment_intent', intent.createdAtMs),
    amount: amount.units,
    amount_received: status === 'succeeded' ? amount.units : 0,
    currency: amount.currency,
    last_payment_error: failed ? { code: 'insufficient_funds', type: 'card_error' } : null,
    latest_charge: whole ? chargeJson(intent, below(expand, 'latest_charge')) : chargeId,
    metadata: intent.session.intentMetadata,
    status,
  };
}

export function chargeJson(intent: Intent, expand: Expand = NOTHING) {
  const { chargeId, amount, status, session } = intent;
  const refunded = amount.units - leftOf(intent);
  const fee = feeOf(amount);
  const movement = {
    id: chargeId.replace('ch_', 'txn_'),
    ...common('balance_transaction', intent.createdAtMs),
    amount: amount.units,
    currency: amount.currency,
    fee: fee.units,
    net: amount.units - fee.units,
    type: 'charge',
  };
  return {
    id: chargeId,
    ...common('charge', intent.createdAtMs),
    amount: amount.units,
    amount_refunded: refunded,
    balance_transaction: wanted(expand, 'balance_transaction') ? movement : movement.id,
    billing_details: PAYER,
    currency: amount.currency,
    metadata: session.intentMetadata,
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method_details: { card: { brand: 'visa', last4: '4242' }, type: 'card' },
    refunded: refunded === amount.units,
    status: status === 'requires_payment_method' ? 'failed' : status,
  };
}

export function refundJson({ id, intent, amount, metadata, status, createdAtMs }: Refund) {
  return {
    id,
    ...common('refund', createdAtMs),
    amount: amount.units,
    charge: intent.chargeId,
    currency: amount.currency,
    ...(status === 'failed' ? { failure_reason: 'expired_or_canceled_card' } : {}),
    metadata,
    payment_intent: intent.id,
    reason: null,
    status,
  };
}

const RESPONSE_TIME_MS = 7 * 86_400_000;

export function disputeJson(dispute: Dispute) {
  const { id, intent, amount, status, movements } = dispute;
  return {
    id,
    ...common('dispute', dispute.createdAtMs),
    amount: amount.units,
    balance_transactions: movements.map((each) => movementJson(each, amount)),
    charge: intent.chargeId,
    currency: amount.currency,
    evidence: { customer_email_address: PAYER.email, customer_name: PAYER.name },
    evidence_details: {
      due_by: seconds(dispute.createdAtMs + RESPONSE_TIME_MS),
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: isInquiry(dispute),
    metadata: {},
    payment_intent: intent.id,
    reason: dispute.reason,
    status,
  };
}

function movementJson({ id, units, atMs }: Dispute['movements'][number], { currency }: Amount) {
  return {
    id,
    ...common('balance_transaction', atMs),
    amount: units,
    currency,
    fee: units < 0 ? 1_500 : 0,
    net: units < 0 ? units - 1_500 : units,
    type: 'adjustment',
  };
}

/** Whether the bank only asks so far: no money has been taken, and the merchant may refund. */
export function isInquiry({ status }: Dispute): boolean {
  return status.startsWith('warning_') && status !== 'warning_closed';
}

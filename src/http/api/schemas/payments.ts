/** Payments as lists show them, as one is shown whole, and what may be done to them. */
import { Type } from 'typebox';
import { Callback } from './callbacks.ts';
import { Dispute, Reversal } from './disputes.ts';
import { Event } from './events.ts';
import { Transfer } from './ledger.ts';
import {
  Actor,
  AppId,
  AskedMoney,
  askedAmount,
  Currency,
  Id,
  Money,
  nullable,
  oneOf,
  pageQuery,
  periodQuery,
  searchedListOf,
  Time,
  Totals,
} from './parts.ts';
import { Refund } from './refunds.ts';
import { TimelineEntry } from './timeline.ts';

export const PAYMENT_STATES = [
  'created',
  'pending',
  'paid',
  'failed',
  'canceled',
  'expired',
  'review',
] as const;

export const PaymentState = oneOf(PAYMENT_STATES);

export const ALERTS = [
  'amount_mismatch',
  'wrong_receiver',
  'wrong_reference',
  'duplicate_payment',
  'returned_more_than_paid',
  'refund_unsettled',
  'dispute_undecided',
  'unknown_word',
] as const;

export const PaymentLine = Type.Object({
  trans_id: Id,
  app_id: AppId,
  order_id: Type.String(),
  item: Type.String(),
  state: PaymentState,
  /** What was asked for. */
  gross: Money,
  channel: nullable(Type.String()),
  test: Type.Boolean({ description: 'Play money.' }),
  duplicate: Type.Boolean({ description: 'Paid, but its order had been paid before.' }),
  payer_email: nullable(Type.String()),
  alerts: Type.Array(oneOf(ALERTS), { description: 'What a person should look at.' }),
  created_at: Time,
  paid_at: nullable(Time),
});

/** Filters of the list, of its totals and of its export: the same in each. */
export const paymentFilter = {
  app_id: Type.Optional(AppId),
  state: Type.Optional(
    Type.Array(PaymentState, { minItems: 1, description: 'Any of these; repeat the parameter.' }),
  ),
  channel: Type.Optional(Type.String({ maxLength: 40 })),
  currency: Type.Optional(Currency),
  amount_min: Type.Optional(askedAmount('Needs `currency`.')),
  amount_max: Type.Optional(askedAmount('Needs `currency`.')),
  ...periodQuery,
  test: Type.Optional(Type.Boolean()),
  needs_person: Type.Optional(
    Type.Boolean({ description: 'Only those that carry an alert or wait for a decision.' }),
  ),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 320,
      description:
        'Exactly a trans_id, an order_id, an id of the channel (its reference or transaction), or the e-mail address of a payer.',
    }),
  ),
};

export const PaymentsQuery = Type.Object({ ...paymentFilter, ...pageQuery });
export const PaymentFilterQuery = Type.Object(paymentFilter);
export const PaymentList = searchedListOf(PaymentLine);
export const PaymentTotals = Totals;

export const Attempt = Type.Object({
  id: Type.String({ description: 'Also our reference at the channel.' }),
  channel: Type.String(),
  account: Type.String(),
  state: oneOf([
    'started',
    'pending',
    'paid',
    'failed',
    'canceled',
    'expired',
    'review',
    'refused',
  ] as const),
  received: nullable(Money),
  fee: nullable(Money),
  /** What may still be refunded of its money; null where it brought none. */
  refundable: nullable(Money),
  channel_reference: nullable(Type.String()),
  channel_transaction: nullable(Type.String()),
  duplicate: Type.Boolean(),
  test: Type.Boolean(),
  reason: nullable(Type.String()),
  return_url: nullable(Type.String()),
  created_at: Time,
});

export const Note = Type.Object({
  id: Id,
  author: Actor,
  text: Type.String(),
  created_at: Time,
});

/** Everything that is known of a payment. */
export const PaymentWhole = Type.Object({
  ...PaymentLine.properties,
  app_name: Type.String(),
  activityid: Type.String(),
  custom_data: nullable(Type.String()),
  payment_url: Type.String({ description: 'The hosted page of this payment.' }),
  /** What may be done now: the rest would be refused. */
  may: Type.Object({
    refund: Type.Boolean(),
    partial_refund: Type.Boolean(),
    settle: Type.Boolean({ description: 'It is in review.' }),
    sync: Type.Boolean(),
  }),
  attempts: Type.Array(Attempt),
  refunds: Type.Array(Refund),
  disputes: Type.Array(Dispute),
  reversals: Type.Array(Reversal),
  events: Type.Array(Event),
  callbacks: Type.Array(Callback),
  transfers: Type.Array(Transfer),
  notes: Type.Array(Note),
  timeline: Type.Array(TimelineEntry),
});

export const NewPayment = Type.Object(
  {
    app_id: AppId,
    item: Type.String({ minLength: 1, maxLength: 255 }),
    order_id: Type.String({ minLength: 1, maxLength: 127 }),
    gross: AskedMoney,
    custom_data: Type.Optional(Type.String({ maxLength: 2_000 })),
    activityid: Type.Optional(Type.String({ maxLength: 127 })),
    return_url: Type.Optional(Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false },
);

export const CreatedPayment = Type.Object({
  trans_id: Id,
  state: PaymentState,
  payment_url: Type.String({ description: 'Send the shopper here.' }),
});

export const NewNote = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4_000 }) },
  { additionalProperties: false },
);

export const Settlement = Type.Object(
  {
    decision: oneOf(['accept', 'reject'], {
      description:
        'accept: the money pays the order, and the merchant is told SUCCESS with what really came. reject: it does not; it can be refunded.',
    }),
    attempt: Type.Optional(
      Type.String({ description: 'Which money; not needed while one attempt is in review.' }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  },
  { additionalProperties: false },
);

export const PaymentPath = Type.Object({ trans_id: Id });
export const AlertPath = Type.Object({ trans_id: Id, alert: oneOf(ALERTS) });

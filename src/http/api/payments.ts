/** Payments: found, counted, exported, looked at. */
import { Readable } from 'node:stream';
import type { Static } from 'typebox';
import { csvLines } from '../../csv.ts';
import type { Caller } from '../../domain/access.ts';
import { parseCurrency, parseSignedGross } from '../../domain/money.ts';
import { Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import { choicesOf } from '../../flows/payment-choices.ts';
import {
  everyPayment,
  type PaymentFilter,
  type PaymentLine,
  searchPayments,
  totalPayments,
} from '../../store/payment-list.ts';
import { readWhole } from '../../store/payment-whole.ts';
import { hostedHref } from '../pay/shown-payment.ts';
import { defineOperation, type Operation } from './operation.ts';
import {
  PaymentFilterQuery,
  PaymentList,
  PaymentPath,
  PaymentsQuery,
  PaymentTotals,
  PaymentWhole,
} from './schemas/payments.ts';
import { periodOf, scopeOf, seenPayment } from './scope.ts';
import {
  moneyView,
  paymentView,
  searchView,
  timelineView,
  transferView,
  withMoney,
} from './views.ts';

const SHARED = { tag: 'Payments', access: 'payments:view' } as const;

const list = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/payments',
  operationId: 'listPayments',
  summary: 'Payments that match, the newest first',
  description:
    'All filters together. Where few payments match, a page may end early: `searched_to` says how far the search has come, and `next` goes on from there.',
  query: PaymentsQuery,
  response: PaymentList,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const filter = await filterOf(centre, caller, query);
    return searchView(await searchPayments(centre.db, filter, query), paymentView);
  },
});

const totals = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/payments/totals',
  operationId: 'totalPayments',
  summary: 'How many payments match, and what they come to',
  description: 'Counting ends after 10,000 payments, or in time: then `at_least` is true.',
  query: PaymentFilterQuery,
  response: PaymentTotals,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const counted = await totalPayments(centre.db, await filterOf(centre, caller, query));
    return {
      count: counted.count,
      sums: counted.sums.map(({ gross, currency }) => ({ amount: gross, currency })),
      at_least: counted.atLeast,
    };
  },
});

const COLUMNS: Readonly<Record<string, (payment: PaymentLine) => string>> = {
  trans_id: ({ id }) => id,
  created_at: (payment) => payment.created_at,
  app_id: (payment) => payment.app_id,
  order_id: (payment) => payment.order_id,
  item: (payment) => payment.item,
  state: (payment) => payment.state,
  gross: (payment) => payment.gross,
  currency: (payment) => payment.currency,
  channel: (payment) => payment.channel ?? '',
  test: (payment) => String(payment.test),
  duplicate: (payment) => String(payment.duplicate),
  payer_email: (payment) => payment.payer_email ?? '',
  alerts: (payment) => payment.alerts.join(' '),
  paid_at: (payment) => payment.paid_at ?? '',
};

const exported = defineOperation({
  ...SHARED,
  access: 'payments:export',
  method: 'GET',
  path: '/payments.csv',
  operationId: 'exportPayments',
  summary: 'All payments that match, as CSV',
  description: 'Streamed, whatever its size. Text that looks like a formula is marked as text.',
  query: PaymentFilterQuery,
  response: { contentType: 'text/csv; charset=utf-8', about: 'One line for each payment.' },
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller, reply }, { centre }) {
    const filter = await filterOf(centre, caller, query);
    reply.header('content-disposition', 'attachment; filename="payments.csv"');
    return Readable.from(csvLines(COLUMNS, everyPayment(centre.db, filter)));
  },
});

const one = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/payments/:trans_id',
  operationId: 'getPayment',
  summary: 'Everything that is known of a payment, and its story',
  params: PaymentPath,
  response: PaymentWhole,
  errors: ['PAYMENT_NOT_FOUND'],
  async handler({ params, caller }, { centre }) {
    const payment = await seenPayment(centre, caller, params.trans_id);
    return wholeView(centre, payment);
  },
});

/** A payment whole, as it is answered wherever it was changed. */
export async function wholeView(centre: Centre, payment: Awaited<ReturnType<typeof seenPayment>>) {
  const app = await centre.directory.app(payment.appId);
  const whole = await readWhole(centre.db, payment);
  const { attempts, refunds, disputes, reversals, events, callbacks, transfers, timeline } = whole;
  const { refund, partialRefund, settle, sync } = choicesOf(centre, app, payment);
  return {
    ...withMoney(whole),
    app_name: app?.name ?? payment.appId,
    payment_url:
      centre.publicUrl + hostedHref({ centre }, { paymentId: payment.id, returnUrl: null }),
    may: { refund, partial_refund: partialRefund, settle, sync },
    attempts: attempts.map(({ received, fee, refundable, ...attempt }) => ({
      ...attempt,
      received: moneyView(received),
      fee: moneyView(fee),
      refundable: moneyView(refundable),
    })),
    refunds: refunds.map(withMoney),
    disputes: disputes.map((dispute) => ({ ...withMoney(dispute), currency: dispute.currency })),
    reversals: reversals.map((each) => ({ ...withMoney(each), currency: each.currency })),
    events: events.map(withMoney),
    callbacks: callbacks.map(withMoney),
    transfers: transfers.map(transferView),
    timeline: timeline.map(timelineView),
  };
}

/** The filters of an address. Throws a Refusal UNKNOWN_APP, or one that names the wrong parameter. */
async function filterOf(
  centre: Centre,
  caller: Caller,
  query: Static<typeof PaymentFilterQuery>,
): Promise<PaymentFilter> {
  const { app_id, state, channel, currency, test, needs_person, q } = query;
  return {
    apps: await scopeOf(centre, caller, app_id),
    ...periodOf(query),
    ...(state !== undefined && { states: state }),
    ...(channel !== undefined && { channel }),
    ...(currency !== undefined && { currency }),
    ...amountsOf(query),
    ...(test !== undefined && { test }),
    ...(needs_person && { needsPerson: true }),
    ...(q !== undefined && { named: q.trim() }),
  };
}

function amountsOf(query: Static<typeof PaymentFilterQuery>): Pick<PaymentFilter, 'grossMinor'> {
  const { amount_min, amount_max } = query;
  if (amount_min === undefined && amount_max === undefined) return {};
  const currency = parseCurrency(query.currency ?? '');
  if (!currency) {
    const detail = 'An amount means something only with its currency: give a currency that exists.';
    throw new Refusal('MISSING_PARAMETER', { parameter: 'currency', detail });
  }
  const read = (name: 'amount_min' | 'amount_max') => {
    const text = query[name];
    const money = text === undefined ? undefined : parseSignedGross(text, currency);
    if (text !== undefined && !money) throw new Refusal('INVALID_GROSS', { parameter: name });
    return money?.minor;
  };
  const [min, max] = [read('amount_min'), read('amount_max')];
  return {
    grossMinor: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
  };
}

export const paymentOperations: readonly Operation[] = [list, totals, exported, one];

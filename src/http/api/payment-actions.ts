/** What is done to payments: opened, settled, noted, asked about. */
import type { Static } from 'typebox';
import type { App } from '../../domain/app.ts';
import { parseCurrency, parseGross } from '../../domain/money.ts';
import { Refusal } from '../../errors.ts';
import { openPayment, type PaymentRequest } from '../../flows/open-payment.ts';
import { dismissAlert, writeNote } from '../../flows/payment-notes.ts';
import { settleReview } from '../../flows/settle-review.ts';
import { syncPayment } from '../../flows/sync-payment.ts';
import { hostedHref } from '../pay/shown-payment.ts';
import { isReturnUrl } from '../v2/payment-params.ts';
import { defineOperation, type Operation } from './operation.ts';
import { wholeView } from './payments.ts';
import {
  AlertPath,
  CreatedPayment,
  NewNote,
  NewPayment,
  Note,
  PaymentPath,
  PaymentWhole,
  Settlement,
} from './schemas/payments.ts';
import { seenApp, seenPayment } from './scope.ts';

const TAG = 'Payments';

const create = defineOperation({
  method: 'POST',
  path: '/payments',
  operationId: 'createPayment',
  summary: 'Open a payment, and get the address to send the shopper to',
  description:
    'The same rules as a payment that a shopper opens by a link: the same order with the same details is the same payment, and an order is paid once. What is sent here needs no `sign`.',
  tag: TAG,
  access: 'payments:create',
  body: NewPayment,
  response: CreatedPayment,
  status: 201,
  errors: [
    ...(['UNKNOWN_APP', 'UNKNOWN_ACTIVITY', 'INVALID_GROSS'] as const),
    ...(['CURRENCY_NOT_SUPPORTED', 'ORDER_ID_REUSED'] as const),
  ],
  async handler({ body, caller }, { centre }) {
    const app = await seenApp(centre, caller, body.app_id);
    const request = readRequest(app, body);
    const opened = await openPayment(centre, app, request, null);
    if (opened.kind === 'order_taken') {
      throw new Refusal('ORDER_ID_REUSED', { parameter: 'order_id' });
    }
    const { paymentId } = opened;
    const visit = { paymentId, returnUrl: request.returnUrl };
    return {
      trans_id: paymentId,
      state: opened.kind === 'known' ? opened.state : 'created',
      payment_url: centre.publicUrl + hostedHref({ centre }, visit),
    };
  },
});

function readRequest(app: App, body: Static<typeof NewPayment>): PaymentRequest {
  const currency = parseCurrency(body.gross.currency);
  if (!currency) throw new Refusal('CURRENCY_NOT_SUPPORTED', { parameter: 'gross.currency' });
  const gross = parseGross(body.gross.amount, currency);
  if (!gross) throw new Refusal('INVALID_GROSS', { parameter: 'gross.amount' });
  const { activityid: activityId = '', return_url: returnUrl = null } = body;
  if (activityId !== '' && !app.callbackUrls.has(activityId)) {
    throw new Refusal('UNKNOWN_ACTIVITY', { parameter: 'activityid' });
  }
  if (returnUrl !== null && !isReturnUrl(returnUrl)) {
    const detail = 'return_url must be an absolute http(s) address.';
    throw new Refusal('INVALID_PARAMETER', { parameter: 'return_url', detail });
  }
  return {
    item: body.item,
    orderId: body.order_id,
    gross,
    customData: body.custom_data || null,
    activityId,
    returnUrl,
  };
}

const settle = defineOperation({
  method: 'POST',
  path: '/payments/:trans_id/review',
  operationId: 'settleReview',
  summary: 'Decide about money that came otherwise than it was asked for',
  description:
    'Accepted, it pays the order: the merchant is told SUCCESS with the amount and currency that really came, and verify confirms them. Rejected, it pays for nothing: it stays in suspense until it is refunded, and the shopper may pay again.',
  tag: TAG,
  access: 'payments:settle',
  params: PaymentPath,
  body: Settlement,
  response: PaymentWhole,
  errors: ['PAYMENT_NOT_FOUND', 'NOT_IN_REVIEW', 'ORDER_PAID_ALREADY', 'MONEY_WENT_BACK'],
  async handler({ params, body, caller, actor, madeId }, { centre }) {
    const payment = await seenPayment(centre, caller, params.trans_id);
    const settled = await settleReview(
      centre,
      payment.id,
      {
        decision: body.decision === 'accept' ? 'accepted' : 'refused',
        wordId: madeId,
        ...(body.attempt !== undefined && { attemptId: body.attempt }),
        ...(body.reason !== undefined && { reason: body.reason }),
      },
      actor,
    );
    return wholeView(centre, settled);
  },
});

const note = defineOperation({
  method: 'POST',
  path: '/payments/:trans_id/notes',
  operationId: 'addNote',
  summary: 'Write a note on a payment',
  tag: TAG,
  access: 'payments:note',
  params: PaymentPath,
  body: NewNote,
  response: Note,
  status: 201,
  errors: ['PAYMENT_NOT_FOUND'],
  async handler({ params, body, caller, actor, madeId }, { centre }) {
    const payment = await seenPayment(centre, caller, params.trans_id);
    return writeNote(centre.db, payment, { id: madeId, text: body.text }, actor);
  },
});

const dismiss = defineOperation({
  method: 'DELETE',
  path: '/payments/:trans_id/alerts/:alert',
  operationId: 'dismissAlert',
  summary: 'Take an alert off a payment: somebody has dealt with it',
  tag: TAG,
  access: 'payments:note',
  params: AlertPath,
  response: PaymentWhole,
  errors: ['PAYMENT_NOT_FOUND', 'NOT_FOUND'],
  async handler({ params, caller, actor }, { centre }) {
    const payment = await seenPayment(centre, caller, params.trans_id);
    if (!(await dismissAlert(centre.db, payment, params.alert, actor))) {
      throw new Refusal('NOT_FOUND', { detail: `This payment has no alert ${params.alert}.` });
    }
    return wholeView(centre, payment);
  },
});

const sync = defineOperation({
  method: 'POST',
  path: '/payments/:trans_id/sync',
  operationId: 'syncPayment',
  summary: 'Ask the channel how a payment stands, and apply what it says',
  tag: TAG,
  access: 'payments:note',
  params: PaymentPath,
  response: PaymentWhole,
  errors: ['PAYMENT_NOT_FOUND', 'UNKNOWN_CHANNEL', 'CHANNEL_UNAVAILABLE'],
  async handler({ params, caller }, { centre }) {
    const { id } = await seenPayment(centre, caller, params.trans_id);
    await syncPayment(centre, id);
    return wholeView(centre, await seenPayment(centre, caller, id));
  },
});

export const paymentActionOperations: readonly Operation[] = [create, settle, note, dismiss, sync];

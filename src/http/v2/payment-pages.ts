/** `do_payment` and `show_payment`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../domain/app.ts';
import { Refusal } from '../../errors.ts';
import { openPayment, type PaymentRequest } from '../../flows/open-payment.ts';
import { type AttemptStart, startAnotherAttempt, startAttempt } from '../../flows/start-attempt.ts';
import { findPayment } from '../../store/payments.ts';
import { showPayment } from '../pay/routes.ts';
import type { Visit } from '../pay/shown-payment.ts';
import { sendWay } from '../pay/way.ts';
import { languageOf, type PageContext, sendError } from '../shopper.ts';
import type { Params } from './params.ts';
import {
  accountsFor,
  readApp,
  readChannel,
  readPayerCountry,
  readPaymentRequest,
} from './payment-params.ts';

/** The hosted page on which the shopper picks a channel. */
export function answerShowPayment(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  params: Params,
): Promise<FastifyReply> {
  return withApp(context, request, reply, params, async (app, wanted) => {
    refuseHopelessCurrency(context, app, wanted);
    const opened = await openPayment(context.centre, app, wanted, null);
    if (opened.kind === 'order_taken') throw orderReused();
    const visit = visitOf(opened.paymentId, wanted, params);
    const payment = await mustFind(context, opened.paymentId);
    return showPayment(context, request, reply, app, payment, visit, params.get('lang'));
  });
}

/** Straight to the channel that the merchant named. */
export function answerDoPayment(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  params: Params,
): Promise<FastifyReply> {
  return withApp(context, request, reply, params, async (app, wanted) => {
    const { centre } = context;
    const account = readChannel(centre, app, params, wanted);
    const language = languageOf(request, app, params.get('lang'));
    const opened = await openPayment(centre, app, wanted, account);
    if (opened.kind === 'order_taken') throw orderReused();
    let start: AttemptStart;
    if (opened.kind === 'created' && opened.attemptId !== null) {
      const toStart = { ...wanted, paymentId: opened.paymentId };
      start = await startAttempt(centre, app, toStart, account, opened.attemptId, language);
    } else {
      const payment = await mustFind(context, opened.paymentId);
      const shopper = { returnUrl: wanted.returnUrl, language };
      start = await startAnotherAttempt(centre, app, payment, account, shopper);
    }
    if (start.kind === 'order_taken') throw orderReused();
    const visit = visitOf(opened.paymentId, wanted, params);
    if (start.kind === 'payment_taken') {
      const payment = await mustFind(context, opened.paymentId);
      return showPayment(context, request, reply, app, payment, visit, params.get('lang'));
    }
    return await sendWay(context, request, reply, { app, account, visit, language }, start);
  });
}

function visitOf(paymentId: string, { returnUrl }: PaymentRequest, params: Params): Visit {
  return { paymentId, returnUrl, ...readPayerCountry(params) };
}

async function withApp(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  params: Params,
  answer: (app: App, wanted: PaymentRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  let app: App | undefined;
  try {
    app = await readApp(context.centre, params);
    return await answer(app, readPaymentRequest(app, params));
  } catch (error) {
    return sendError(context, request, reply, error, { app, lang: params.get('lang') });
  }
}

/** An app none of whose channels takes the currency at all: better said than shown as an empty page. */
function refuseHopelessCurrency(context: PageContext, app: App, wanted: PaymentRequest): void {
  const { currency } = wanted.gross;
  const some = accountsFor(context.centre, app, {}).length > 0;
  if (some && accountsFor(context.centre, app, { currency }).length === 0) {
    throw new Refusal('CURRENCY_NOT_SUPPORTED', { parameter: 'currency' });
  }
}

async function mustFind({ centre }: PageContext, paymentId: string) {
  const payment = await findPayment(centre.db, paymentId);
  if (!payment) throw new Error(`Payment ${paymentId} was opened and is not there.`);
  return payment;
}

function orderReused(): Refusal {
  return new Refusal('ORDER_ID_REUSED', { parameter: 'order_id' });
}

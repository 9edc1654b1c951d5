/** The hosted pages from the first view on: choose, go, come back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../domain/app.ts';
import type { Attempt, Payment } from '../../domain/payment.ts';
import { Refusal } from '../../errors.ts';
import { createPatientAsker, type Looked } from '../../flows/ask-channel.ts';
import { startAnotherAttempt } from '../../flows/start-attempt.ts';
import { findPayment, findPaymentOfAttempt, findQrContent } from '../../store/payments.ts';
import { languageOf, type PageContext, sendError, sendPage } from '../shopper.ts';
import { type Params, readParams } from '../v2/params.ts';
import { accountsFor, isReturnUrl } from '../v2/payment-params.ts';
import { sendQrPage } from './qr-status.ts';
import { choosePage, isSealed, shapeOf, type Visit } from './shown-payment.ts';
import { sendStatus } from './status-page.ts';
import { sendWay } from './way.ts';

type PaymentRoute = { Params: { paymentId: string }; Body: Buffer | undefined };
type AttemptRoute = { Params: { attemptId: string } };

export function payRoutes(server: FastifyInstance, context: PageContext): void {
  const { centre } = context;
  const ask = createPatientAsker(centre);

  server.get<PaymentRoute>('/pay/:paymentId', (request, reply) =>
    guarded(context, request, reply, async (params, shopper) => {
      const { app, payment } = await appAndPayment(context, request.params.paymentId, shopper);
      const visit = readVisit(context, payment.id, params);
      return showPayment(context, request, reply, app, payment, visit, params.get('lang'));
    }),
  );

  server.post<PaymentRoute>('/pay/:paymentId/start', (request, reply) =>
    guarded(context, request, reply, async (params, shopper) => {
      const { app, payment } = await appAndPayment(context, request.params.paymentId, shopper);
      const visit = readVisit(context, payment.id, params);
      return startChosen(context, request, reply, app, payment, visit, params);
    }),
  );

  server.get<AttemptRoute>('/pay/return/:attemptId', (request, reply) =>
    guarded(context, request, reply, async (params, shopper) => {
      const found = await attemptAndPayment(context, request.params.attemptId, shopper);
      const open = found.payment.state === 'created' || found.payment.state === 'pending';
      const looked: Looked = open ? await ask(found.app, found.payment, found.attempt) : found;
      const { payment, payerUrl } = looked;
      const language = languageOf(request, found.app, params.get('lang'));
      const canceled = params.get('canceled') === '1';
      if (payerUrl !== undefined && !canceled) {
        return reply.header('cache-control', 'no-store').redirect(payerUrl, 303);
      }
      const stay = params.get('stay') === '1';
      return sendStatus(context, reply, { ...found, payment, language, canceled }, { stay });
    }),
  );

  // Some channels send the browser back by a form. What it holds is not asked for: it proves nothing.
  server.post<AttemptRoute>('/pay/return/:attemptId', (request, reply) =>
    guarded(context, request, reply, async () => {
      const { attemptId } = request.params;
      if (!isId(attemptId)) throw new Refusal('PAYMENT_NOT_FOUND');
      const { url = '' } = request.raw;
      const mark = url.indexOf('?');
      const href = `${attemptId}${mark < 0 ? '' : url.slice(mark)}`;
      return reply.header('cache-control', 'no-store').redirect(href, 303);
    }),
  );

  server.get<AttemptRoute>('/pay/qr/:attemptId', (request, reply) =>
    guarded(context, request, reply, async (params, shopper) => {
      const found = await attemptAndPayment(context, request.params.attemptId, shopper);
      const content = await findQrContent(centre.db, found.attempt.id);
      if (content === undefined) throw new Refusal('PAYMENT_NOT_FOUND');
      const { app, attempt } = found;
      const { payment } = await ask(app, found.payment, attempt);
      const language = languageOf(request, app, params.get('lang'));
      const view = { app, payment, attemptId: attempt.id, content, language };
      return sendQrPage(context, reply, view);
    }),
  );
}

/** The hosted page, or what became of the payment when there is nothing to pay any more. */
export function showPayment(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  app: App,
  payment: Payment,
  visit: Visit,
  lang: string | undefined,
): FastifyReply {
  const language = languageOf(request, app, lang);
  const attempt = lastAttempt(payment);
  const taken = payment.state === 'pending' || payment.state === 'review';
  if (taken && attempt) return reply.redirect(`/pay/return/${attempt.id}?lang=${language}`, 303);
  if (payment.state === 'paid' && attempt) {
    const shown = { ...attempt, returnUrl: visit.returnUrl };
    return sendStatus(context, reply, { app, payment, attempt: shown, language }, { stay: true });
  }
  if (payment.orderPaidElsewhere) throw new Refusal('ORDER_ID_REUSED', { parameter: 'order_id' });
  const html = choosePage(context, app, payment, visit, { language });
  return sendPage(reply, html, { frameAncestors: app.settings.frameAncestors });
}

async function startChosen(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  app: App,
  payment: Payment,
  visit: Visit,
  params: Params,
): Promise<FastifyReply> {
  const accounts = accountsFor(context.centre, app, shapeOf(payment, visit));
  const account = accounts.find((each) => each.publicName === params.get('channel'));
  if (!account) throw new Refusal('UNKNOWN_CHANNEL', { parameter: 'channel' });
  const language = languageOf(request, app, params.get('lang'));
  const shopper = { returnUrl: visit.returnUrl, language };
  const start = await startAnotherAttempt(context.centre, app, payment, account, shopper);
  if (start.kind === 'order_taken') throw new Refusal('ORDER_ID_REUSED', { parameter: 'order_id' });
  if (start.kind === 'payment_taken') {
    const now = (await findPayment(context.centre.db, payment.id)) ?? payment;
    return showPayment(context, request, reply, app, now, visit, language);
  }
  return sendWay(context, request, reply, { app, account, visit, language }, start);
}

/** The paid attempt, else the newest. */
export function lastAttempt(payment: Payment): Attempt | undefined {
  return (
    payment.attempts.find((each) => each.state === 'paid' && !each.duplicate) ??
    payment.attempts.at(-1)
  );
}

type Found = { readonly app: App; readonly payment: Payment };

/** Whose shopper it is, as far as is known: errors are shown as the app wants its pages. */
type Shopper = { app?: App; lang?: string | undefined };

async function appAndPayment(
  { centre }: PageContext,
  paymentId: string,
  shopper: Shopper,
): Promise<Found> {
  const payment = isId(paymentId) ? await findPayment(centre.db, paymentId) : undefined;
  const app = payment && (await centre.directory.app(payment.appId));
  if (!payment || !app) throw new Refusal('PAYMENT_NOT_FOUND');
  shopper.app = app;
  return { app, payment };
}

async function attemptAndPayment(context: PageContext, attemptId: string, shopper: Shopper) {
  const { db } = context.centre;
  const paymentId = isId(attemptId) ? await findPaymentOfAttempt(db, attemptId) : undefined;
  const found = await appAndPayment(context, paymentId ?? '', shopper);
  const attempt = found.payment.attempts.find((each) => each.id === attemptId);
  if (!attempt) throw new Refusal('PAYMENT_NOT_FOUND');
  return { ...found, attempt };
}

function isId(text: string): boolean {
  return /^[0-9a-z]{32}$/.test(text);
}

/** What the shopper carries counts only if we put it there. */
function readVisit(context: PageContext, paymentId: string, params: Params): Visit {
  const returnUrl = params.get('return_url') || null;
  const country = params.get('country');
  const visit = { paymentId, returnUrl, ...(country ? { country } : {}) };
  const genuine = isSealed(context, visit, params.get('seal') ?? '');
  if (!genuine || (returnUrl !== null && !isReturnUrl(returnUrl))) {
    throw new Refusal('PAYMENT_NOT_FOUND');
  }
  return visit;
}

async function guarded(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (params: Params, shopper: Shopper) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const shopper: Shopper = {};
  try {
    const params = await readParams(request.raw.url ?? '', body, request.headers['content-type']);
    shopper.lang = params.get('lang');
    return await answer(params, shopper);
  } catch (error) {
    return sendError(context, request, reply, error, shopper);
  }
}

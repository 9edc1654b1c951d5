/** The page with the code that a shopper scans, or what has become of the payment since. */
import type { FastifyReply } from 'fastify';
import type { App } from '../../domain/app.ts';
import type { Attempt, AttemptState, Payment } from '../../domain/payment.ts';
import { Refusal } from '../../errors.ts';
import type { Language } from '../pages/languages.ts';
import { renderQrPage } from '../pages/qr-page.ts';
import type { ChooseNotice } from '../pages/texts/texts.ts';
import { frameOf, type PageContext, sendPage } from '../shopper.ts';
import { billOf, choosePage, hostedHref } from './shown-payment.ts';

const LOOK_AGAIN_SECONDS = 5;

/** Why there is no code to show any more, while the payment itself is still to be paid. */
const ENDED: Partial<Readonly<Record<AttemptState, ChooseNotice>>> = {
  failed: 'declined',
  canceled: 'canceled',
  expired: 'expired',
};

export type QrView = {
  readonly app: App;
  readonly payment: Payment;
  readonly attemptId: string;
  /** What the code says. */
  readonly content: string;
  readonly language: Language;
};

/** Throws a Refusal when the order has been paid by another payment: a code must not be shown then. */
export function sendQrPage(context: PageContext, reply: FastifyReply, view: QrView): FastifyReply {
  const { app, payment, attemptId, language } = view;
  const attempt = payment.attempts.find((each) => each.id === attemptId);
  if (!attempt) throw new Refusal('PAYMENT_NOT_FOUND');
  if (payment.state !== 'created') {
    return reply.redirect(`/pay/return/${attemptId}?lang=${language}`, 303);
  }
  if (payment.orderPaidElsewhere) throw new Refusal('ORDER_ID_REUSED', { parameter: 'order_id' });
  const notice = ENDED[attempt.state];
  const visit = { paymentId: payment.id, returnUrl: attempt.returnUrl };
  const html = notice
    ? choosePage(context, app, payment, visit, { language, notice })
    : qrPage(context, view, attempt, hostedHref(context, visit, language));
  return sendPage(reply, html, { frameAncestors: app.settings.frameAncestors });
}

function qrPage(
  context: PageContext,
  { app, payment, content, language }: QrView,
  attempt: Attempt,
  otherWayHref: string,
): string {
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  const adapter = account && context.centre.channels.get(account.channel);
  const lifeMs = adapter?.capabilities.codeLifeMs;
  return renderQrPage({
    frame: frameOf(context, language, {
      test: payment.test,
      languageHref: (each) => `/pay/qr/${attempt.id}?lang=${each}`,
    }),
    ...billOf(app, payment),
    channel: { key: attempt.channel, name: account?.displayName ?? attempt.channel },
    content,
    until: lifeMs === undefined ? null : new Date(attempt.createdAtMs + lifeMs),
    otherWayHref,
    refreshSeconds: LOOK_AGAIN_SECONDS,
  });
}

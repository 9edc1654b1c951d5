/** What became of a payment, as the shopper sees it. */
import type { FastifyReply } from 'fastify';
import type { App } from '../../domain/app.ts';
import type { Attempt, Payment } from '../../domain/payment.ts';
import type { Language } from '../pages/languages.ts';
import { renderResultPage } from '../pages/result-page.ts';
import type { ResultState } from '../pages/texts/texts.ts';
import { frameOf, type PageContext, sendPage } from '../shopper.ts';
import { type ReturnStatus, returnAddress } from './return-address.ts';
import { billOf, choiceOf } from './shown-payment.ts';

const SHOWN: Record<Payment['state'], ResultState> = {
  created: 'confirming',
  pending: 'confirming',
  review: 'review',
  paid: 'paid',
  failed: 'failed',
  canceled: 'canceled',
  expired: 'expired',
};

const RETRIED: ReadonlySet<ResultState> = new Set(['failed', 'canceled', 'expired']);
const LOOK_AGAIN_SECONDS = 3;

export type StatusView = {
  readonly app: App;
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly language: Language;
  /** The shopper says that it was broken off; no proof, but a reason to offer another try. */
  readonly canceled?: boolean;
};

/** The state to show, which may say more than the payment's own. */
export function shownState({ payment, canceled }: StatusView): ResultState {
  return payment.state === 'created' && canceled ? 'canceled' : SHOWN[payment.state];
}

export function statusPage(context: PageContext, view: StatusView): string {
  const { app, payment, attempt, language } = view;
  const state = shownState(view);
  const visit = { paymentId: payment.id, returnUrl: attempt.returnUrl };
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  const status: ReturnStatus | undefined = state === 'canceled' ? 'canceled' : undefined;
  return renderResultPage({
    frame: frameOf(context, language, {
      test: payment.test,
      languageHref: (each) =>
        `/pay/return/${attempt.id}?lang=${each}&stay=1${view.canceled ? '&canceled=1' : ''}`,
    }),
    ...billOf(app, payment),
    state,
    at: payment.paidAtMs === null ? null : new Date(payment.paidAtMs),
    channel: { key: attempt.channel, name: account?.displayName ?? attempt.channel },
    next: nextOf(app, payment, attempt, status),
    retry: RETRIED.has(state) ? choiceOf(context, app, payment, visit, language) : null,
    refreshSeconds: LOOK_AGAIN_SECONDS,
  });
}

/** The shop's return address, else its website, else nothing: our page is the end. */
function nextOf(app: App, payment: Payment, attempt: Attempt, status?: ReturnStatus) {
  if (attempt.returnUrl !== null) return returnAddress(app, payment, attempt.returnUrl, status);
  return app.settings.website ? { href: app.settings.website, registered: true } : null;
}

/**
 * Answers with the page, or, when the matter is settled and the shop's host is registered, sends the
 * shopper on at once.
 */
export function sendStatus(
  context: PageContext,
  reply: FastifyReply,
  view: StatusView,
  options: { stay: boolean },
): FastifyReply {
  const { app, payment, attempt } = view;
  const state = shownState(view);
  if (!options.stay && state !== 'confirming' && attempt.returnUrl !== null) {
    const status = state === 'canceled' ? 'canceled' : undefined;
    const next = returnAddress(app, payment, attempt.returnUrl, status);
    if (next.registered) return reply.header('cache-control', 'no-store').redirect(next.href, 303);
  }
  const html = statusPage(context, view);
  return sendPage(reply, html, { frameAncestors: app.settings.frameAncestors });
}

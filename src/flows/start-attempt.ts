/** The way from us to a channel: an attempt that is kept first, then the channel is asked. */
import type { App } from '../domain/app.ts';
import type {
  ChannelAccount,
  ChannelAdapter,
  NoticeDoor,
  StartOutcome,
  StartRequest,
} from '../domain/channel.ts';
import type { Payment } from '../domain/payment.ts';
import { addAttempt, keepChannelReference, keepQrContent } from '../store/payments.ts';
import { applyNotice, applyParkedNotices } from './apply-notice.ts';
import { askAdapter } from './ask-adapter.ts';
import type { Centre } from './centre.ts';
import { newAttempt, type PaymentRequest } from './open-payment.ts';

/** What the channel needs to know of the payment. */
export type PaymentToStart = Pick<PaymentRequest, 'orderId' | 'item' | 'gross'> & {
  readonly paymentId: string;
};

export type AttemptStart =
  | { readonly kind: 'ready'; readonly attemptId: string; readonly way: StartOutcome }
  /** This payment is paid or at a channel: to be shown, not to be paid again. */
  | { readonly kind: 'payment_taken' }
  | { readonly kind: 'order_taken' };

/** A further attempt for a payment that exists. */
export async function startAnotherAttempt(
  centre: Centre,
  app: App,
  payment: Payment,
  account: ChannelAccount,
  shopper: { returnUrl: string | null; language: string },
): Promise<AttemptStart> {
  const attempt = newAttempt(account, shopper.returnUrl);
  const added = await addAttempt(centre.db, payment.id, attempt);
  if (added !== 'added') return { kind: added };
  const toStart = { ...payment, paymentId: payment.id };
  return startAttempt(centre, app, toStart, account, attempt.id, shopper.language);
}

/**
 * Asks the channel to begin. The attempt stands in the database already, so a notice that overtakes
 * the channel's answer finds it, and an answer that is lost leaves a trace to ask about.
 */
export async function startAttempt(
  centre: Centre,
  app: App,
  payment: PaymentToStart,
  account: ChannelAccount,
  attemptId: string,
  language: string,
): Promise<AttemptStart> {
  const adapter = centre.channels.get(account.channel);
  if (!adapter)
    throw new Error(`Account ${account.id} names the unknown channel ${account.channel}.`);
  // The shopper may have picked another language than the browser's, and comes back to it.
  const returnUrl = `${centre.publicUrl}/pay/return/${attemptId}?lang=${language}`;
  const request: StartRequest = {
    account,
    reference: attemptId,
    transId: payment.paymentId,
    orderId: payment.orderId,
    item: payment.item,
    gross: payment.gross,
    language,
    returnUrl,
    cancelUrl: `${returnUrl}&canceled=1`,
    noticeUrl: noticeUrl(centre, account),
    publicUrl: centre.publicUrl,
  };
  const way = await askToStart(centre, adapter, request);
  if (way.kind === 'refused') {
    await markRefused(centre, app, account, attemptId, way.why);
    return { kind: 'ready', attemptId, way };
  }
  if (way.kind === 'qr') await keepQrContent(centre.db, attemptId, way.content);
  if (way.channelReference !== undefined) {
    await keepChannelReference(centre.db, attemptId, way.channelReference);
    await applyParkedNotices(centre, app, account, attemptId);
  }
  return { kind: 'ready', attemptId, way };
}

/** An adapter that breaks has led the payer nowhere: the channel could not be started, and others can. */
async function askToStart(
  centre: Centre,
  adapter: ChannelAdapter,
  request: StartRequest,
): Promise<StartOutcome> {
  const { account, reference: attemptId } = request;
  const question = { operation: 'start', account, adapter, attemptId } as const;
  try {
    return (await askAdapter(centre, question, () => adapter.start(request))).outcome;
  } catch (error) {
    centre.log.error({ attemptId, err: error }, 'starting at the channel broke off');
    return { kind: 'refused', why: 'interrupted', retryable: true };
  }
}

/** Where the channel of this account sends its notices. */
export function noticeUrl(
  centre: Pick<Centre, 'publicUrl'>,
  account: ChannelAccount,
  door: NoticeDoor = 'notice',
): string {
  return `${centre.publicUrl}/channels/${account.channel}/${account.id}/${door}`;
}

async function markRefused(
  centre: Centre,
  app: App,
  account: ChannelAccount,
  attemptId: string,
  why: string,
): Promise<void> {
  centre.log.warn({ attemptId, accountId: account.id, why }, 'channel refused to start');
  const nowMs = Date.now();
  await applyNotice(centre, {
    app,
    account,
    source: 'call',
    noticeKey: `start:${attemptId}`,
    facts: [
      { kind: 'failed', subject: { reference: attemptId }, occurredAtMs: nowMs, reason: why },
    ],
    transcript: why,
    raw: null,
    receivedAtMs: nowMs,
  });
}

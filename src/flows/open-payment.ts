/** A merchant's shopper asks to pay: one payment for one request, however often it is repeated. */
import { createHash } from 'node:crypto';
import type { App } from '../domain/app.ts';
import type { ChannelAccount } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import type { Money } from '../domain/money.ts';
import type { PaymentState } from '../domain/payment.ts';
import { reached } from '../steps.ts';
import { type NewAttempt, wasRaced } from '../store/payments.ts';
import type { Centre } from './centre.ts';

/** What the merchant asked for, every parameter read and checked. */
export type PaymentRequest = {
  readonly item: string;
  readonly orderId: string;
  readonly gross: Money;
  readonly customData: string | null;
  readonly activityId: string;
  readonly returnUrl: string | null;
};

export type Opened =
  | { readonly kind: 'created'; readonly paymentId: string; readonly attemptId: string | null }
  | { readonly kind: 'known'; readonly paymentId: string; readonly state: PaymentState }
  | { readonly kind: 'order_taken' };

/**
 * Opens the payment, together with its first attempt when the channel is named already. The same
 * request finds the payment it made before; then no attempt is made.
 */
export async function openPayment(
  centre: Centre,
  app: App,
  request: PaymentRequest,
  account: ChannelAccount | null,
): Promise<Opened> {
  const payment = {
    id: newId(),
    appId: app.id,
    orderId: request.orderId,
    activityId: request.activityId,
    fingerprint: fingerprint(request),
    item: request.item,
    grossMinor: request.gross.minor,
    currency: request.gross.currency,
    customData: request.customData,
    test: account ? account.test : onlyPlayMoney(app),
    attempt: account ? newAttempt(account, request.returnUrl) : null,
  };
  let opened = await centre.open(payment);
  // Twice at the very same moment: the other one is visible by now.
  if (wasRaced(opened)) opened = await centre.open(payment);
  if (opened.kind !== 'created') {
    return opened.kind === 'known'
      ? { kind: 'known', paymentId: opened.id, state: opened.state }
      : opened;
  }
  reached('order saved', payment.id);
  return { kind: 'created', paymentId: payment.id, attemptId: payment.attempt?.id ?? null };
}

export function newAttempt(account: ChannelAccount, returnUrl: string | null): NewAttempt {
  return {
    id: newId(),
    accountId: account.id,
    channel: account.publicName,
    returnUrl,
    test: account.test,
  };
}

/** Until a channel is chosen, a payment of an app without live channels is a test already. */
function onlyPlayMoney(app: App): boolean {
  return app.accounts.filter((account) => account.enabled).every((account) => account.test);
}

/** Digest of what makes two requests for one order the same payment; length-prefixed, so unambiguous. */
function fingerprint(request: PaymentRequest): Buffer {
  const parts = [
    request.item,
    request.gross.minor.toString(),
    request.gross.currency,
    request.customData ?? '',
    request.activityId,
  ];
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return createHash('sha256').update(text).digest().subarray(0, 16);
}

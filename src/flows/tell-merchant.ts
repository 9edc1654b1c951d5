/** Turns decided events into callbacks with an address and a body that never changes. */
import type { App } from '../domain/app.ts';
import { callbackBody } from '../domain/callback-body.ts';
import type { Event } from '../domain/event.ts';
import { newId } from '../domain/id.ts';
import { formatGross, money } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import type { NewCallback, NewEvent } from '../store/change-rows.ts';

/** An event with the trans_id that the merchant is told it under. */
export function addressEvent(app: App, payment: Payment, event: Event): NewEvent {
  const own = app.settings.reversalTransId === 'own' && event.grossMinor < 0n;
  return {
    id: event.id,
    transId: own ? newId() : payment.id,
    status: event.status,
    grossMinor: event.grossMinor,
    currency: event.currency,
    channel: event.channel,
    cause: event.cause,
    recordedAtMs: event.recordedAtMs,
  };
}

/** The callback that tells an event; not yet leased to anybody. */
export function callbackFor(
  app: App,
  payment: Payment,
  event: NewEvent,
  { status, currency }: Pick<Event, 'status' | 'currency'>,
): NewCallback {
  const url = app.callbackUrls.get(payment.activityId) ?? app.callbackUrls.get('') ?? '';
  return {
    id: newId(),
    eventId: event.id,
    url,
    endpoint: URL.canParse(url) ? new URL(url).origin : '',
    body: callbackBody({
      transId: event.transId,
      orderId: payment.orderId,
      timestampMs: event.recordedAtMs,
      timestampUnit: app.settings.timestampUnit,
      currency,
      gross: formatGross(money(event.grossMinor, currency)),
      channel: event.channel,
      item: payment.item,
      customData: payment.customData,
      status,
      channelData: payment.payerEmail === null ? {} : { payer_email: payment.payerEmail },
    }),
    delaysSeconds: app.settings.callbackDelaysSeconds,
    leaseTo: null,
  };
}

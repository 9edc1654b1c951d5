import type { EventStatus } from './event.ts';

/** What a merchant is told of one event, in our words. */
export interface CallbackEvent {
  transId: string;
  /** Sent as `user_id`: the published document gave the merchant's order id that name. */
  orderId: string;
  /** When the record that this callback tells of was made; the same on every send. */
  timestampMs: number;
  /** The app's choice of unit for the parameter `timestamp`. */
  timestampUnit: 'ms' | 's';
  currency: string;
  /** Decimal with the currency's own number of digits; negative where money went back. */
  gross: string;
  channel: string;
  item: string;
  /** As the merchant sent it, or null; an empty one counts as not sent. */
  customData: string | null;
  status: EventStatus;
  channelData: Record<string, unknown>;
}

/**
 * The body of a callback, `application/x-www-form-urlencoded` in UTF-8: the ten parameters, all of
 * them always, in the published order. It is written once per event, so every send is the same.
 */
export function callbackBody(event: CallbackEvent): string {
  return new URLSearchParams([
    ['trans_id', event.transId],
    ['user_id', event.orderId],
    ['timestamp', timestamp(event)],
    ['currency', event.currency],
    ['gross', event.gross],
    ['channel', event.channel],
    ['item', event.item],
    ['custom_data', event.customData || event.orderId],
    ['status', event.status],
    ['channel_data', JSON.stringify(event.channelData)],
  ]).toString();
}

function timestamp({ timestampMs, timestampUnit }: CallbackEvent): string {
  return String(timestampUnit === 's' ? Math.floor(timestampMs / 1000) : Math.trunc(timestampMs));
}

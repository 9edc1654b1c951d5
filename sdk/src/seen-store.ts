import type { CallbackEvent } from './callback-event.ts';
import { plainDecimal } from './decimal.ts';

/**
 * Remembers which events you have dealt with. Keep it where your orders are, and for ever: a repeat
 * can come years later. Best of all, write the key in the transaction that `onEvent` makes, and let
 * `add` do nothing.
 */
export interface SeenStore {
  has(key: string): boolean | Promise<boolean>;
  add(key: string): void | Promise<void>;
}

/**
 * A store that forgets when the process ends, and its oldest keys beyond `limit`: for trying things
 * out, or where handling an event twice does no harm.
 */
export function memorySeenStore(limit = 100_000): SeenStore {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    add: (key) => {
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > limit && oldest !== undefined) keys.delete(oldest);
    },
  };
}

/**
 * What makes an event the same event: its signed id, which tells two equal refunds apart. Without a
 * signature the id in the header is anybody's word, so the values that `verify` vouches for stand
 * in, with the amount spelled one way (`verify` takes `0.01` and `0.010` for the same). A payment
 * succeeds once, so SUCCESS always goes by its values.
 */
export function eventKey(event: CallbackEvent, webhookId: string | undefined): string {
  if (webhookId !== undefined && event.status !== 'SUCCESS') return `id:${webhookId}`;
  const { transId, orderId, status, gross } = event;
  return `event:${JSON.stringify([transId, orderId, status, plainDecimal(gross)])}`;
}

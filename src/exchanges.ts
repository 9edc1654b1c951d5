/**
 * What goes over the wire while one thing is asked of a channel. Whoever makes the request tells it
 * here, and whoever asked collects it: adapters, which stand between the two, need not know.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** One request to a channel and its reply, without secrets and without what is the payer's. */
export type Exchange = {
  readonly method: string;
  /** Host and path, and what may be shown of the query. */
  readonly address: string;
  /** What may be shown of the request's body; null for none. */
  readonly asked: string | null;
  /** Null: no reply came. */
  readonly status: number | null;
  /** What may be shown of the reply's body; null for none. */
  readonly answered: string | null;
  /** Why no reply came. */
  readonly why?: string;
  /** The channel's own id of a request that it refused, for its support. */
  readonly channelTrace?: string;
  /** How long the channel wants to be left alone. */
  readonly retryAfterMs?: number;
  readonly tookMs: number;
};

export type Recording = {
  /** In the order in which the replies came. */
  readonly exchanges: Exchange[];
  /** Texts that no exchange may show, wherever they stand: the account's secrets. */
  readonly secrets: readonly string[];
};

const recordings = new AsyncLocalStorage<Recording>();

/** Does the work; requests that are made for it are told to the recording. */
export function recordExchanges<Result>(recording: Recording, work: () => Result): Result {
  return recordings.run(recording, work);
}

/** Where a request that is made now is to be told; undefined when nobody keeps it. */
export function currentRecording(): Recording | undefined {
  return recordings.getStore();
}

/** `GET channel.example/orders/1 200 in 312 ms`. */
export function exchangeInWords({ method, address, status, why, tookMs }: Exchange): string {
  return `${method} ${address} ${status ?? `no reply (${why})`} in ${tookMs} ms`;
}

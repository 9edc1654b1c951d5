/** A merchant's server: keeps what it is sent as it came, and replies as the test says. */
import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type ReceivedCallback = {
  readonly method: string;
  /** Path and query, as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** The body to the byte, as text (it is plain ASCII), and read as a form. */
  readonly body: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly receivedAtMs: number;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

export type MerchantOptions = {
  /**
   * What to answer, perhaps after asking `verify`; `count` is how often this very body has come. Without
   * it every callback is acknowledged with `3,<user_id>`.
   */
  readonly reply?: (callback: ReceivedCallback, count: number) => Reply | Promise<Reply>;
};

export type Merchant = {
  readonly url: string;
  /** Everything that came, in the order in which it came. */
  readonly callbacks: readonly ReceivedCallback[];
  /** Those of one order. */
  of(orderId: string): readonly ReceivedCallback[];
  /** Resolves once so many have come, of that order or of all; rejects when none of them can come any more. */
  waitFor(count: number, orderId?: string): Promise<readonly ReceivedCallback[]>;
  close(): Promise<void>;
};

/** Longer than a callback is leased to a process that does not know of it. */
const WAIT_MS = 40_000;

export async function startMerchant(options: MerchantOptions = {}): Promise<Merchant> {
  const { reply = acknowledge } = options;
  const callbacks: ReceivedCallback[] = [];
  const heard = new EventTarget();
  // Any number of tests may wait at once.
  setMaxListeners(0, heard);
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('latin1');
    const callback: ReceivedCallback = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      body,
      fields: Object.fromEntries(new URLSearchParams(body)),
      receivedAtMs: Date.now(),
    };
    callbacks.push(callback);
    heard.dispatchEvent(new Event('callback'));
    const count = callbacks.filter((each) => each.body === body).length;
    const answer = await reply(callback, count);
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  function of(orderId?: string): readonly ReceivedCallback[] {
    if (orderId === undefined) return callbacks;
    return callbacks.filter(({ fields }) => fields.user_id === orderId);
  }

  return {
    url: `http://127.0.0.1:${port}/callback`,
    callbacks,
    of,
    async waitFor(count, orderId) {
      const signal = AbortSignal.timeout(WAIT_MS);
      while (of(orderId).length < count) {
        await once(heard, 'callback', { signal }).catch(() => {
          const came = of(orderId).length;
          throw new Error(`${came} of ${count} callbacks came of ${orderId ?? 'any order'}.`);
        });
      }
      return of(orderId);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a merchant answers who is content. */
export function acknowledge({ fields }: Pick<ReceivedCallback, 'fields'>): Reply {
  return { body: `3,${fields.user_id}` };
}

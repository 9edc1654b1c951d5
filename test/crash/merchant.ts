/** A merchant that never crashes: it keeps every callback, asks `verify`, and acknowledges. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One callback as it came in, repeats included. */
export type Heard = {
  /** The same on every send of one event. */
  readonly webhookId: string;
  readonly body: string;
  readonly params: URLSearchParams;
  /** What `verify` said; undefined when PayCenter could not be asked. */
  verified?: string | undefined;
  /** Whether the merchant answered `3,ORDER`. */
  acknowledged: boolean;
};

export type Merchant = {
  readonly url: string;
  readonly heard: readonly Heard[];
  heardOf(orderId: string): readonly Heard[];
  close(): Promise<void>;
};

export type MerchantOptions = {
  /** Of the centre, for `verify`. */
  readonly centreUrl: string;
  /** Called when a callback has been kept, before it is verified; false: answered with a 500. */
  readonly onCallback?: (heard: Heard, sendsOfEvent: number) => boolean | Promise<boolean>;
};

export async function startMerchant(options: MerchantOptions): Promise<Merchant> {
  const heard: Heard[] = [];
  const server = createServer(async (request, reply) => {
    const body = await text(request);
    const webhookId = String(request.headers['webhook-id']);
    const params = new URLSearchParams(body);
    const callback: Heard = { webhookId, body, params, acknowledged: false };
    heard.push(callback);
    const sends = heard.filter((each) => each.webhookId === webhookId).length;
    const willing = (await options.onCallback?.(callback, sends)) ?? true;
    callback.verified = await verify(options.centreUrl, params);
    callback.acknowledged = willing && callback.verified === 'OK';
    if (callback.acknowledged) reply.end(`3,${params.get('user_id')}`);
    else reply.writeHead(500).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    heardOf: (orderId) => heard.filter(({ params }) => params.get('user_id') === orderId),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ASKED = ['trans_id', 'user_id', 'currency', 'gross', 'channel'];

async function verify(centreUrl: string, params: URLSearchParams): Promise<string | undefined> {
  const question = new URLSearchParams(
    ASKED.map((name): [string, string] => [name, params.get(name) ?? '']),
  );
  try {
    const reply = await fetch(`${centreUrl}/v2/index.php?mod=verify&${question}`);
    return await reply.text();
  } catch {
    return undefined;
  }
}

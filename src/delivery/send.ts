import { Agent, Client, type Dispatcher, Pool } from 'undici';
import packageJson from '../../package.json' with { type: 'json' };
import { type Connector, guardedConnector } from './connect.ts';
import { Exchange, type SendResult } from './exchange.ts';
import { type HostResolver, hostResolver } from './resolve.ts';
import { type Cidr, parseCallbackUrl } from './target.ts';

export type { SendResult } from './exchange.ts';

export interface Sender {
  /**
   * Posts one callback body, once, and tells what came of it. Never throws or rejects.
   * `headers` are added to the sender's own; a name the sender sets itself is refused.
   */
  send(request: {
    url: string;
    body: string;
    headers: Readonly<Record<string, string>>;
  }): Promise<SendResult>;
  /** Lets the sends under way end, within their deadline, and closes every connection. */
  close(): Promise<void>;
}

/**
 * How long an idle connection may be used again. A server that closes one just as the next request
 * is written makes a send fail although it may have been processed, and such a send is never
 * repeated here: every one counts. So this stays below the shortest idle limit in common use (2 s,
 * gunicorn); a busy merchant's connections are seldom idle that long. A shorter `Keep-Alive` hint
 * is honoured, a longer one is not.
 */
const keepAliveMs = 1_500;
/** A connection older than this is not used again, so a host's address is checked anew that often. */
const connectionAgeMaxMs = 10_000;
const replyHeaderBytesMax = 16 * 1024;

const ownHeaders: readonly string[] = [
  'content-type',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'user-agent',
  `PayCenter/${packageJson.version}`,
  'accept',
  '*/*',
];

/** Set here or by the HTTP client; any of them from elsewhere could bend the request. */
const reservedHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'user-agent',
  'accept',
  'accept-encoding',
  'cookie',
]);

/**
 * Makes the one way by which callbacks leave: a pool of at most `connectionsPerOrigin` connections
 * to each origin, one request at a time on each, every address checked before it is connected to.
 * Redirects are not followed, cookies not kept, proxies not used, replies not decompressed.
 *
 * `totalTimeoutMs` runs from the call of `send` to the last byte of the reply, the wait for a free
 * connection included: keep no more than `connectionsPerOrigin` sends to one origin under way.
 * `connectTimeoutMs` covers name resolution, TCP and TLS.
 */
export function createSender(options: {
  allowedNetworks: readonly Cidr[];
  connectionsPerOrigin: number;
  resolve?: HostResolver;
  connectTimeoutMs?: number;
  totalTimeoutMs?: number;
}): Sender {
  const { allowedNetworks, connectionsPerOrigin } = options;
  const connect = guardedConnector({
    allowedNetworks,
    resolve: options.resolve ?? hostResolver({ systemNames: allowedNetworks.length > 0 }),
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  });
  const totalTimeoutMs = options.totalTimeoutMs ?? 30_000;
  let closing: Promise<void> | undefined;
  const agent = new Agent({
    factory: (origin) =>
      new Pool(origin, {
        connections: connectionsPerOrigin,
        clientTtl: connectionAgeMaxMs,
        allowH2: false,
        factory: (poolOrigin) => new CheckedClient(poolOrigin, connect),
      }),
  });

  return {
    send: ({ url: text, body, headers }) =>
      new Promise((resolve) => {
        const exchange = new Exchange(totalTimeoutMs, resolve);
        const target = parseCallbackUrl(text);
        const badHeader = Object.keys(headers).find((name) => !isSendable(name, headers[name]));
        if (!target.ok) {
          exchange.fail('url_refused', target.why);
        } else if (badHeader !== undefined) {
          exchange.fail('header_refused', JSON.stringify(badHeader));
        } else {
          const { origin, pathname, search } = target.url;
          const allHeaders = [...ownHeaders, ...Object.entries(headers).flat()];
          agent.dispatch(
            { origin, path: pathname + search, method: 'POST', headers: allHeaders, body },
            exchange,
          );
        }
      }),
    close: () => {
      closing ??= agent.close();
      return closing;
    },
  };
}

/** Header names are tokens and values printable ASCII, so no line break can ever get in. */
function isSendable(name: string, value: string | undefined): boolean {
  return (
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) &&
    !reservedHeaders.has(name.toLowerCase()) &&
    /^[\x20-\x7e]*$/.test(value ?? '')
  );
}

/** A connection of a pool that can tell each exchange which address it goes to. */
class CheckedClient extends Client {
  readonly #peer: { address?: string };

  constructor(origin: URL, connect: Connector) {
    const peer: { address?: string } = {};
    super(origin, {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      maxHeaderSize: replyHeaderBytesMax,
      // The exchange's own deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) => {
        connect(target).then(
          ({ socket, address }) => {
            peer.address = address;
            callback(null, socket);
          },
          (error) => callback(error, null),
        );
      },
    });
    this.#peer = peer;
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (handler instanceof Exchange) handler.peer = this.#peer;
    return super.dispatch(options, handler);
  }
}

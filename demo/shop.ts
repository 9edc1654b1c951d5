import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallbackHandler, type PayCenterApp } from '@paycenter/sdk';
import { loadAssets } from './assets.ts';
import { createChannelShelf } from './channel-shelf.ts';
import type { Log } from './log.ts';
import { type OrderBook, openOrderBook } from './order-book.ts';
import { answer, broken, type Reply, type ShopParts } from './routes.ts';

export interface ShopOptions {
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** PayCenter as shoppers reach it. */
  payCenterUrl: string;
  appId: string;
  /** The app's `whsec_…` secret. */
  secret: string;
  /** Where orders are kept; only in memory when left out. */
  dataFile?: string | undefined;
  /** Where shoppers reach this shop; its own host and port when left out. */
  publicUrl?: string | undefined;
  /** How long a shopper who has paid waits for the callback before seeing "confirming"; 1.5 s. */
  patienceMs?: number | undefined;
  /** Where a demo's payment is played with, if anywhere: its order's page leads there. */
  playPage?: ((transId: string) => Promise<string | undefined>) | undefined;
  log?: Log | undefined;
}

export interface Shop {
  /** Where shoppers reach the shop, without a slash at the end. */
  url: string;
  /** Takes no new visitor, lets those inside finish, and closes the book. */
  close(): Promise<void>;
}

/** The path to register with PayCenter as the app's callback address. */
export const CALLBACK_PATH = '/paycenter/callback';

const PATIENCE_MS = 1_500;
const CLOSE_MS = 2_000;

/**
 * Opens the demo shop.
 * @throws Error when the port is taken, or the data file holds something else than its orders
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { payCenterUrl, appId, secret, log = () => {} } = options;
  const app = { baseUrl: payCenterUrl, appId, secret };
  const book = await openOrderBook(options.dataFile);
  try {
    const assets = await loadAssets();
    const onCallback = callbackDoor(app, book, log);
    const headers = securityHeaders(payCenterUrl);
    const server = createServer();
    await listen(server, options.port, options.host);
    const shopUrl = options.publicUrl?.replace(/\/+$/, '') ?? urlOf(server, options.host);
    const { patienceMs = PATIENCE_MS, playPage = nowhere } = options;
    const shelf = createChannelShelf(app, log);
    const parts = { app, shopUrl, book, assets, log, shelf, patienceMs, playPage };
    server.on('request', openDoor(parts, headers, onCallback));
    log('demo shop open', { url: shopUrl });
    return { url: shopUrl, close: () => closeShop(server, book) };
  } catch (error) {
    await book.close();
    throw error;
  }
}

async function nowhere(): Promise<undefined> {}

/** Everything that PayCenter tells this shop comes in here; the SDK does the checking. */
function callbackDoor(app: PayCenterApp, book: OrderBook, log: Log): RequestListener {
  return createCallbackHandler({
    ...app,
    verifyBy: 'both',
    expect: ({ orderId }) => book.find(orderId),
    // The book writes the key together with the event, so there is nothing left to add.
    seen: { has: (key) => book.has(key), add: () => {} },
    onEvent: async (event, { key }) => {
      await book.record(event, key);
      log('event', { order: event.orderId, transaction: event.transId, status: event.status });
    },
    onProblem: ({ kind, message, event, error }) =>
      log('callback refused', { kind, message, transaction: event?.transId, error }),
  });
}

function openDoor(
  parts: ShopParts,
  headers: Readonly<Record<string, string>>,
  onCallback: RequestListener,
): RequestListener {
  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let reply: Reply;
    try {
      reply = await answer(parts, req);
    } catch (error) {
      parts.log('page failed', { path: req.url?.split('?')[0], error });
      reply = broken(req);
    }
    if (res.destroyed) return;
    req.resume();
    const bytes = Buffer.from(reply.body);
    res.writeHead(reply.status, { ...headers, ...reply.headers, 'content-length': bytes.length });
    res.end(bytes);
  }

  return (req, res) => {
    const path = req.url?.split('?')[0];
    void (path === CALLBACK_PATH ? onCallback(req, res) : serve(req, res));
  };
}

function securityHeaders(payCenterUrl: string): Readonly<Record<string, string>> {
  const payCenter = new URL(payCenterUrl).origin;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    `img-src 'self' ${payCenter}`,
    // Buying is a form whose answer leads to PayCenter, and browsers check that way, too.
    `form-action 'self' ${payCenter}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    vary: 'accept-language',
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The address of a server for people: one that listens everywhere is found at the loopback. */
function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host;
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}`;
}

async function closeShop(server: Server, book: OrderBook): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(late);
  await book.close();
}

/**
 * One merchant, one bank and one PayCenter that may die: what a shopper and a payer do to it, and what
 * the three of them have in their books.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { officeOf } from '../../src/cli/session.ts';
import { readConfig } from '../../src/config.ts';
import { createApp, setApp } from '../../src/flows/configure-app.ts';
import { setChannel } from '../../src/flows/configure-channel.ts';
import { openDatabase } from '../../src/store/database.ts';
import { freePort } from '../ports.ts';
import { type Books, readBooks } from './books.ts';
import { contradictions, gaps } from './compare.ts';
import { type Merchant, type MerchantOptions, startMerchant } from './merchant.ts';
import {
  type Crash,
  type Ended,
  type Environment,
  type ServerProcess,
  spawnPaycenter,
  startServer,
} from './server-process.ts';

export type SceneOptions = Pick<MerchantOptions, 'onCallback'> &
  (
    | { readonly databaseUrl: string; readonly serverDatabaseUrl?: string }
    /** Of an embedded database; its server has to be started before {@link Scene.open}. */
    | { readonly dataDir: string }
  );

export type Scene = {
  readonly environment: Environment;
  readonly url: string;
  readonly merchant: Merchant;
  /** Registers the merchant's app and its account at the bank. */
  open(): Promise<void>;
  start(crash?: Crash): Promise<ServerProcess>;
  /** The shopper follows the merchant's link. */
  ask(orderId: string): Promise<Asked>;
  /** The payer acts at the bank. */
  atBank(
    orderId: string,
    action: string,
    more?: Readonly<Record<string, unknown>>,
  ): Promise<AtBank>;
  /** `paycenter refund` of a part of the first payment, by a process of its own. */
  refund(crash?: Crash, databaseUrl?: string): Promise<Ended>;
  books(): Promise<Books>;
  /** The books, once nothing waits any more or a minute is over. */
  settledBooks(): Promise<Books>;
  /** Ends every server that was started and is still up, and the merchant. */
  close(): Promise<void>;
};

export type Asked =
  /** On to the bank, to pay this payment. */
  | { readonly kind: 'redirected'; readonly transId: string }
  /** A page of ours: paid already, or on its way. */
  | { readonly kind: 'shown' }
  /** 503: not now. */
  | { readonly kind: 'unavailable'; readonly retryAfter: string | null }
  /** No answer came. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'wrong'; readonly status: number; readonly body: string };

export type AtBank =
  /** The bank has done it, and PayCenter has taken the notice. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'lost' };

export const GROSS = '30.14';
const APP = 'shop';
/** What the recovery after a crash may take, from the moment at which a server is up again. */
const SETTLED_WITHIN_MS = 60_000;

export async function setScene(options: SceneOptions): Promise<Scene> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment: Environment = {
    PAYCENTER_PORT: String(port),
    PAYCENTER_MASTER_KEY: randomBytes(32).toString('base64'),
    PAYCENTER_CALLBACK_NETWORKS: '127.0.0.0/8',
    PAYCENTER_LOG_LEVEL: 'warn',
    ...('dataDir' in options
      ? { PAYCENTER_DATA_DIR: options.dataDir }
      : { DATABASE_URL: options.serverDatabaseUrl ?? options.databaseUrl }),
  };
  const databaseUrl = () =>
    'dataDir' in options ? embeddedUrl(options.dataDir) : options.databaseUrl;
  const { onCallback } = options;
  const merchant = await startMerchant({ centreUrl: url, ...(onCallback ? { onCallback } : {}) });
  const started: ServerProcess[] = [];
  let account = '';
  const books = () => readBooks(databaseUrl(), merchant);

  return {
    environment,
    url,
    merchant,
    books,
    async open() {
      account = await register({ ...environment, DATABASE_URL: databaseUrl() }, merchant.url);
    },
    async start(crash) {
      const server = await startServer(environment, url, crash);
      started.push(server);
      return server;
    },
    ask: (orderId) => ask(url, orderId),
    atBank: (orderId, action, more = {}) =>
      control(url, account, { order_id: orderId, action, ...more }),
    async refund(crash, otherUrl) {
      const { centre } = await books();
      const argv = ['refund', centre.payments[0]?.id ?? '', '--gross', '5.00', '--json'];
      const own = otherUrl === undefined ? {} : { DATABASE_URL: otherUrl };
      return spawnPaycenter({ ...environment, ...own }, argv, crash).ended;
    },
    async settledBooks() {
      const deadline = performance.now() + SETTLED_WITHIN_MS;
      for (;;) {
        const now = await books();
        if (gaps(now).length === 0 || performance.now() > deadline) return now;
        await sleep(250);
      }
    },
    async close() {
      await Promise.all(started.filter((server) => server.isUp()).map((server) => server.stop()));
      await merchant.close();
    },
  };
}

/** All that is wrong with books that have come to rest. */
export function faultsOf(books: Books): readonly string[] {
  return [...contradictions(books), ...gaps(books)];
}

function embeddedUrl(dataDir: string): string {
  return JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')).url;
}

async function register(environment: Environment, merchantUrl: string): Promise<string> {
  const config = readConfig(environment);
  const db = openDatabase({
    url: environment.DATABASE_URL ?? '',
    connectionMax: 1,
    onError: () => undefined,
  });
  try {
    const office = await officeOf(config, db);
    const callbackUrl = `${merchantUrl}/callback?shop=1`;
    await createApp(office, { appId: APP, name: 'Crash Shop', callbackUrl });
    // Sends that fail because the server died are repeated while the test still looks.
    await setApp(db, APP, new Map([['callback_delays', '1,2']]));
    const { account } = await setChannel(office, APP, 'sandbox', new Map());
    return account.id;
  } finally {
    await db.destroy();
  }
}

async function ask(url: string, orderId: string): Promise<Asked> {
  const query = new URLSearchParams({
    ...{ mod: 'do_payment', act: 'mall', app_id: APP, channel: 'sandbox' },
    ...{ item: 'Tea', order_id: orderId, gross: GROSS, currency: 'USD' },
  });
  try {
    const reply = await fetch(`${url}/v2/index.php?${query}`, { redirect: 'manual' });
    const body = await reply.text();
    if (reply.status === 302) {
      const page = new URL(reply.headers.get('location') ?? '');
      return { kind: 'redirected', transId: page.searchParams.get('trans') ?? '' };
    }
    if (reply.status === 200) return { kind: 'shown' };
    if (reply.status === 503) {
      return { kind: 'unavailable', retryAfter: reply.headers.get('retry-after') };
    }
    return { kind: 'wrong', status: reply.status, body };
  } catch {
    return { kind: 'lost' };
  }
}

async function control(url: string, account: string, order: object): Promise<AtBank> {
  try {
    const reply = await fetch(`${url}/channels/sandbox/${account}/control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const body = (await reply.json()) as { code?: string };
    if (reply.ok) return { kind: 'accepted' };
    return { kind: 'refused', status: reply.status, code: String(body.code) };
  } catch {
    return { kind: 'lost' };
  }
}

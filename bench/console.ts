/**
 * `PAYCENTER_DATA_DIR=… PAYCENTER_MASTER_KEY=… node bench/console.ts`: how long each list, search and
 * figure of the console takes, over HTTP, on a database that bench/fill.ts has filled. Each is asked for
 * by itself, then some at once, as by people who work beside one another.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { newId } from '../src/domain/id.ts';
import { hashPassword } from '../src/domain/password.ts';
import { API_PREFIX } from '../src/http/api/operation.ts';
import { openDatabase } from '../src/store/database.ts';
import { insertUser } from '../src/store/users.ts';
import { endAll, freePort, startServer } from './processes.ts';

const ROUNDS = 40;
const PEOPLE = 4;
const AT_MOST_MS = 200;
const PASSWORD = 'only for the bench, and long enough';

type Samples = Readonly<Record<'transId' | 'callbackId' | 'reference' | 'payer', string>>;

try {
  const passed = await measure();
  process.exitCode = passed ? 0 : 1;
} finally {
  await endAll();
}

async function measure(): Promise<boolean> {
  const { PAYCENTER_DATA_DIR = '.paycenter', PAYCENTER_MASTER_KEY = '' } = process.env;
  const port = await freePort();
  await startServer(
    {
      PAYCENTER_DATA_DIR,
      PAYCENTER_MASTER_KEY,
      PAYCENTER_PORT: `${port}`,
      PAYCENTER_LOG_LEVEL: 'warn',
    },
    port,
  );
  const base = `http://127.0.0.1:${port}`;
  const url = process.env.DATABASE_URL ?? embeddedUrl(PAYCENTER_DATA_DIR);
  const samples = await readSamples(url);
  const cookie = await signIn(base, url);
  let passed = true;
  for (const [name, path] of Object.entries(pathsOf(samples))) {
    const alone = await times(`${base}${API_PREFIX}${path}`, cookie, 1);
    const together = await times(`${base}${API_PREFIX}${path}`, cookie, PEOPLE);
    const [half, most] = [at(alone, 0.5), at(alone, 0.95)];
    passed &&= most <= AT_MOST_MS;
    console.log(
      `${name.padEnd(34)} p50 ${ms(half)}  p95 ${ms(most)}  ${PEOPLE} at once p95 ${ms(at(together, 0.95))}`,
    );
  }
  console.log(passed ? 'all below 200 ms at p95' : 'some take longer than 200 ms at p95');
  return passed;
}

function embeddedUrl(dataDir: string): string {
  return (JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { url: string }).url;
}

/** Something that is there, from the middle of what there is. */
async function readSamples(url: string): Promise<Samples> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Samples>(`
    select p.id as "transId", c.id as "callbackId", a.channel_reference as reference,
      p.payer_email as payer
    from payments p join attempts a on a.payment_id = p.id join callbacks c on c.payment_id = p.id
    where p.state = 'paid' order by p.id desc offset 20000 limit 1`);
  await client.end();
  const [row] = rows;
  if (!row) throw new Error('The database has too few payments: fill it first.');
  return row;
}

function pathsOf(samples: Samples): Readonly<Record<string, string>> {
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString();
  const date = (back: number) => day(back).slice(0, 10);
  return {
    payments: '/payments',
    'payments of an app': '/payments?app_id=shop-7',
    'payments that failed': '/payments?state=failed',
    'payments in review': '/payments?state=review',
    'payments that need a person': '/payments?needs_person=true',
    'payments of a rare currency': '/payments?currency=KWD',
    'payments of a rare channel': '/payments?channel=rare',
    'payments, rare in every way': '/payments?channel=rare&currency=KWD&state=expired&test=true',
    'payments of an app and channel': '/payments?app_id=shop-19&channel=wechatpay&state=canceled',
    'payments by amount': '/payments?currency=USD&amount_min=190&state=paid',
    'payments of a month ago': `/payments?from=${day(31)}&to=${day(30)}&state=paid`,
    'totals of everything': '/payments/totals',
    'totals of a filter': '/payments/totals?state=paid&currency=JPY',
    'search by trans_id': `/payments?q=${samples.transId}`,
    'search by order': `/payments?q=order-${samples.transId}`,
    'search by reference': `/payments?q=${samples.reference}`,
    'search by payer': `/payments?q=${encodeURIComponent(samples.payer)}`,
    'search in vain': '/payments?q=nothing-of-that-name',
    'one payment': `/payments/${samples.transId}`,
    refunds: '/refunds',
    'refunds of an app': '/refunds?app_id=shop-3&state=failed',
    'open disputes': '/disputes?state=open',
    disputes: '/disputes?app_id=shop-2',
    events: '/events?app_id=shop-1',
    'events of one word': '/events?status=REFUND',
    callbacks: '/callbacks',
    'callbacks that failed': '/callbacks?state=failed',
    'callbacks that wait': '/callbacks?state=waiting',
    'callbacks of an address': '/callbacks?app_id=shop-9&endpoint=https://nowhere.example.com',
    'one callback': `/callbacks/${samples.callbackId}`,
    'health of addresses': '/callbacks/health',
    balances: '/ledger/balances?app_id=shop-1',
    'balances of a span': `/ledger/balances?app_id=shop-1&from=${day(40)}&to=${day(9)}`,
    transfers: '/ledger/transfers?app_id=shop-1',
    'transfers of a month ago': `/ledger/transfers?app_id=shop-1&from=${day(31)}&to=${day(30)}`,
    'figures of today': `/statistics?from=${date(0)}`,
    'figures of thirty days': '/statistics',
    'figures of ninety days': `/statistics?from=${date(89)}`,
    'what needs a person': '/attention',
    apps: '/apps',
  };
}

async function signIn(base: string, url: string): Promise<string> {
  const db = openDatabase({ url, connectionMax: 1, onError: () => undefined });
  const id = newId();
  const email = `bench-${id}@example.com`;
  const passwordHash = await hashPassword(PASSWORD);
  await db.transaction().execute((tx) =>
    insertUser(tx, {
      ...{ id, email, passwordHash, name: 'Bench', role: 'admin', apps: null },
      ...{ passwordOneTime: false, passwordUntil: null },
    }),
  );
  await db.destroy();
  const response = await fetch(`${base}${API_PREFIX}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-paycenter-csrf': '1' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`Signing in failed: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

/** Milliseconds of each answer, the shortest first; what warms up first is not counted. */
async function times(url: string, cookie: string, people: number): Promise<readonly number[]> {
  const taken: number[] = [];
  const ask = async (counted: boolean) => {
    const startedMs = performance.now();
    const response = await fetch(url, { headers: { cookie } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    if (counted) taken.push(performance.now() - startedMs);
  };
  for (let round = 0; round < 3; round += 1) await ask(false);
  const person = async () => {
    for (let round = 0; round < ROUNDS / people; round += 1) await ask(true);
  };
  await Promise.all(Array.from({ length: people }, person));
  return taken.toSorted((left, right) => left - right);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function ms(value: number): string {
  return `${value.toFixed(0).padStart(5)} ms`;
}

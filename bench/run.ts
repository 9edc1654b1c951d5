/**
 * `npm run bench`: what PayCenter does a second, beside what the same machine does a second without
 * it, in the same run. Only the ratios mean anything from one machine, or hour, to the next.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createSealer } from '../src/sealing.ts';
import { loadApp } from '../src/store/apps.ts';
import { openDatabase } from '../src/store/database.ts';
import { insertSingleRows } from './pgbench.ts';
import {
  type Environment,
  endAll,
  freePort,
  load,
  paycenter,
  startServer,
  startSink,
} from './processes.ts';

const ROUNDS = 3;
const SECONDS = 5;
const CLIENTS = 50;
const NOTICES = 6_000;

type World = {
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  readonly account: string;
  readonly secret: string;
  readonly bare: Awaited<ReturnType<typeof startSink>>;
};

/** Payments that were answered so far. */
let counted = 0;

const folder = await mkdtemp(join(tmpdir(), 'paycenter-bench-'));
try {
  const world = await build(folder);
  // Not counted: a server that has just started is still compiling what it runs often.
  await oneRound(world);
  const rounds = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    rounds.push(await oneRound(world));
    console.log(`round ${round}: ${JSON.stringify(rounds.at(-1))}`);
  }
  report(rounds);
} finally {
  await endAll();
  await rm(folder, { recursive: true, force: true });
}

async function build(dataDir: string): Promise<World> {
  const port = await freePort();
  const key = randomBytes(32);
  const environment: Environment = {
    PAYCENTER_DATA_DIR: dataDir,
    PAYCENTER_PORT: `${port}`,
    PAYCENTER_MASTER_KEY: key.toString('base64'),
    PAYCENTER_CALLBACK_NETWORKS: '127.0.0.0/8',
    PAYCENTER_LOG_LEVEL: 'warn',
  };
  await startServer(environment, port);
  const merchant = await startSink('merchant');
  const callbackUrl = `http://127.0.0.1:${merchant.port}/callback`;
  await paycenter(environment, [
    'app',
    'create',
    '--name',
    'Bench',
    '--app-id',
    '1',
    '--callback-url',
    callbackUrl,
  ]);
  const set = (await paycenter(environment, ['channel', 'set', '1', 'sandbox'])) as {
    account: string;
  };
  const { url } = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')) as {
    url: string;
  };
  const secret = await noticeSecret(url, key);
  return {
    port,
    url,
    folder: dataDir,
    account: set.account,
    secret,
    bare: await startSink('bare'),
  };
}

/** The load generator plays the channel, so it signs as the channel does. */
async function noticeSecret(url: string, key: Buffer): Promise<string> {
  const db = openDatabase({ url, connectionMax: 1, onError: () => undefined });
  const app = await loadApp(db, createSealer([key]), '1');
  await db.destroy();
  return app?.accounts[0]?.settings.notice_secret ?? '';
}

async function oneRound(world: World) {
  const base = { port: world.port, connections: CLIENTS, seconds: SECONDS };
  const yardstick = await insertSingleRows(world.url, CLIENTS, SECONDS);
  const create = await load({ ...base, kind: 'create', appId: '1' });
  await mustCount(world, create.requests);
  const bare = await load({ ...base, port: world.bare.port, kind: 'get', path: '/' });
  const path = '/v2/index.php?mod=listchannel&act=list&app_id=1';
  const list = await load({ ...base, kind: 'get', path });
  const notices = await noticesToCallbacks(world);
  const rate = (result: { requests: number; seconds: number }) => result.requests / result.seconds;
  return {
    yardstick: yardstick.name,
    insertPerSecond: Math.round(yardstick.perSecond),
    createPerSecond: Math.round(rate(create)),
    createRatio: round2(rate(create) / yardstick.perSecond),
    barePerSecond: Math.round(rate(bare)),
    listPerSecond: Math.round(rate(list)),
    listRatio: round2(rate(list) / rate(bare)),
    callbacksPerSecond: Math.round(notices),
  };
}

/** Fast but lossy is a failure: every answer must have left its row. */
async function mustCount({ url }: World, made: number): Promise<void> {
  const rows = await ask(url, "select count(*)::int as n from payments where app_id = '1'");
  counted += made;
  if (rows !== counted) throw new Error(`${counted} payments were answered, ${rows} are there.`);
}

/** Notices sent in, until the merchant has acknowledged a callback for each. */
async function noticesToCallbacks(world: World): Promise<number> {
  const file = join(world.folder, 'references.txt');
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    "select a.id from attempts a join payments p on p.id = a.payment_id where p.state = 'created' limit $1",
    [NOTICES],
  );
  await client.end();
  await writeFile(file, rows.map((row) => `${row.id} 30.14 USD`).join('\n'));
  const waiting = "select count(*)::int as n from callbacks where state = 'acknowledged'";
  const before = await ask(world.url, waiting);
  const startedAt = performance.now();
  await load({
    port: world.port,
    connections: CLIENTS,
    requests: rows.length,
    kind: 'notice',
    account: world.account,
    secret: world.secret,
    referencesFile: file,
  });
  while ((await ask(world.url, waiting)) < before + rows.length) {
    if (performance.now() - startedAt > 60_000)
      throw new Error('Callbacks are missing after 60 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return rows.length / ((performance.now() - startedAt) / 1_000);
}

async function ask(url: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(statement);
  await client.end();
  return rows[0]?.n ?? 0;
}

function report(rounds: readonly Awaited<ReturnType<typeof oneRound>>[]): void {
  const median = (pick: (each: (typeof rounds)[number]) => number) =>
    rounds.map(pick).sort((left, right) => left - right)[rounds.length >> 1] ?? 0;
  console.log(`
medians of ${rounds.length} rounds, ${CLIENTS} clients, yardstick: ${rounds[0]?.yardstick}
payments created        ${median((r) => r.createPerSecond)}/s = ${median((r) => r.createRatio)} of single-row inserts (at least 0.6)
listchannel             ${median((r) => r.listPerSecond)}/s = ${median((r) => r.listRatio)} of a bare node:http server (at least 0.5)
notice to acknowledged  ${median((r) => r.callbacksPerSecond)}/s (at least 1500)`);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

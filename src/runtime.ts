/** A running centre: database, worker, server, in the order in which they need each other. */
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { createChannels } from './channels/registry.ts';
import type { Config } from './config.ts';
import { createSender, type Sender } from './delivery/send.ts';
import { createTestCallback } from './delivery/test-callback.ts';
import { createDeliveryWorker, type DeliveryWorker, WORKER_DEFAULTS } from './delivery/worker.ts';
import { newId } from './domain/id.ts';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { type Centre, hotStatements, NO_OUTBOX } from './flows/centre.ts';
import { createChannelHealth } from './flows/channel-health.ts';
import { startHousekeeping } from './flows/housekeeping.ts';
import { createVerifyNotes } from './flows/note-verify.ts';
import { createIdentityProvider } from './identity/provider.ts';
import type { Log } from './log.ts';
import { openSealer } from './master-key.ts';
import { createMetrics } from './metrics.ts';
import { sandboxBank } from './sandbox/index.ts';
import { assertDurable, closeDatabase, type Db, openDatabase } from './store/database.ts';
import { openDirectory } from './store/directory.ts';
import { migrate, pendingMigrations } from './store/migrate.ts';
import { readServerClockMs } from './store/server-state.ts';

export type Role = 'web' | 'worker' | 'all';

export type RunningCentre = {
  readonly centre: Centre;
  /** Where it really listens. */
  readonly url: string;
  /** Ends what was started, in the reverse order; what is under way may end first. */
  stop(): Promise<void>;
};

export type RunOptions = {
  readonly config: Config;
  readonly log: Log;
  readonly role: Role;
  readonly migrateFirst: boolean;
};

const GRACE_MS = 10_000;
/** Two lanes for each kind of batch, and the worker's own. */
const HOT_CONNECTIONS = 12;

/** Starts everything and resolves once requests are answered. On failure nothing is left running. */
export async function runCentre(options: RunOptions): Promise<RunningCentre> {
  const endings: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return await start(options, endings, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { config, log, role, migrateFirst }: RunOptions,
  endings: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningCentre> {
  const url = await databaseUrl(config, log, endings);
  const onError = (err: Error) => log.warn({ err }, 'database connection lost');
  const db = openDatabase({ url, onError });
  endings.push(() => closeDatabase(db));
  const hot = openDatabase({ url, onError, connectionMax: HOT_CONNECTIONS, byIndex: true });
  endings.push(() => closeDatabase(hot));
  await assertDurable(db);
  if (migrateFirst) {
    const applied = await migrate(db);
    if (applied.length > 0) log.info({ applied }, 'migrated');
  }
  const sealer = await openSealer(config, db);
  const directory = openDirectory({ db, url, sealer });
  endings.push(() => directory.close());

  let listeningAt = '';
  const sender = openSender(config, endings);
  const worker = role === 'web' ? undefined : startWorker({ log, db: hot, directory, sender });
  const metrics = createMetrics({
    sendsUnderWay: () => worker?.worker.sendsUnderWay() ?? 0,
    troubledAccounts: () => health.troubled(),
  });
  const health = createChannelHealth({ onCall: metrics.channelCalled });
  worker?.onSend(metrics.callbackSent);
  const centre: Centre = {
    db,
    sealer,
    directory,
    channels: createChannels({ bankUrl: () => listeningAt }),
    outbox: worker?.worker ?? NO_OUTBOX,
    health,
    log,
    publicUrl: config.publicUrl,
    ...hotStatements(hot),
  };
  if (worker) endings.push(startHousekeeping(centre));
  const verifies = createVerifyNotes(centre);
  endings.push(() => verifies.stop());

  const bank = { db, directory, log, publicUrl: config.publicUrl, deliverTo: () => listeningAt };
  const server = await buildApp({
    page: { centre, operator: config.operator, noteVerify: verifies.note },
    testCallback: createTestCallback(sender),
    identity: config.oidc && createIdentityProvider(config.oidc),
    plugins: [(plugged) => sandboxBank(plugged, bank)],
    health: {
      notReady: readiness(db),
      metrics: metrics.registry,
      metricsToken: config.metricsToken,
    },
    trustProxy: config.trustProxy,
    healthOnly: role === 'worker',
  });
  listeningAt = await listen(server, config, endings);
  if (worker) {
    worker.worker.start();
    // Ends first: merchants verify from inside the callback, so its last sends need our answers.
    endings.push(() => worker.worker.stop(GRACE_MS));
  }
  return { centre, url: listeningAt, stop };
}

async function databaseUrl(
  config: Config,
  log: Log,
  endings: (() => Promise<unknown>)[],
): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (fields, message) => log.debug(fields, message),
  });
  endings.push(() => embedded.stop());
  if (embedded.adopted) log.info({}, 'took over the database of a process that was killed');
  return embedded.url;
}

function openSender(config: Config, endings: (() => Promise<unknown>)[]): Sender {
  const sender = createSender({
    allowedNetworks: config.callbackNetworks,
    connectionsPerOrigin: WORKER_DEFAULTS.perEndpointMax,
  });
  endings.push(() => sender.close());
  return sender;
}

function startWorker(options: {
  log: Log;
  db: Db;
  directory: Centre['directory'];
  sender: Sender;
}) {
  const { log, db, directory, sender } = options;
  let onSend: Parameters<typeof createDeliveryWorker>[0]['onSend'];
  const worker: DeliveryWorker = createDeliveryWorker({
    db,
    owner: `${hostname()}:${process.pid}:${newId()}`,
    directory,
    sender,
    log,
    ...WORKER_DEFAULTS,
    onSend: (outcome, latencyMs) => onSend?.(outcome, latencyMs),
  });
  return {
    worker,
    onSend(listener: NonNullable<typeof onSend>) {
      onSend = listener;
    },
  };
}

async function listen(
  server: FastifyInstance,
  config: Config,
  endings: (() => Promise<unknown>)[],
): Promise<string> {
  endings.push(() => closeServer(server));
  await server.listen({ host: config.host, port: config.port });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  // A wildcard address cannot be connected to everywhere; this machine's own can.
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address.address] ?? address.address;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${address.port}`;
}

/** Requests under way may end; whoever only dawdles is cut off. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const cutOff = setTimeout(() => server.server.closeAllConnections(), GRACE_MS);
  await server.close();
  clearTimeout(cutOff);
}

function readiness(db: Db): () => Promise<string | undefined> {
  let migrated = false;
  return async () => {
    try {
      migrated ||= (await pendingMigrations(db)).length === 0;
      if (!migrated) return 'migrations are pending: run `paycenter migrate`';
      await readServerClockMs(db);
      return undefined;
    } catch {
      return 'the database does not answer';
    }
  };
}

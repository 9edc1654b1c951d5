/** What a command works with: the configuration, the database, and a centre that sends nothing. */
import { isIP } from 'node:net';
import { createChannels } from '../channels/registry.ts';
import { type Config, currentConfig } from '../config.ts';
import { type Centre, hotStatements, NO_OUTBOX, type Outbox } from '../flows/centre.ts';
import { createChannelHealth } from '../flows/channel-health.ts';
import type { Log } from '../log.ts';
import { openSealer } from '../master-key.ts';
import { closeDatabase, type Db, openDatabase } from '../store/database.ts';
import { openDirectory } from '../store/directory.ts';
import { migrate, pendingMigrations } from '../store/migrate.ts';
import { databaseIsEmpty } from '../store/server-state.ts';
import { CommandError } from './command-error.ts';

const CONNECTIONS_MAX = 3;

type Opened = { readonly config: Config; readonly db: Db; readonly url: string };

/**
 * Opens the database for one command: the one that DATABASE_URL names, or the embedded one, which is
 * started for the time of the command where none runs. An empty database is given its tables first;
 * one that is behind is left alone, because the processes that run on it may be older than we.
 */
export async function withDatabase<Result>(
  use: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  return withServer(async (opened) => {
    const pending = await pendingMigrations(opened.db);
    if (pending.length > 0) {
      if (!(await databaseIsEmpty(opened.db))) {
        throw new CommandError(
          `The database lacks ${pending.join(', ')}: run \`paycenter migrate\`, then this again.`,
          1,
        );
      }
      await migrate(opened.db);
    }
    return use(opened);
  });
}

/** The same, whatever the database holds. */
export async function withServer<Result>(
  use: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const config = currentConfig();
  const server = await findServer(config);
  const stopWatching = releaseOnSignal(server.release);
  const db = openDatabase({
    url: server.url,
    connectionMax: CONNECTIONS_MAX,
    onError: () => undefined,
  });
  try {
    return await use({ config, db, url: server.url });
  } finally {
    await closeDatabase(db);
    await server.release();
    stopWatching();
  }
}

type Server = { readonly url: string; release(): Promise<void> };

async function findServer(config: Config): Promise<Server> {
  if (config.databaseUrl !== undefined) {
    return { url: config.databaseUrl, release: async () => undefined };
  }
  const { useEmbeddedPostgres } = await import('../embedded/index.ts');
  return useEmbeddedPostgres({ dataDir: config.dataDir, log: () => undefined });
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A command that is interrupted ends the database that it started, and then itself. */
function releaseOnSignal(release: () => Promise<void>): () => void {
  const listeners = ENDING_SIGNALS.map((signal) => {
    const listener = () => {
      void release().finally(() => process.kill(process.pid, signal));
    };
    process.once(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}

/** The part of a centre that the configuration flows need. */
export type Office = Pick<Centre, 'db' | 'sealer' | 'channels' | 'publicUrl'>;

export async function withOffice<Result>(
  use: (office: Office, opened: Opened) => Promise<Result>,
): Promise<Result> {
  return withDatabase(async (opened) => {
    return use(await officeOf(opened.config, opened.db), opened);
  });
}

/** Throws a MasterKeyError when the key does not fit. */
export async function officeOf(config: Config, db: Db): Promise<Office> {
  return {
    db,
    sealer: await openSealer(config, db),
    channels: createChannels({ bankUrl: () => ownUrl(config) }),
    publicUrl: config.publicUrl,
  };
}

/** A whole centre. Its callbacks are committed and left to the workers that run. */
export async function withCentre<Result>(
  use: (centre: Centre) => Promise<Result>,
): Promise<Result> {
  return withOffice((office, { db, url }) => openCentre(office, { db, url }, NO_OUTBOX, use));
}

/**
 * The same beside a centre that runs, for commands that are nothing without one: no database is started,
 * and nothing has to be ended when the command is interrupted. `outbox` takes what is committed here.
 */
export async function withRunningCentre<Result>(
  outbox: Outbox,
  use: (centre: Centre, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = currentConfig();
  const url = config.databaseUrl ?? (await runningEmbedded(config));
  const db = openDatabase({ url, connectionMax: CONNECTIONS_MAX, onError: () => undefined });
  try {
    const office = await officeOf(config, db);
    return await openCentre(office, { db, url }, outbox, (centre) => use(centre, config));
  } finally {
    await closeDatabase(db);
  }
}

async function runningEmbedded({ dataDir }: Config): Promise<string> {
  const { findRunningEmbedded } = await import('../embedded/index.ts');
  const running = await findRunningEmbedded(dataDir);
  if (running) return running.url;
  throw new CommandError(
    `PayCenter does not run on ${dataDir}: start \`paycenter serve\` in another terminal, then this again.`,
    1,
  );
}

async function openCentre<Result>(
  office: Office,
  { db, url }: Pick<Opened, 'db' | 'url'>,
  outbox: Outbox,
  use: (centre: Centre) => Promise<Result>,
): Promise<Result> {
  const directory = openDirectory({ db, url, sealer: office.sealer });
  try {
    const health = createChannelHealth();
    return await use({ ...office, directory, outbox, health, log: SILENT, ...hotStatements(db) });
  } finally {
    await directory.close();
  }
}

/** Where the server of the same configuration listens on this machine. */
export function ownUrl({ host, port }: Config): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`;
}

/** What a command has to say, it says in its output and its exit code. */
export const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

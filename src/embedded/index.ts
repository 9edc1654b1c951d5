import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareBinaries, removeOtherCopies } from './binaries.ts';
import { clusterDirectory, clusterExists, createCluster } from './cluster.ts';
import {
  type Connection,
  connectionUrl,
  readConnection,
  writeConnection,
} from './connection-file.ts';
import { ensureDataDirectory } from './data-files.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { ensureHome, findHome } from './home.ts';
import { type Identity, serverIdentity } from './identity.ts';
import { currentOwner, type Owner, type OwnerRole, type Ownership, tryOwn } from './owner.ts';
import { freePort } from './port.ts';
import { findPostmaster, launchPostmaster, type Site, stopPostmaster } from './postmaster.ts';
import { answersFor } from './probe.ts';
import { supervise } from './supervisor.ts';

export { ensureDataDirectory } from './data-files.ts';
export { EmbeddedPostgresError } from './embedded-error.ts';

export interface EmbeddedOptions {
  /** The directory that holds everything: `postgres.json`, `postgres.log` and `postgres/`. */
  readonly dataDir: string;
  readonly log: (line: object, message: string) => void;
  /** The port to listen on; by default the one of the last start, or else any free one. */
  readonly port?: number;
}

export interface EmbeddedPostgres {
  /** For `pg` and `psql`; the same after every restart under this owner. */
  readonly url: string;
  /** Whether a server was found running that a killed process had left behind. */
  readonly adopted: boolean;
  /** Of the postmaster; another one after it had to be started again. */
  readonly pid: number;
  /** Ends the server and gives the data directory up. Repeated calls do nothing. */
  stop(): Promise<void>;
}

const COMMAND_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 50;

/**
 * Makes this process the owner of the PostgreSQL in `dataDir` and resolves once it accepts
 * connections: a new one on the first start, one that a killed process left running, or the known
 * one started again, after recovery if need be. While we own it, it is restarted whenever it ends
 * by itself. Throws an EmbeddedPostgresError that names the owner when another server process has
 * the data directory; a command that has it is waited for, up to 30 seconds.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const deadline = performance.now() + COMMAND_WAIT_MS;
  for (;;) {
    const attempt = await ownAndStart(options, 'server');
    if (attempt.server !== undefined) return attempt.server;
    if (attempt.owner?.role === 'server' || performance.now() > deadline) {
      throw ownedByAnother(options.dataDir, attempt.owner);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * The database for a command that is done within seconds: the server that runs already, untouched
 * by `release`; or, where none runs, one that this command starts and `release` ends. A second
 * command waits for the first instead of sharing its server, which the first is about to end.
 */
export async function useEmbeddedPostgres(
  options: EmbeddedOptions & { readonly waitMs?: number },
): Promise<{ readonly url: string; release(): Promise<void> }> {
  const deadline = performance.now() + (options.waitMs ?? COMMAND_WAIT_MS);
  for (;;) {
    const { server, owner } = await ownAndStart(options, 'command');
    if (server !== undefined) return { url: server.url, release: () => server.stop() };
    const running = owner?.role === 'server' ? await runningUrl(options.dataDir) : undefined;
    if (running !== undefined) return { url: running, release: async () => {} };
    if (performance.now() > deadline) throw ownedByAnother(options.dataDir, owner);
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * The server that runs in `dataDir` and answers, whoever started it, with the process that owns it
 * (null: that process was killed). `undefined` when none runs. Starts and stops nothing.
 */
export async function findRunningEmbedded(
  dataDir: string,
): Promise<{ url: string; ownerPid: number | null } | undefined> {
  const url = await runningUrl(dataDir);
  const home = findHome(resolve(dataDir));
  if (url === undefined || home === undefined) return undefined;
  const owner = await currentOwner(home);
  return { url, ownerPid: owner?.pid ?? null };
}

async function runningUrl(dataDir: string): Promise<string | undefined> {
  const home = findHome(resolve(dataDir));
  const remembered = readConnection(resolve(dataDir));
  if (home === undefined || remembered === undefined) return undefined;
  const clusterDir = clusterDirectory(home);
  const found = findPostmaster(clusterDir);
  if (found === undefined) return undefined;
  const connection = { ...remembered, port: found.port };
  return (await answersFor(clusterDir, connection)) ? connectionUrl(connection) : undefined;
}

async function ownAndStart(
  options: EmbeddedOptions,
  role: OwnerRole,
): Promise<{ server: EmbeddedPostgres; owner?: never } | { server?: never; owner?: Owner }> {
  const dataDir = resolve(options.dataDir);
  ensureDataDirectory(dataDir);
  const identity = serverIdentity(dataDir);
  const home = ensureHome(dataDir, identity, options.log);
  const ownership = tryOwn(home, role);
  if (ownership === undefined) {
    const owner = await currentOwner(home);
    return owner === undefined ? {} : { owner };
  }
  try {
    return { server: await start({ ...options, dataDir }, home, identity, ownership) };
  } catch (error) {
    ownership.release();
    throw error;
  }
}

async function start(
  { dataDir, log, port }: EmbeddedOptions,
  home: string,
  identity: Identity | undefined,
  ownership: Ownership,
): Promise<EmbeddedPostgres> {
  const startedAt = performance.now();
  const clusterDir = clusterDirectory(home);
  const left = await adopt(dataDir, clusterDir, port, log);
  const binaries = prepareBinaries(home, identity);
  const site: Site = { clusterDir, binaries, identity, logFile: join(dataDir, 'postgres.log') };
  const { connection, pid } = left ?? (await launch(site, dataDir, home, port));
  writeConnection(dataDir, connection, pid);
  const remember = (newPid: number) => writeConnection(dataDir, connection, newPid);
  const supervisor = supervise(site, connection.port, pid, remember, log);
  const adopted = left !== undefined;
  const ms = Math.round(performance.now() - startedAt);
  log({ pid, port: connection.port, adopted, ms, home }, 'PostgreSQL is ready');

  let stopped: Promise<void> | undefined;
  async function stop() {
    try {
      await supervisor.stop();
      await stopPostmaster(supervisor.pid, clusterDir);
      writeConnection(dataDir, connection, null);
    } finally {
      ownership.release();
    }
    log({ pid: supervisor.pid }, 'PostgreSQL has stopped');
  }
  return {
    url: connectionUrl(connection),
    adopted,
    get pid() {
      return supervisor.pid;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Takes over a server whose owner was killed, or ends it when it does not do as we need. */
async function adopt(
  dataDir: string,
  clusterDir: string,
  port: number | undefined,
  log: EmbeddedOptions['log'],
): Promise<{ connection: Connection; pid: number } | undefined> {
  const found = findPostmaster(clusterDir);
  if (found === undefined) return undefined;
  const remembered = readConnection(dataDir);
  const connection = remembered && { ...remembered, port: found.port };
  const suits = port === undefined || port === found.port;
  if (connection !== undefined && suits && (await answersFor(clusterDir, connection))) {
    return { connection, pid: found.pid };
  }
  log({ pid: found.pid }, 'A PostgreSQL left behind is not usable: stopping it');
  await stopPostmaster(found.pid, clusterDir);
  return undefined;
}

async function launch(
  site: Site,
  dataDir: string,
  home: string,
  wantedPort: number | undefined,
): Promise<{ connection: Connection; pid: number }> {
  removeOtherCopies(home, site.binaries);
  let remembered = readConnection(dataDir);
  if (!clusterExists(home, site.binaries)) {
    remembered = { port: await freePort(wantedPort), password: randomBytes(32).toString('hex') };
    // Before the cluster: there must never be one whose password nobody knows.
    writeConnection(dataDir, remembered, null);
    await createCluster(home, site.binaries, site.identity, remembered.password);
  }
  if (remembered === undefined) {
    throw new EmbeddedPostgresError(
      `${site.clusterDir} holds a database, but ${join(dataDir, 'postgres.json')} with its password is missing: restore that file from a backup.`,
    );
  }
  const port = wantedPort ?? (await freePort(remembered.port));
  const connection = { ...remembered, port };
  const pid = await launchPostmaster(site, port);
  if (await answersFor(site.clusterDir, connection)) return { connection, pid };
  await stopPostmaster(pid, site.clusterDir);
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL does not accept the password in ${join(dataDir, 'postgres.json')}: restore that file from the backup of this database.`,
  );
}

function ownedByAnother(dataDir: string, owner: Owner | undefined): EmbeddedPostgresError {
  const who = owner?.pid ? `process ${owner.pid}` : 'another process';
  return new EmbeddedPostgresError(
    `The data directory ${resolve(dataDir)} is in use by ${who}: stop it first, or set PAYCENTER_DATA_DIR to another directory.`,
  );
}

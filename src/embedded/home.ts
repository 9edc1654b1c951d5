import { createHash } from 'node:crypto';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { giveToOwnerOf, makeDirectory } from './data-files.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { closedDirectory, type Identity } from './identity.ts';

/** Where databases lie that cannot lie in their data directory: durable, and open to every user. */
const ELSEWHERE = '/var/lib/paycenter';

/**
 * The server's home: the directory that holds the cluster, its lock and, where need be, a copy of
 * the binaries. It is `postgres` in the data directory, or what the link of that name points to.
 * `undefined` when nothing was ever started there.
 */
export function findHome(dataDir: string): string | undefined {
  const path = join(dataDir, 'postgres');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    return realpathSync(path);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `${path} points to a database that is no longer there: restore what it points to, or remove the link to begin with an empty database.`,
      { cause: error },
    );
  }
}

/**
 * Finds or makes the server's home. Where the user that PostgreSQL runs as cannot come to the data
 * directory (below /root, say), or cannot own files there, the home lies in /var/lib/paycenter.
 */
export function ensureHome(
  dataDir: string,
  identity: Identity | undefined,
  log: (line: object, message: string) => void,
): string {
  const link = join(dataDir, 'postgres');
  const existing = findHome(dataDir);
  if (existing !== undefined) return enterable(existing, identity);
  const obstacle = identity && obstacleIn(realpathSync(dataDir), identity);
  if (identity === undefined || obstacle === undefined) {
    makeDirectory(link, identity === undefined ? 0o700 : 0o711);
    giveToOwnerOf(dataDir, link);
    return realpathSync(link);
  }
  const home = makeHomeElsewhere(realpathSync(dataDir), identity, obstacle);
  try {
    symlinkSync(home, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmdirSync(home);
    return enterable(realpathSync(link), identity);
  }
  log({ home, dataDir }, `${obstacle}, so the database lies in ${home}: keep and back up both`);
  return home;
}

function enterable(home: string, identity: Identity | undefined): string {
  const closed = identity && closedDirectory(home, identity);
  if (closed === undefined) return home;
  throw new EmbeddedPostgresError(
    `PostgreSQL runs as user ${identity?.uid} here and may not enter ${closed} on the way to its database ${home}: allow it (chmod o+x ${closed}).`,
  );
}

function obstacleIn(dataDir: string, identity: Identity): string | undefined {
  const closed = closedDirectory(dataDir, identity);
  if (closed !== undefined) return `PostgreSQL's user ${identity.uid} may not enter ${closed}`;
  if (canOwnFilesIn(dataDir, identity)) return undefined;
  return `PostgreSQL's user ${identity.uid} cannot own files in ${dataDir}`;
}

/** Some file systems (shared folders, network mounts) refuse a change of owner, or ignore it. */
function canOwnFilesIn(directory: string, identity: Identity): boolean {
  const probe = join(directory, `.owner-probe.${process.pid}`);
  try {
    mkdirSync(probe);
    chownSync(probe, identity.uid, identity.gid);
    return statSync(probe).uid === identity.uid;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/**
 * A fresh home for this data directory. One left by an earlier data directory of the same path is
 * never reused (its password is gone) nor removed (it may hold the record of someone's money).
 */
function makeHomeElsewhere(dataDir: string, identity: Identity, obstacle: string): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  try {
    makeDirectory(ELSEWHERE, 0o711);
    if (!canOwnFilesIn(ELSEWHERE, identity)) throw new Error('root may not give files away here');
    for (let generation = 1; ; generation += 1) {
      const home = join(ELSEWHERE, generation === 1 ? name : `${name}-${generation}`);
      if (statSync(home, { throwIfNoEntry: false }) !== undefined) continue;
      makeDirectory(home, 0o711);
      return realpathSync(home);
    }
  } catch (error) {
    throw new EmbeddedPostgresError(
      `${obstacle}, and ${ELSEWHERE} cannot be used instead (${(error as Error).message}): set PAYCENTER_DATA_DIR to a directory that every user may enter, or run as an ordinary user.`,
      { cause: error },
    );
  }
}

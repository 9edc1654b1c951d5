import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { giveToOwnerOf, writePrivateFile } from './data-files.ts';
import { isRunning } from './processes.ts';

/** A `server` runs until it is told to end, a `command` is done within seconds. */
export type OwnerRole = 'server' | 'command';

export interface Owner {
  /** Null when the owner holds the lock but has not left its number. */
  readonly pid: number | null;
  readonly role: OwnerRole;
  readonly since: string;
}

export interface Ownership {
  release(): void;
}

/**
 * Locks held by this process. The list keeps them from the garbage collector, which would close
 * the file and with that open the lock.
 */
const held = new Set<DatabaseSync>();

/**
 * Becomes the one process that may start and stop the server of `home`, or returns `undefined`
 * while another process is. The lock is a SQLite write lock on an empty file: node:sqlite is the
 * one door in Node to a file lock that the kernel opens when its holder dies, however it dies, so
 * neither a crash nor a pid used again can leave it shut or open it early.
 */
export function tryOwn(home: string, role: OwnerRole): Ownership | undefined {
  const lock = lockFile(home);
  if (lock === undefined) return undefined;
  held.add(lock);
  const owner: Owner = { pid: process.pid, role, since: new Date().toISOString() };
  writePrivateFile(home, 'owner.json', JSON.stringify(owner));
  return {
    release() {
      if (!held.delete(lock)) return;
      rmSync(join(home, 'owner.json'), { force: true });
      lock.close();
    },
  };
}

/** The process that owns `home`, or `undefined` when nobody does. */
export async function currentOwner(home: string): Promise<Owner | undefined> {
  let owner: Owner | undefined;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const lock = lockFile(home);
    if (lock !== undefined) {
      lock.close();
      return undefined;
    }
    owner = readOwner(home);
    if (owner?.pid && isRunning(owner.pid)) return owner;
    // A new owner has the lock a moment before its number replaces that of one who died.
    await sleep(50);
  }
  // Held by a process that we cannot see: one in another container, say.
  return owner ?? { pid: null, role: 'command', since: new Date().toISOString() };
}

function lockFile(home: string): DatabaseSync | undefined {
  const path = join(home, 'owner.lock');
  createLockFile(home, path);
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('pragma journal_mode = memory; begin immediate');
    return file;
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;

/** Never opens a lock file that exists: to close it would open a lock held by this process. */
function createLockFile(home: string, path: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
    giveToOwnerOf(home, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function readOwner(home: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(home, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

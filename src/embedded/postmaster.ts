import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, CHILD_ENV } from './binaries.ts';
import { giveToOwnerOf } from './data-files.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import type { Identity } from './identity.ts';
import { isPostmasterOf } from './processes.ts';
import { settingArguments } from './settings.ts';

/** Everything a start of the server needs, except the port. */
export interface Site {
  readonly clusterDir: string;
  readonly binaries: Binaries;
  readonly identity: Identity | undefined;
  readonly logFile: string;
}

/** Long enough to replay a full log on a slow disk. */
const READY_TIMEOUT_MS = 300_000;
/** Backends outlive a killed postmaster by a moment, and hold its shared memory. */
const LEFTOVER_TIMEOUT_MS = 15_000;
const FAST_STOP_TIMEOUT_MS = 15_000;
const LOG_SIZE_MAX = 10_000_000;

/**
 * Starts PostgreSQL on `port` and resolves with its pid once it accepts connections, recovery
 * included. It is a child in a process group of its own: Ctrl-C reaches us, not it, so we can end
 * it last. Throws an EmbeddedPostgresError with the end of PostgreSQL's log when it does not start.
 */
export async function launchPostmaster(site: Site, port: number): Promise<number> {
  const deadline = performance.now() + LEFTOVER_TIMEOUT_MS;
  for (;;) {
    disownRecycledPid(site.clusterDir);
    const logStart = rotateLog(site.logFile);
    const child = spawnPostmaster(site, port);
    const ready = await waitUntilReady(child, site.clusterDir);
    if (ready !== undefined) return ready;
    const report = readFileSync(site.logFile).subarray(logStart).toString('utf8').trim();
    const leftover = report.includes('pre-existing shared memory block');
    if (!leftover || performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        `PostgreSQL does not start on port ${port}: ${report.split('\n').slice(-2).join(' ')} – see ${site.logFile}.`,
      );
    }
    await sleep(200);
  }
}

/** The postmaster that runs on this cluster, whoever started it. */
export function findPostmaster(clusterDir: string): { pid: number; port: number } | undefined {
  const file = readPidFile(clusterDir);
  if (file === undefined || !isPostmasterOf(file.pid, clusterDir)) return undefined;
  return { pid: file.pid, port: file.port };
}

/**
 * Ends a postmaster: at first so that nothing needs recovery; when that takes too long, at once,
 * which loses nothing either.
 */
export async function stopPostmaster(pid: number, clusterDir: string): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one.
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', FAST_STOP_TIMEOUT_MS],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, timeoutMs] of steps) {
    if (!isPostmasterOf(pid, clusterDir)) return;
    process.kill(pid, signal);
    const deadline = performance.now() + timeoutMs;
    while (isPostmasterOf(pid, clusterDir) && performance.now() < deadline) await sleep(20);
  }
}

function spawnPostmaster(site: Site, port: number): ChildProcess {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const log = openSync(site.logFile, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  try {
    giveToOwnerOf(dirname(site.logFile), site.logFile);
    const args = ['-D', site.clusterDir, '-p', String(port), ...settingArguments()];
    const child = spawn(site.binaries.postgres, args, {
      ...site.identity,
      cwd: '/',
      env: CHILD_ENV,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Resolves with the pid, or with `undefined` when the child ended instead. */
async function waitUntilReady(child: ChildProcess, clusterDir: string) {
  let ended = false;
  child
    .once('error', () => {
      ended = true;
    })
    .once('exit', () => {
      ended = true;
    });
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!ended) {
    const file = readPidFile(clusterDir);
    if (file !== undefined && file.pid === child.pid && file.status === 'ready') return file.pid;
    if (performance.now() > deadline) child.kill('SIGQUIT');
    await sleep(20);
  }
  return undefined;
}

/** postmaster.pid: pid, directory, start time, port, socket directory, address, memory, status. */
function readPidFile(clusterDir: string) {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() };
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL refuses to start while the process named in postmaster.pid lives, though it may be a
 * stranger that got the number of a dead postmaster. Our own number takes its place: a lock file
 * that names the parent is known to be stale, and the check that matters, whether anybody still
 * uses the old shared memory, goes on as always (it would not if we removed the file).
 */
function disownRecycledPid(clusterDir: string): void {
  const file = readPidFile(clusterDir);
  if (file === undefined || isPostmasterOf(file.pid, clusterDir)) return;
  const path = join(clusterDir, 'postmaster.pid');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^\d+/, String(process.pid)));
}

/** Opens room in the log; returns the position where the next start begins to write. */
function rotateLog(logFile: string): number {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_SIZE_MAX) return size;
  renameSync(logFile, `${logFile}.old`);
  return 0;
}

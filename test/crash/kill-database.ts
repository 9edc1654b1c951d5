/** kill -9 of an embedded database: the postmaster and every process that it has started. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kills the PostgreSQL that runs in this data directory. */
export function killDatabase(dataDir: string): void {
  const postmaster = postmasterPid(dataDir);
  // Held still first, so that nothing is born between the count and the kill.
  kill(postmaster, 'SIGSTOP');
  for (const pid of [postmaster, ...childrenOf(postmaster)]) kill(pid, 'SIGKILL');
}

/** Ends it as an administrator would: connections are cut, nothing needs recovery. */
export function stopDatabase(dataDir: string): void {
  kill(postmasterPid(dataDir), 'SIGINT');
}

function postmasterPid(dataDir: string): number {
  const { pid } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
  if (typeof pid !== 'number') throw new Error(`No PostgreSQL runs in ${dataDir}.`);
  return pid;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function childrenOf(parent: number): number[] {
  return processes().flatMap(([pid, ppid]) => (ppid === parent ? [pid] : []));
}

/** All processes with their parents. */
function processes(): [pid: number, ppid: number][] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentFromProc(name)]);
  } catch {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
}

/** "pid (name) state ppid …": the name may hold anything, so the rest is sought behind its end. */
function parentFromProc(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a process runs. One that has ended and was not reaped yet (containers often have nobody
 * who reaps) does not count, although a signal would still find it.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // "pid (name) state …": the name may hold anything, so the state is sought behind its end.
  const stat = procFile(pid, 'stat');
  return stat === undefined || !/^\) Z/.test(stat.slice(stat.lastIndexOf(')')));
}

/**
 * Whether `pid` is the postmaster of this cluster, and not a process that was given the number of
 * a dead one. Told by its command line, the one trait that root may read of another user's process
 * inside a container too.
 */
export function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (!isRunning(pid)) return false;
  const words = commandLine(pid);
  return /postgres$/.test(words[0] ?? '') && words.includes(clusterDir);
}

function commandLine(pid: number): string[] {
  const fromProc = procFile(pid, 'cmdline');
  if (fromProc !== undefined) return fromProc.split('\0');
  const ps = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  const [command = '', rest = ''] = (ps.stdout ?? '').trim().split(' -D ');
  return [command, ...rest.split(' -p ').slice(0, 1)];
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

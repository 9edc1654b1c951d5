import { setTimeout as sleep } from 'node:timers/promises';
import { launchPostmaster, type Site } from './postmaster.ts';
import { isRunning } from './processes.ts';

const LOOK_EVERY_MS = 200;
const DELAY_MAX_MS = 30_000;

export interface Supervisor {
  /** The pid of the postmaster that runs now, or ran last. */
  readonly pid: number;
  /** Ends the watch, not the server; a restart under way is finished first. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL again whenever it ends by itself, on the same port, so that pools find it
 * again. A server that does not stay up is tried at ever longer intervals, up to half a minute,
 * and never given up: a disk that filled up may be emptied.
 */
export function supervise(
  site: Site,
  port: number,
  firstPid: number,
  onRestart: (pid: number) => void,
  log: (line: object, message: string) => void,
): Supervisor {
  const stopping = new AbortController();
  let pid = firstPid;
  let failures = 0;

  async function restart(): Promise<void> {
    const delayMs = failures === 0 ? 0 : Math.min(DELAY_MAX_MS, 200 * 2 ** failures);
    await sleep(delayMs, undefined, { ref: false, signal: stopping.signal });
    failures += 1;
    log({ pid, port, failures }, 'PostgreSQL ended by itself: starting it again');
    try {
      pid = await launchPostmaster(site, port);
      onRestart(pid);
      log({ pid, port }, 'PostgreSQL runs again');
    } catch (error) {
      log({ err: error, port }, 'PostgreSQL could not be started again: trying later');
    }
  }

  async function watch(): Promise<void> {
    let upSince = performance.now();
    for (;;) {
      await sleep(LOOK_EVERY_MS, undefined, { ref: false, signal: stopping.signal });
      if (isRunning(pid)) {
        if (performance.now() - upSince > DELAY_MAX_MS) failures = 0;
        continue;
      }
      await restart();
      upSince = performance.now();
    }
  }

  const watching = watch().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    get pid() {
      return pid;
    },
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}

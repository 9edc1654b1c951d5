/** Commands that run until they are told to stop. */
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { type Role, type RunningCentre, runCentre } from '../runtime.ts';
import { CommandError } from './command-error.ts';

/** Starts the centre; a taken port becomes a sentence that says so. */
export async function startCentre(
  config: Config,
  log: Log,
  options: { role: Role; migrateFirst: boolean },
): Promise<RunningCentre> {
  try {
    return await runCentre({ config, log, ...options });
  } catch (error) {
    throw portTaken(error, config.port, 'PAYCENTER_PORT') ?? error;
  }
}

/** The sentence for a port that somebody else listens on; undefined for any other error. */
export function portTaken(
  error: unknown,
  port: number,
  variable: string,
): CommandError | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') {
    return undefined;
  }
  return new CommandError(
    `Port ${port} is taken by another program: stop that one, or set ${variable} to a free port.`,
    1,
  );
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'];

/** Ctrl+C reaches us from the terminal, and again from npm or a launcher that passes it on. */
const ECHO_MS = 1_000;

/**
 * Starts, waits for SIGINT or SIGTERM (or for the terminal to be closed), and ends what was started. A
 * signal that comes during the start is obeyed once the start is through, since half-started servers
 * are what leaves orphans behind. A second one, by somebody who has lost patience, waits for nobody.
 */
export async function runUntilStopped(
  log: Log,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  // Whoever runs us without a terminal, as nohup does, wants us to outlive it.
  const signals = process.stdout.isTTY ? [...STOP_SIGNALS, 'SIGHUP'] : STOP_SIGNALS;
  const stopSignal = new Promise<string>((resolve) => {
    let firstAtMs: number | undefined;
    for (const signal of signals) {
      process.on(signal, () => {
        const nowMs = performance.now();
        firstAtMs ??= nowMs;
        if (nowMs - firstAtMs > ECHO_MS) process.kill(process.pid, 'SIGKILL');
        resolve(signal);
      });
    }
  });
  const running = await start();
  const signal = await stopSignal;
  log.info({ signal }, 'stopping: what is under way may end first');
  await running.stop();
  log.info({}, 'stopped');
}

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

/**
 * Starts, waits for SIGINT or SIGTERM, and ends what was started. A signal that comes during the start
 * is obeyed once the start is through, since half-started servers are what leaves orphans behind. A
 * second signal does not wait for anybody.
 */
export async function runUntilStopped(
  log: Log,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  const stopSignal = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      let heard = 0;
      process.on(signal, () => {
        heard += 1;
        if (heard > 1) process.kill(process.pid, 'SIGKILL');
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

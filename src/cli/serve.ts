/** `paycenter serve`: the centre for real, until it is told to stop. */
import { type Config, readConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { createLogger } from '../logger.ts';
import { type Role, type RunningCentre, runCentre } from '../runtime.ts';

export async function serve(
  environment: Readonly<Record<string, string | undefined>>,
  options: { role: Role; migrateFirst: boolean },
): Promise<void> {
  const config = readConfig(environment);
  const log = createLogger(config.logLevel);
  await runUntilStopped(log, async () => {
    const running = await startCentre(config, log, options);
    log.info(
      { url: running.url, publicUrl: config.publicUrl, role: options.role },
      'PayCenter is up',
    );
    return running;
  });
}

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
export function portTaken(error: unknown, port: number, variable: string): Error | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE')
    return undefined;
  return new Error(
    `Port ${port} is taken by another program. Stop that one, or set ${variable} to a free port.`,
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

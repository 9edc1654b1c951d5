/** Who gets in first: the one-time password of a centre that is new. */
import type { Config } from '../config.ts';
import { FIRST_ADMIN, makeFirstAdmin, renewFirstAdmin } from '../flows/manage-users.ts';
import type { RunningCentre } from '../runtime.ts';

/** Tells whoever has started a new centre how to get in; says nothing at later starts. */
export async function greetFirstAdmin(
  running: RunningCentre,
  { publicUrl }: Config,
): Promise<void> {
  const password = await orStop(running, makeFirstAdmin(running.centre));
  if (password === undefined) return;
  // Beside the log and not in it: logs are kept, and read by others.
  process.stderr.write(`
  First start. The console is at ${publicUrl}/console/. Sign in as ${FIRST_ADMIN}
  with the one-time password ${password} and choose one of your own.
  This is shown once. Lost it? \`paycenter user set-password ${FIRST_ADMIN}\` makes another.

`);
}

/** A start that fails leaves nothing running. */
async function orStop<Result>(running: RunningCentre, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** The same for the demo, which makes another as long as nobody has come in. */
export async function demoConsolePassword({ centre }: RunningCentre): Promise<string | undefined> {
  return (await makeFirstAdmin(centre)) ?? (await renewFirstAdmin(centre));
}

/**
 * Preloaded into a `paycenter` that is to die by its own hand (`node --import`): kill -9 at the moment
 * at which it reaches a durable step, before anything that would come after. Read from the environment:
 * CRASH_AT (a step's name, or `any`), CRASH_COUNT (the how many-th time, 1 by default), and
 * CRASH_DATABASE (the data directory of an embedded database that dies with it).
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { STEP_CHANNEL, type StepName } from '../../src/steps.ts';
import { killDatabase } from './kill-database.ts';

const { CRASH_AT: step, CRASH_COUNT: count = '1', CRASH_DATABASE: dataDir } = process.env;
const STDERR = 2;

if (step !== undefined) {
  let left = Number(count);
  subscribe(STEP_CHANNEL, (message) => {
    const { step: reached } = message as { step: StepName };
    if (step !== 'any' && step !== reached) return;
    left -= 1;
    if (left > 0) return;
    writeSync(STDERR, `killed at: ${reached}\n`);
    if (dataDir !== undefined) killDatabase(dataDir);
    process.kill(process.pid, 'SIGKILL');
  });
}

// A test run that is itself killed leaves no server behind.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

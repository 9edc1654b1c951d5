/** A torn moment under load. For many more rounds: `node test/crash/soak.ts --rounds 20`. */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { playRounds, randomFrom } from './rounds.ts';
import { onStage } from './stage.ts';

const SEED_MAX = 2 ** 32;
const DEATHS = 4;
const SHOPPERS = 100;
const TIMEOUT_MS = 240_000;

/** Chooses the same steps again: CRASH_SEED=… npx vitest run test/crash/load.test.ts */
const seed = Number(process.env.CRASH_SEED ?? randomInt(SEED_MAX));

test(
  'fault "kill -9 before/after each durable step": at any step while a hundred are paying, four times',
  () =>
    onStage(async (scene) => {
      const plan = { deaths: DEATHS, shoppersPerDeath: SHOPPERS, random: randomFrom(seed) };
      const { faults, diedAt, books } = await playRounds(scene, plan);
      expect(faults, `CRASH_SEED=${seed}, died at: ${diedAt.join(', ')}`).toEqual([]);
      const paid = books.centre.payments.filter(({ state }) => state === 'paid');
      expect(paid).toHaveLength(DEATHS * SHOPPERS);
    }),
  TIMEOUT_MS,
);

/**
 * A torn moment under load, again and again: a crowd is paying while the server dies at a step that a
 * seed has chosen, and comes back. What one death leaves behind is there when the next one comes.
 */
import type { Books } from './books.ts';
import { crowdAt } from './crowd.ts';
import { faultsOf, type Scene } from './scene.ts';
import type { Crash, ServerProcess } from './server-process.ts';

export type RoundsPlan = {
  readonly deaths: number;
  readonly shoppersPerDeath: number;
  readonly random: Random;
  /** Of an embedded database, which dies with the server every other time. */
  readonly dataDir?: string;
};

export type RoundsReport = {
  /** All that is wrong, in sentences. */
  readonly faults: readonly string[];
  readonly diedAt: readonly string[];
  readonly turnedAway: number;
  readonly books: Books;
  /** From the last start on until nothing waited any more. */
  readonly settledAfterMs: number;
};

/** Roughly the steps that one shopper takes the server through. */
const STEPS_PER_SHOPPER = 9;

/** The scene must be open. The server that lives in the end is left running. */
export async function playRounds(scene: Scene, plan: RoundsPlan): Promise<RoundsReport> {
  const crowd = crowdAt(scene);
  const shopping: Promise<void>[] = [];
  const diedAt: string[] = [];
  for (let death = 1; death <= plan.deaths; death += 1) {
    const server = await scene.start(nextCrash(plan));
    const wave = crowd.shop(plan.shoppersPerDeath);
    shopping.push(wave);
    diedAt.push(await endOf(server, wave));
  }
  const startedAt = performance.now();
  await scene.start();
  await Promise.all(shopping);
  const books = await scene.settledBooks();
  return {
    faults: [...crowd.oddities, ...faultsOf(books), ...unpaid(books)],
    diedAt,
    turnedAway: crowd.turnedAway,
    books,
    settledAfterMs: performance.now() - startedAt,
  };
}

/** Nobody in the crowd has left without paying. */
function unpaid({ centre }: Books): readonly string[] {
  return centre.payments
    .filter(({ state }) => state !== 'paid')
    .map(({ id, state }) => `payment ${id} is ${state}`);
}

function nextCrash({ shoppersPerDeath, random, dataDir }: RoundsPlan): Crash {
  const count = 1 + Math.floor(random() * shoppersPerDeath * STEPS_PER_SHOPPER);
  const withDatabase = dataDir !== undefined && random() < 0.5;
  return { step: 'any', count, ...(withDatabase ? { database: dataDir } : {}) };
}

/** A crowd that is served before the moment came leaves a server that dies at rest. */
async function endOf(server: ServerProcess, wave: Promise<void>): Promise<string> {
  await Promise.race([server.ended, wave]);
  const { killedAt } = await server.kill();
  return killedAt ?? 'rest';
}

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

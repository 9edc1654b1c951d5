/**
 * Kills the server, or the server with its database, again and again under load, and compares the books
 * after every round. For people, before a release:
 *
 *   node test/crash/soak.ts --rounds 20 [--shoppers 100] [--seed 7]
 *
 * Each round plays three deaths on a new embedded database. Exit code 1 when a book is wrong.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { temporaryDataDirectory } from './data-directory.ts';
import { playRounds, type Random, type RoundsReport, randomFrom } from './rounds.ts';
import { setScene } from './scene.ts';

const DEATHS_PER_ROUND = 3;
const SEED_MAX = 2 ** 32;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    shoppers: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(SEED_MAX)) },
  },
});

async function playRound(random: Random): Promise<RoundsReport> {
  const dataDir = temporaryDataDirectory();
  const scene = await setScene({ dataDir: dataDir.path });
  try {
    const first = await scene.start();
    await scene.open();
    await first.stop();
    return await playRounds(scene, {
      ...{ deaths: DEATHS_PER_ROUND, shoppersPerDeath: Number(values.shoppers) },
      ...{ random, dataDir: dataDir.path },
    });
  } finally {
    await scene.close();
    await dataDir.dispose();
  }
}

const total = { deaths: 0, payments: 0, notices: 0, sends: 0, failed: 0, slowestMs: 0, faults: 0 };

function add({ diedAt, books, faults, settledAfterMs }: RoundsReport): void {
  const { payments, notices, callbacks } = books.centre;
  total.deaths += diedAt.length;
  total.payments += payments.length;
  total.notices += notices.length;
  total.sends += callbacks.reduce((sum, { sends }) => sum + sends, 0);
  total.failed += callbacks.filter(({ state }) => state === 'failed').length;
  total.slowestMs = Math.max(total.slowestMs, settledAfterMs);
  total.faults += faults.length;
}

const random = randomFrom(Number(values.seed));
console.log(`seed ${values.seed}`);
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const report = await playRound(random);
  add(report);
  const seconds = (report.settledAfterMs / 1_000).toFixed(1);
  const { diedAt, faults, turnedAway, books } = report;
  console.log(
    `round ${round}: died at ${diedAt.join(', ')}; ${books.centre.payments.length} payments, ${turnedAway} turned away, at rest after ${seconds} s, ${faults.length} faults`,
  );
  for (const fault of faults) console.error(`  ${fault}`);
}

console.log(`
deaths                       ${total.deaths}
payments, all paid           ${total.payments}
notices                      ${total.notices}
sends of callbacks           ${total.sends}
callbacks that used up three ${total.failed}
slowest to come to rest      ${(total.slowestMs / 1_000).toFixed(1)} s
faults                       ${total.faults}`);
process.exitCode = total.faults > 0 ? 1 : 0;

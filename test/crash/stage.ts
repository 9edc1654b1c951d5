/** Where the plays of this folder are put on: each on a database of its own, many at the same time. */
import { beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../database.ts';
import { atOnce } from './at-once.ts';
import { contradictions } from './compare.ts';
import { type LossyProxy, startLossyProxy } from './lossy-proxy.ts';
import type { MerchantOptions } from './merchant.ts';
import { faultsOf, type Scene, setScene } from './scene.ts';
import type { ServerProcess } from './server-process.ts';

export const ORDER = 'order-1';

/** `wire` is what the server has its database over, where the play asked for one. */
export type Play = (scene: Scene, wire: LossyProxy) => Promise<void>;
export type Titled = readonly [title: string, play: () => Promise<void>];

const PLAYS_AT_ONCE = 8;
const PLAY_TIMEOUT_MS = 240_000;
const DIES_WITHIN_MS = 60_000;

/** Plays on a database, whose server is ended and which is dropped afterwards. */
export async function onStage(
  act: Play,
  options: Pick<MerchantOptions, 'onCallback'> & { readonly serverOverWire?: boolean } = {},
): Promise<void> {
  const { serverOverWire = false, ...merchant } = options;
  const database = await createTestDatabase();
  const wire = await startLossyProxy(database.url);
  const serverDatabaseUrl = serverOverWire ? wire.url : database.url;
  const scene = await setScene({ databaseUrl: database.url, serverDatabaseUrl, ...merchant });
  try {
    await scene.open();
    await act(scene, wire);
  } finally {
    await scene.close();
    await wire.close();
    await database.drop();
  }
}

/**
 * One test a play. Most of their time goes by in waiting until the leases of the dead run out, so they
 * are played together, the ones named first starting first.
 */
export function testTogether(plays: readonly Titled[]): void {
  const limited = atOnce(PLAYS_AT_ONCE);
  const running = new Map<string, Promise<void>>();
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants to see which fixtures are used.
  beforeAll(({}, { tasks }) => {
    const chosen = new Set(tasks.filter(({ mode }) => mode !== 'skip').map(({ name }) => name));
    for (const [title, play] of plays.filter(([title]) => chosen.has(title))) {
      const ended = limited(play);
      ended.catch(() => undefined);
      running.set(title, ended);
    }
  });
  test.each(plays.map(([title]) => title))('%s', (title) => running.get(title), PLAY_TIMEOUT_MS);
}

/** The step at which it killed itself; one that lives on is killed, and died at none. */
export async function deathOf(server: ServerProcess): Promise<string | undefined> {
  const impatient = setTimeout(() => void server.kill(), DIES_WITHIN_MS);
  const { killedAt } = await server.ended;
  clearTimeout(impatient);
  return killedAt;
}

/** That the books agree even now, in the middle of it. */
export async function expectNoContradiction(scene: Scene): Promise<void> {
  expect(contradictions(await scene.books())).toEqual([]);
}

/** That the one payment is paid, and all that happened to it told to the merchant; what it was. */
export async function expectPaidAndTold(scene: Scene, told = ['SUCCESS']): Promise<void> {
  const books = await scene.settledBooks();
  expect(faultsOf(books)).toEqual([]);
  expect(books.centre.payments.map(({ state }) => state)).toEqual(['paid']);
  expect(books.centre.events.map(({ status }) => status)).toEqual(told);
  expect(books.centre.callbacks.map(({ state }) => state)).toEqual(told.map(() => 'acknowledged'));
}

/** The embedded database is killed or restarted: alone, while the server lives, or together with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { crowdAt } from './crowd.ts';
import { temporaryDataDirectory } from './data-directory.ts';
import { killDatabase, stopDatabase } from './kill-database.ts';
import { faultsOf, type Scene, setScene } from './scene.ts';
import { deathOf, type Titled, testTogether } from './stage.ts';

/** Plays on an embedded database of its own. */
async function onEmbedded(act: (scene: Scene, dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = temporaryDataDirectory();
  const scene = await setScene({ dataDir: dataDir.path });
  try {
    await act(scene, dataDir.path);
  } finally {
    await scene.close();
    await dataDir.dispose();
  }
}

async function untilReady(scene: Scene): Promise<void> {
  for (;;) {
    const ready = await fetch(`${scene.url}/readyz`).catch(() => undefined);
    if (ready?.ok) return;
    await sleep(50);
  }
}

async function expectAllPaidAndTold(scene: Scene): Promise<void> {
  const books = await scene.settledBooks();
  expect(faultsOf(books)).toEqual([]);
  expect(new Set(books.centre.payments.map(({ state }) => state))).toEqual(new Set(['paid']));
  expect(books.centre.callbacks.map(({ state }) => state)).not.toContain('failed');
}

const SHOPPERS = 15;
const AWAY = [killDatabase, stopDatabase, killDatabase, stopDatabase] as const;
const EVERY_MS = 2_000;

async function databaseComesAndGoes(scene: Scene, dataDir: string): Promise<void> {
  const server = await scene.start();
  await scene.open();
  const crowd = crowdAt(scene);
  let open = true;
  const shopping = (async () => {
    while (open) await crowd.shop(SHOPPERS);
  })();
  for (const end of AWAY) {
    await sleep(EVERY_MS);
    end(dataDir);
    await sleep(EVERY_MS / 10);
    await untilReady(scene);
  }
  open = false;
  await shopping;
  expect(crowd.oddities).toEqual([]);
  expect(crowd.turnedAway).toBeGreaterThan(0);
  await expectAllPaidAndTold(scene);
  expect(server.isUp()).toBe(true);
}

/** At each of these, in a row: what one death leaves behind is there when the next one comes. */
const TOGETHER_AT = ['order saved', 'state moved', 'reply read'] as const;

async function bothDieTogether(scene: Scene, dataDir: string): Promise<void> {
  const first = await scene.start();
  await scene.open();
  await first.stop();
  for (const [at, step] of TOGETHER_AT.entries()) {
    const orderId = `order-${at}`;
    const dying = await scene.start({ step, database: dataDir });
    await scene.ask(orderId);
    if (dying.isUp()) await scene.atBank(orderId, 'pay');
    expect(await deathOf(dying)).toBe(step);
  }
  await scene.start();
  const { bank } = await scene.books();
  for (const at of TOGETHER_AT.keys()) {
    const orderId = `order-${at}`;
    expect(['redirected', 'shown']).toContain((await scene.ask(orderId)).kind);
    if (bank.charges.some((charge) => charge.orderId === orderId)) continue;
    expect(await scene.atBank(orderId, 'pay')).toEqual({ kind: 'accepted' });
  }
  await expectAllPaidAndTold(scene);
}

const plays: readonly Titled[] = [
  [
    'kill -9 before/after each durable step: the database dies with the server',
    () => onEmbedded(bothDieTogether),
  ],
  [
    'database restart/failover: killed or restarted every few seconds under load, the server recovers by itself',
    () => onEmbedded(databaseComesAndGoes),
  ],
];

describe('fault', () => testTogether(plays));

/**
 * A refund is asked for by a process of its own (`paycenter refund`), and by the server again when
 * nobody knows what came of it. Whoever dies, and wherever: the money goes back once.
 */
import { describe, expect } from 'vitest';
import type { Scene } from './scene.ts';
import type { Crash, ServerProcess } from './server-process.ts';
import {
  deathOf,
  expectNoContradiction,
  expectPaidAndTold,
  ORDER,
  onStage,
  type Play,
  type Titled,
  testTogether,
} from './stage.ts';

const REFUNDED = ['SUCCESS', 'REFUND'];

async function buy(scene: Scene, crash?: Crash): Promise<ServerProcess> {
  const server = await scene.start(crash);
  await scene.ask(ORDER);
  expect(await scene.atBank(ORDER, 'pay')).toEqual({ kind: 'accepted' });
  await expectPaidAndTold(scene);
  return server;
}

function expectOneRefund(scene: Scene): Promise<void> {
  return expectPaidAndTold(scene, REFUNDED);
}

/** The one who asks dies; the server goes on with it. */
function askerDiesAt(step: 'refund requested' | 'refund answered'): Play {
  return async (scene) => {
    await buy(scene);
    const asker = await scene.refund({ step });
    expect(asker.killedAt).toBe(step);
    await expectNoContradiction(scene);
    await expectOneRefund(scene);
  };
}

const serverDiesToo: Play = async (scene) => {
  const first = await buy(scene);
  expect((await scene.refund({ step: 'refund requested' })).killedAt).toBe('refund requested');
  await first.kill();
  const settling = await scene.start({ step: 'refund answered' });
  expect(await deathOf(settling)).toBe('refund answered');
  await expectNoContradiction(scene);
  await scene.start();
  await expectOneRefund(scene);
};

const bankIsAway: Play = async (scene) => {
  const server = await buy(scene);
  await server.kill();
  const asker = await scene.refund();
  expect(asker.exitCode).toBe(0);
  expect(JSON.parse(asker.stdout)).toMatchObject({ state: 'unknown' });
  await scene.start();
  await expectOneRefund(scene);
};

const serverDiesOfItsNotice: Play = async (scene) => {
  const dying = await buy(scene, { step: 'state moved', count: 2 });
  const [asker, death] = await Promise.all([scene.refund(), deathOf(dying)]);
  expect(death).toBe('state moved');
  expect(asker.exitCode).toBe(0);
  await expectNoContradiction(scene);
  await scene.start();
  await expectOneRefund(scene);
};

const EACH_STEP = 'kill -9 before/after each durable step';

const plays: readonly Titled[] = [
  [`${EACH_STEP}: "refund answered", asked anew by the server`, () => onStage(serverDiesToo)],
  [`${EACH_STEP}: "refund requested"`, () => onStage(askerDiesAt('refund requested'))],
  ['refund timeout, outcome unknown: the bank is away', () => onStage(bankIsAway)],
  [`${EACH_STEP}: "refund answered"`, () => onStage(askerDiesAt('refund answered'))],
  [
    'refund timeout, outcome unknown: the server dies of its notice while the answer is read',
    () => onStage(serverDiesOfItsNotice),
  ],
];

describe('fault', () => testTogether(plays));

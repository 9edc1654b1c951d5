/**
 * The connection to the database breaks in the middle of a commit, so that PayCenter cannot know whether
 * it was made: it does the same again under the same key, and reads what is there. Or the process dies in
 * that very moment, and nobody is left who would know.
 */
import { describe, expect } from 'vitest';
import type { Cut } from './lossy-proxy.ts';
import {
  expectNoContradiction,
  expectPaidAndTold,
  ORDER,
  onStage,
  type Play,
  type Titled,
  testTogether,
} from './stage.ts';

const CHANGE = /insert into notices.*update notices/s;

const STATEMENTS = {
  order: /insert into payments/,
  notice: CHANGE,
  'send record': /insert into callback_sends/,
} as const;

type Written = keyof typeof STATEMENTS;

/** The server lives: the shopper and the bank repeat what got no answer, and nothing happens twice. */
function wireBreaks(written: Written, when: Cut['when']): Play {
  return async (scene, wire) => {
    const server = await scene.start();
    const broken = wire.cutNext({ statement: STATEMENTS[written], when });
    const first = await scene.ask(ORDER);
    if (written === 'order') {
      expect(first).toEqual({ kind: 'unavailable', retryAfter: '5' });
      expect((await scene.ask(ORDER)).kind).toBe('redirected');
    }
    expect(await scene.atBank(ORDER, 'pay')).toEqual({ kind: 'accepted' });
    await broken;
    await expectPaidAndTold(scene);
    expect(scene.merchant.heard).toHaveLength(1);
    expect(server.isUp()).toBe(true);
  };
}

/** The server dies of it. */
function serverDiesUnknowing(written: Written, when: Cut['when']): Play {
  return async (scene, wire) => {
    const dying = await scene.start();
    const kill = () => void dying.kill();
    const broken = wire.cutNext({ statement: STATEMENTS[written], when, atCut: kill });
    await scene.ask(ORDER);
    if (dying.isUp()) await scene.atBank(ORDER, 'pay');
    await Promise.all([broken, dying.ended]);
    await expectNoContradiction(scene);
    const { bank, centre } = await scene.books();

    await scene.start();
    const again = await scene.ask(ORDER);
    const [payment] = centre.payments;
    if (payment && again.kind === 'redirected') expect(again.transId).toBe(payment.id);
    if (bank.charges.length === 0) {
      expect(await scene.atBank(ORDER, 'pay')).toEqual({ kind: 'accepted' });
    }
    await expectPaidAndTold(scene);
  };
}

/** A refund asked for once is made once, whether or not the commit that bound it was made. */
function refundBreaks(when: Cut['when']): Play {
  return async (scene, wire) => {
    await scene.start();
    await scene.ask(ORDER);
    await scene.atBank(ORDER, 'pay');
    await expectPaidAndTold(scene);
    const broken = wire.cutNext({ statement: CHANGE, when });
    const asker = await scene.refund(undefined, wire.url);
    await broken;
    expect({ exitCode: asker.exitCode, stderr: asker.stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expectPaidAndTold(scene, ['SUCCESS', 'REFUND']);
  };
}

const ROW = 'commit outcome unknown';
const WHEN = ['after its commit', 'before'] as const;
const overWire = (act: Play) => () => onStage(act, { serverOverWire: true });

const plays: readonly Titled[] = [
  ...WHEN.flatMap((when) =>
    (['notice', 'order', 'send record'] as const).flatMap((written): Titled[] => [
      [
        `${ROW}: the server dies ${when}, of the ${written}`,
        overWire(serverDiesUnknowing(written, when)),
      ],
      [
        `${ROW}: the connection breaks ${when}, of the ${written}`,
        overWire(wireBreaks(written, when)),
      ],
    ]),
  ),
  ...WHEN.map(
    (when): Titled => [
      `${ROW}: the connection breaks ${when}, of a refund`,
      () => onStage(refundBreaks(when)),
    ],
  ),
];

describe('fault', () => testTogether(plays));

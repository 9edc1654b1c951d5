/**
 * The server is killed with -9 at each durable step of a payment by name, and started again. What comes
 * before a step is the time after the one before it. The steps of a refund are in kill-refund.test.ts, a
 * death within a commit in commit-unknown.test.ts. A loss of power is not played: what a commit promises
 * then is PostgreSQL's, and the start refuses a server that is not set to keep it.
 */
import { describe, expect } from 'vitest';
import type { StepName } from '../../src/steps.ts';
import { faultsOf } from './scene.ts';
import type { ServerProcess } from './server-process.ts';
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

const PAYMENT_STEPS = [
  'order saved',
  'redirect answered',
  'notice verified',
  'notice stored',
  'state moved',
  'notice answered',
  'callback sent',
  'reply read',
  'send recorded',
] as const satisfies readonly StepName[];

/** Steps after which the merchant may be told again what it has been told: nobody kept that it was. */
const MAY_REPEAT: readonly StepName[] = ['notice answered', 'callback sent', 'reply read'];

/** A shopper buys, the server dies, the shopper comes back: one payment, paid once, told once. */
function dieAt(step: StepName): Play {
  return async (scene) => {
    const dying = await scene.start({ step });
    const first = await scene.ask(ORDER);
    if (dying.isUp()) await scene.atBank(ORDER, 'pay');
    expect(await deathOf(dying)).toBe(step);
    await expectNoContradiction(scene);
    const { bank, centre } = await scene.books();
    const [payment] = centre.payments;
    if (first.kind === 'redirected') expect(first.transId).toBe(payment?.id);

    await scene.start();
    const again = await scene.ask(ORDER);
    if (again.kind === 'redirected') expect(again.transId).toBe(payment?.id);
    else expect(again.kind).toBe('shown');
    if (bank.charges.length === 0) {
      expect(await scene.atBank(ORDER, 'pay')).toEqual({ kind: 'accepted' });
    }
    await expectPaidAndTold(scene);
    if (!MAY_REPEAT.includes(step)) expect(scene.merchant.heard).toHaveLength(1);
  };
}

/** A refund's notice comes before that of its payment: it is kept, and moves the state later. */
function dieOverOvertakingNotice(step: StepName, stateAtDeath: 'created' | 'paid'): Play {
  return async (scene) => {
    const dying = await scene.start({ step });
    await scene.ask(ORDER);
    await scene.atBank(ORDER, 'pay', { delay_ms: 2_000 });
    await scene.atBank(ORDER, 'refund', { gross: '5.00' });
    expect(await deathOf(dying)).toBe(step);
    await expectNoContradiction(scene);
    const { centre } = await scene.books();
    expect(centre.notices.filter(({ effect }) => effect === 'parked')).toHaveLength(1);
    expect(centre.payments.map(({ state }) => state)).toEqual([stateAtDeath]);

    await scene.start();
    await expectPaidAndTold(scene, ['SUCCESS', 'REFUND']);
  };
}

/** The server dies while the merchant, who refuses all sends before, has this one in hand. */
async function dieInSend(
  send: number,
  after: { readonly state: string; readonly sends: number },
): Promise<void> {
  let server: ServerProcess | undefined;
  const act: Play = async (scene) => {
    server = await scene.start();
    await scene.ask(ORDER);
    await scene.atBank(ORDER, 'pay');
    await server.ended;
    expect(scene.merchant.heard).toHaveLength(send);
    await expectNoContradiction(scene);
    await scene.start();
    const books = await scene.settledBooks();
    expect(faultsOf(books)).toEqual([]);
    expect(books.centre.callbacks).toMatchObject([after]);
    expect(scene.merchant.heard).toHaveLength(after.sends);
  };
  await onStage(act, {
    async onCallback(_heard, sends) {
      if (sends === send) await server?.kill();
      return sends > send;
    },
  });
}

const EACH_STEP = 'kill -9 before/after each durable step';
const UNRECORDED = 'crash between send and record';

const plays: readonly Titled[] = [
  [
    `${EACH_STEP}: "notice stored", of one that overtook its payment`,
    () => onStage(dieOverOvertakingNotice('notice stored', 'created')),
  ],
  [
    `${EACH_STEP}: "state moved", with a notice waiting for it`,
    () => onStage(dieOverOvertakingNotice('state moved', 'paid')),
  ],
  ...PAYMENT_STEPS.map((step): Titled => [`${EACH_STEP}: "${step}"`, () => onStage(dieAt(step))]),
  [
    `${UNRECORDED}: the merchant is told again, in the same words`,
    () => dieInSend(1, { state: 'acknowledged', sends: 2 }),
  ],
  [
    `${UNRECORDED}: after the third send there is never a fourth`,
    () => dieInSend(3, { state: 'failed', sends: 3 }),
  ],
];

describe('fault', () => testTogether(plays));

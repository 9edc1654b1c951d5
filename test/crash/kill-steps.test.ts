/**
 * The server is killed with -9 at each durable step of a payment by name, and started again. What comes
 * before a step is the time after the one before it. The steps of a refund are in kill-refund.test.ts, a
 * death within the commit itself in commit-unknown.test.ts. A loss of power is not played: what a commit
 * promises then is PostgreSQL's, and the start refuses a server that is not set to keep it.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { StepName } from '../../src/steps.ts';
import { createTestDatabase } from '../database.ts';
import { atOnce } from './at-once.ts';
import { contradictions } from './compare.ts';
import type { MerchantOptions } from './merchant.ts';
import { faultsOf, type Scene, setScene } from './scene.ts';
import type { Crash, ServerProcess } from './server-process.ts';

const ORDER = 'order-1';
const PLAYS_AT_ONCE = 8;
const DIES_WITHIN_MS = 60_000;
const TIMEOUT_MS = 240_000;

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

type Play = (scene: Scene) => Promise<void>;

/** On a stage of its own, whose server and database are cleared away afterwards. */
async function play(act: Play, options: Pick<MerchantOptions, 'onCallback'> = {}): Promise<void> {
  const database = await createTestDatabase();
  const scene = await setScene({ databaseUrl: database.url, ...options });
  try {
    await scene.open();
    await act(scene);
  } finally {
    await scene.close();
    await database.drop();
  }
}

/** Its death, by the step; a server that lives on is killed, and dies of nothing. */
async function deathOf(server: ServerProcess): Promise<string | undefined> {
  const impatient = setTimeout(() => void server.kill(), DIES_WITHIN_MS);
  const { killedAt } = await server.ended;
  clearTimeout(impatient);
  return killedAt;
}

async function expectAllPaidAndTold(scene: Scene): Promise<void> {
  const books = await scene.settledBooks();
  expect(faultsOf(books)).toEqual([]);
  expect(books.centre.payments.map(({ state }) => state)).toEqual(['paid']);
  expect(books.centre.callbacks.map(({ state }) => state)).not.toContain('failed');
}

/** A shopper buys, the server dies, the shopper comes back: one payment, paid once, told once. */
function dieAt(crash: Crash): Play {
  return async (scene) => {
    const dying = await scene.start(crash);
    const first = await scene.ask(ORDER);
    if (dying.isUp()) await scene.atBank(ORDER, 'pay');
    expect(await deathOf(dying)).toBe(crash.step);
    const atDeath = await scene.books();
    expect(contradictions(atDeath)).toEqual([]);
    const [payment] = atDeath.centre.payments;
    if (first.kind === 'redirected') expect(first.transId).toBe(payment?.id);

    await scene.start();
    const again = await scene.ask(ORDER);
    if (again.kind === 'redirected') expect(again.transId).toBe(payment?.id);
    else expect(again.kind).toBe('shown');
    if (atDeath.bank.charges.length === 0) {
      expect(await scene.atBank(ORDER, 'pay')).toEqual({ kind: 'accepted' });
    }
    await expectAllPaidAndTold(scene);
    const mayRepeat = MAY_REPEAT.some((step) => step === crash.step);
    if (!mayRepeat) expect(scene.merchant.heard).toHaveLength(1);
  };
}

/** A refund's notice comes before that of its payment: it is kept, and moves the state later. */
function dieOverOvertakingNotice(crash: Crash): Play {
  return async (scene) => {
    const dying = await scene.start(crash);
    await scene.ask(ORDER);
    await scene.atBank(ORDER, 'pay', { delay_ms: 2_000 });
    await scene.atBank(ORDER, 'refund', { gross: '5.00' });
    expect(await deathOf(dying)).toBe(crash.step);
    const atDeath = await scene.books();
    expect(contradictions(atDeath)).toEqual([]);
    expect(atDeath.centre.notices.filter(({ effect }) => effect === 'parked')).toHaveLength(1);

    await scene.start();
    await expectAllPaidAndTold(scene);
    const { centre } = await scene.books();
    expect(centre.events.map(({ status }) => status).sort()).toEqual(['REFUND', 'SUCCESS']);
  };
}

/** The server dies while the merchant has its callback in hand, so many sends of it. */
async function dieInSend(send: number): Promise<void> {
  let server: ServerProcess | undefined;
  const act: Play = async (scene) => {
    server = await scene.start();
    await scene.ask(ORDER);
    await scene.atBank(ORDER, 'pay');
    await server.ended;
    expect(scene.merchant.heard).toHaveLength(send);
    expect(contradictions(await scene.books())).toEqual([]);
    await scene.start();
    const books = await scene.settledBooks();
    expect(faultsOf(books)).toEqual([]);
    const [callback] = books.centre.callbacks;
    if (send < 3) {
      expect(callback).toMatchObject({ state: 'acknowledged', sends: send + 1 });
      expect(scene.merchant.heard).toHaveLength(send + 1);
    } else {
      expect(callback).toMatchObject({ state: 'failed', sends: 3 });
      expect(scene.merchant.heard).toHaveLength(3);
    }
  };
  await play(act, {
    async onCallback(_heard, sends) {
      if (sends === send) await server?.kill();
      return sends > send;
    },
  });
}

const plays: readonly (readonly [title: string, play: () => Promise<void>])[] = [
  ...PAYMENT_STEPS.map((step) => {
    const title = `kill -9 before/after each durable step: dies once "${step}" is done`;
    return [title, () => play(dieAt({ step }))] as const;
  }),
  [
    'kill -9 before/after each durable step: dies once "notice stored" is done, of a notice that overtook its payment',
    () => play(dieOverOvertakingNotice({ step: 'notice stored' })),
  ],
  [
    'kill -9 before/after each durable step: dies once "state moved" is done, with a notice that waited for it',
    () => play(dieOverOvertakingNotice({ step: 'state moved' })),
  ],
  [
    'crash between send and record: the merchant is told again, in the same words',
    () => dieInSend(1),
  ],
  [
    'crash between send and record: after the third send there is never a fourth',
    () => dieInSend(3),
  ],
];

describe('fault', () => {
  const limited = atOnce(PLAYS_AT_ONCE);
  const running = new Map<string, Promise<void>>();

  // Most of the time goes by in waiting for the leases of the dead to run out: so all play at once.
  beforeAll(() => {
    for (const [title, start] of plays) {
      const ended = limited(start);
      ended.catch(() => undefined);
      running.set(title, ended);
    }
  });

  test.each(plays.map(([title]) => title))(
    '%s',
    async (title) => {
      await running.get(title);
    },
    TIMEOUT_MS,
  );
});

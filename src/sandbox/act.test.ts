import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factOf, readStatement } from '../channels/sandbox/status.ts';
import { applyFacts } from '../domain/apply-fact.ts';
import { type Money, money, parseCurrency } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import { remainingMinor } from '../domain/remaining.ts';
import { ACTIONS, type Action, act, canAct, type Wish } from './act.ts';
import { type Charge, leftMinor, openCharge, undisputedMinor } from './charge.ts';
import { type Statement, stateChargeOf, stateMovementOf, statementsOf } from './statement.ts';

function usd(minor: bigint): Money {
  const currency = parseCurrency('USD');
  if (!currency) throw new Error('no dollars');
  return money(minor, currency);
}

const asked = {
  accountId: 'acc1',
  reference: 'ref1',
  transId: 't1',
  orderId: 'o1',
  gross: usd(3000n),
};

/** A charge to which things happen, and everything that was said of it. */
function scene() {
  let charge: Charge = openCharge(asked);
  let ids = 0;
  const said: Statement[] = [];
  const notices: string[] = [];
  function wish(action: Action, grossMinor?: bigint, refundId?: string): string {
    const gross = grossMinor === undefined ? undefined : usd(grossMinor);
    const wished: Wish = { action, gross, ...(refundId === undefined ? {} : { refundId }) };
    const newId = () => `id${String(ids++).padStart(5, '0')}`;
    const deed = act(charge, wished, { nowMs: 1_000, newId });
    if (deed.kind === 'done') {
      charge = deed.charge;
      notices.push(deed.noticeId);
      said.push(deed.about ? stateMovementOf(charge, deed.about) : stateChargeOf(charge, null));
    }
    if (deed.kind === 'again') expect(notices).toContain(deed.noticeId);
    return deed.kind;
  }
  /** Wishes that come true, one after the other; what was said of them. */
  function all(...actions: Action[]): readonly string[] {
    const before = said.length;
    for (const action of actions) expect([action, wish(action)]).toEqual([action, 'done']);
    return said.slice(before).map(({ type }) => type);
  }
  return { wish, all, said, charge: () => charge };
}

describe('a payer', () => {
  test('pays once, at once or after having hesitated, declined or canceled', () => {
    for (const before of [
      [],
      ['pend'],
      ['decline'],
      ['cancel'],
      ['pend', 'cancel'],
    ] as Action[][]) {
      const { all, charge, wish } = scene();
      all(...before, 'pay');
      expect(leftMinor(charge())).toBe(3000n);
      for (const action of ['decline', 'cancel', 'pend'] as const) {
        expect(wish(action)).toBe('impossible');
      }
    }
  });

  test('who does the same once more has done it once, and hears of the same notice', () => {
    for (const action of ['pay', 'pend', 'decline', 'cancel'] as const) {
      const { all, wish } = scene();
      all(action);
      expect(wish(action)).toBe('again');
    }
    const { all, wish } = scene();
    all('pay', 'dispute', 'dispute_won');
    expect(wish('dispute_won')).toBe('again');
    all('reverse', 'reverse_won');
    expect(wish('reverse_won')).toBe('again');
    expect(wish('pay', 2999n)).toBe('impossible');
  });

  test('can do nothing afterwards before having paid', () => {
    const after = ACTIONS.slice(4);
    const { wish } = scene();
    expect(after.map((action) => wish(action))).toEqual(after.map(() => 'impossible'));
  });

  test('never pays nothing', () => {
    expect(scene().wish('pay', 0n)).toBe('impossible');
  });
});

describe('what happens afterwards', () => {
  test('cannot happen to more money than there is', () => {
    const { all, wish, charge } = scene();
    all('pay');
    for (const action of ['refund', 'dispute', 'reverse'] as const) {
      expect(wish(action, 3001n)).toBe('impossible');
    }
    expect(wish('refund', 1000n)).toBe('done');
    expect(wish('dispute', 1500n)).toBe('done');
    expect(undisputedMinor(charge())).toBe(500n);
    expect(wish('dispute', 501n)).toBe('impossible');
    expect(wish('refund')).toBe('done');
    expect(leftMinor(charge())).toBe(0n);
    for (const action of ['refund', 'dispute', 'reverse', 'dispute_lost'] as const) {
      expect(wish(action)).toBe('impossible');
    }
  });

  test('a refund with an id is made once', () => {
    const { all, wish, charge } = scene();
    all('pay');
    expect(wish('refund', 1000n, 'ours')).toBe('done');
    expect(wish('refund', 1000n, 'ours')).toBe('again');
    expect(leftMinor(charge())).toBe(2000n);
  });

  test('money that was taken for a dispute is the dispute’s: lost it is gone once, won it comes back', () => {
    const lost = scene();
    lost.all('pay', 'dispute', 'reverse', 'dispute_lost');
    expect(leftMinor(lost.charge())).toBe(0n);
    const won = scene();
    won.all('pay', 'dispute', 'reverse', 'dispute_won');
    expect(leftMinor(won.charge())).toBe(3000n);
    expect(won.wish('reverse_won')).toBe('again');
  });

  test('a lost dispute can be won after all', () => {
    for (const appeal of ['dispute_won', 'reverse_won'] as const) {
      const { all, charge } = scene();
      expect(all('pay', 'dispute', 'dispute_lost', appeal).at(-1)).toBe('dispute.won');
      expect(leftMinor(charge())).toBe(3000n);
    }
  });

  test('what a button would do now is known without doing it', () => {
    const { all, charge } = scene();
    all('pay', 'dispute');
    const possible = ACTIONS.filter((action) => canAct(charge(), action));
    expect(possible).toEqual(['dispute_won', 'dispute_lost', 'reverse', 'refund']);
  });
});

describe('whatever happens', () => {
  const anything = fc.array(
    fc.record({
      action: fc.constantFrom(...ACTIONS),
      gross: fc.option(fc.constantFrom(500n, 1000n, 3000n), { nil: undefined }),
    }),
    { maxLength: 14 },
  );

  test('no more goes back than came, and every moment is later than the one before', () => {
    fc.assert(
      fc.property(anything, (wishes) => {
        const { wish, said, charge } = scene();
        wish('pay');
        for (const { action, gross } of wishes) {
          wish(action, action === 'pay' ? undefined : gross);
          expect(leftMinor(charge())).toBeGreaterThanOrEqual(0n);
          expect(leftMinor(charge())).toBeLessThanOrEqual(3000n);
        }
        const moments = said.map((statement) => statement.occurred_at_ms);
        expect(moments).toEqual([...new Set(moments)].sort((left, right) => left - right));
      }),
    );
  });

  test('PayCenter, told all of it or only asking at the end, knows the same money as the bank', () => {
    fc.assert(
      fc.property(anything, (wishes) => {
        const { wish, said, charge } = scene();
        wish('pay');
        for (const { action, gross } of wishes) wish(action, action === 'pay' ? undefined : gross);
        const left = leftMinor(charge());
        expect(leftAfter(said)).toBe(left);
        expect(leftAfter(statementsOf(charge(), null))).toBe(left);
        expect(leftAfter([...said, ...statementsOf(charge(), null)])).toBe(left);
      }),
      { numRuns: 500 },
    );
  });
});

/** What PayCenter believes to be left when it hears this. */
function leftAfter(statements: readonly Statement[]): bigint {
  let ids = 0;
  const context = { nowMs: 1, newId: () => `pc${ids++}` };
  let payment = unpaid;
  for (const each of statements) {
    const statement = readStatement(JSON.parse(JSON.stringify(each)));
    if (!statement) throw new Error('The adapter cannot read the bank.');
    payment = applyFacts(payment, 'ref1', [factOf('ref1', statement)], context).payment;
  }
  const [attempt] = payment.attempts;
  return attempt ? remainingMinor(payment, attempt) : 0n;
}

const unpaid: Payment = {
  id: 't1',
  appId: '1',
  orderId: 'o1',
  activityId: '',
  item: 'Tea',
  gross: usd(3000n),
  customData: null,
  state: 'created',
  channel: 'sandbox',
  test: true,
  duplicate: false,
  payerEmail: null,
  createdAtMs: 0,
  paidAtMs: null,
  version: 0,
  attempts: [
    {
      id: 'ref1',
      accountId: 'acc1',
      channel: 'sandbox',
      channelReference: null,
      channelTransaction: null,
      state: 'started',
      received: null,
      feeMinor: null,
      duplicate: false,
      test: true,
      reason: null,
      returnUrl: null,
      createdAtMs: 0,
    },
  ],
  refunds: [],
  disputes: [],
  reversals: [],
  orderPaidElsewhere: false,
};

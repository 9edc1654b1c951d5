import { describe, expect, test } from 'vitest';
import type { Fact } from './channel.ts';
import { money } from './money.ts';
import {
  contextAt,
  currency,
  fact,
  hear,
  MONEY,
  openedPayment,
  paid,
  paidPayment,
  usd,
  words,
} from './payment.test-support.ts';
import type { Payment } from './payment.ts';
import { remainingMinor } from './remaining.ts';

type Dispute = Extract<Fact, { kind: 'dispute' }>;
type Reversal = Extract<Fact, { kind: 'reversal' }>;

function dispute(second: number, outcome: Dispute['outcome'], minor: number | null = 40_00): Fact {
  const gross = minor === null ? {} : { gross: usd(minor) };
  return fact(second, { kind: 'dispute', channelDispute: 'case-1', outcome, ...gross });
}

function reversal(
  second: number,
  outcome: Reversal['outcome'],
  over: { of?: string; minor?: number | null; name?: string } = {},
): Fact {
  const { of, minor = 40_00, name = 'rev-1' } = over;
  return fact(second, {
    kind: 'reversal',
    channelReversal: name,
    outcome,
    ...(of === undefined ? {} : { channelDispute: of }),
    ...(minor === null ? {} : { gross: usd(minor) }),
  });
}

function parts(news: Fact) {
  const { subject: _, occurredAtMs: __, ...rest } = news;
  return rest as Parameters<typeof fact>[1];
}

function refund(second: number, minor: number, outcome: 'succeeded' | 'failed' = 'succeeded') {
  return fact(second, { kind: 'refund', channelRefund: 're_1', gross: usd(minor), outcome });
}

function told(...facts: readonly Fact[]): readonly string[] {
  return words(hear(paidPayment(), facts).events);
}

function left(payment: Payment): bigint {
  const [first] = payment.attempts;
  return first ? remainingMinor(payment, first) : 0n;
}

describe('a dispute', () => {
  test('is told as IN_CASE once, with the disputed amount, and not for its updates', () => {
    expect(told(dispute(1, 'open'), dispute(2, 'open'), dispute(1, 'open'))).toEqual([
      'IN_CASE 4000',
    ]);
  });

  test('of no stated amount is about all that was paid', () => {
    expect(told(refund(1, 30_00), dispute(2, 'open', null))).toEqual([
      'REFUND -3000',
      'IN_CASE 10000',
    ]);
  });

  test('that is won is a CANCEL_REVERSAL of the disputed amount', () => {
    expect(told(dispute(1, 'open'), dispute(2, 'won'), dispute(2, 'won'))).toEqual([
      'IN_CASE 4000',
      'CANCEL_REVERSAL 4000',
    ]);
  });

  test('that is lost is an APP_REVERSE of the disputed amount', () => {
    expect(told(dispute(1, 'open'), dispute(2, 'lost'), dispute(2, 'lost'))).toEqual([
      'IN_CASE 4000',
      'APP_REVERSE -4000',
    ]);
  });

  test('of no stated amount that is lost takes what was left', () => {
    const news = [dispute(1, 'open', null), refund(2, 30_00), dispute(3, 'lost', null)];
    const { payment, events } = hear(paidPayment(), news);
    expect(words(events)).toEqual(['IN_CASE 10000', 'REFUND -3000', 'APP_REVERSE -7000']);
    expect(left(payment)).toBe(0n);
  });

  test('whose amount becomes known late is corrected by the difference', () => {
    expect(told(dispute(2, 'lost', null), dispute(1, 'open'))).toEqual([
      'IN_CASE 10000',
      'APP_REVERSE -10000',
      'CANCEL_REVERSAL 6000',
    ]);
  });

  test('in another currency than the money counts as one of no stated amount', () => {
    const odd = { ...dispute(1, 'open'), gross: money(40_00n, currency('JPY')) };
    expect(told(odd as Fact)).toEqual(['IN_CASE 10000']);
  });

  test('that ends without a decision is told to nobody but the operator', () => {
    const { events, alerts, payment } = hear(paidPayment(), [
      dispute(1, 'open'),
      dispute(2, 'closed'),
    ]);
    expect(words(events)).toEqual(['IN_CASE 4000']);
    expect(alerts).toEqual(['dispute_undecided']);
    expect(left(payment)).toBe(100_00n);
  });

  test('that was won and is lost on appeal is told again', () => {
    expect(told(dispute(1, 'open'), dispute(2, 'won'), dispute(3, 'lost'))).toEqual([
      'IN_CASE 4000',
      'CANCEL_REVERSAL 4000',
      'APP_REVERSE -4000',
    ]);
  });

  test('that was decided is not opened again by a word of its beginning', () => {
    const { payment, events } = hear(paidPayment(), [dispute(2, 'lost'), dispute(9, 'open')]);
    expect(payment.disputes).toMatchObject([{ state: 'lost' }]);
    expect(words(events)).toEqual(['IN_CASE 4000', 'APP_REVERSE -4000']);
  });

  test('about money that has not come waits for it', () => {
    const early = hear(openedPayment(), [dispute(2, 'open')]);
    expect([early.events, early.parked.length]).toEqual([[], 1]);
    const { events } = hear(openedPayment(), [dispute(2, 'open'), paid(1)]);
    expect(words(events)).toEqual(['SUCCESS 10000', 'IN_CASE 4000']);
  });

  test('keeps the latest reason and time limit', () => {
    const first = { ...dispute(1, 'open'), reason: 'fraud', dueAtMs: 5 };
    const { payment } = hear(paidPayment(), [first as Fact, dispute(2, 'open')]);
    expect(payment.disputes).toMatchObject([{ reason: 'fraud', dueAtMs: 5 }]);
  });
});

describe('a reversal', () => {
  test('is an APP_REVERSE of what the channel took back', () => {
    const { payment, events } = hear(paidPayment(), [
      reversal(1, 'reversed'),
      reversal(1, 'reversed'),
    ]);
    expect(words(events)).toEqual(['APP_REVERSE -4000']);
    expect(left(payment)).toBe(60_00n);
  });

  test('of no stated amount took what was left', () => {
    const news = [refund(1, 30_00), reversal(2, 'reversed', { minor: null })];
    expect(told(...news)).toEqual(['REFUND -3000', 'APP_REVERSE -7000']);
  });

  test('that ends in favour of the merchant is a CANCEL_REVERSAL', () => {
    const { payment, events } = hear(paidPayment(), [
      reversal(1, 'reversed'),
      reversal(2, 'canceled'),
      reversal(2, 'canceled'),
    ]);
    expect(words(events)).toEqual(['APP_REVERSE -4000', 'CANCEL_REVERSAL 4000']);
    expect(left(payment)).toBe(100_00n);
  });

  test('whose end is heard first waits for its beginning', () => {
    const { events, parked } = hear(paidPayment(), [reversal(2, 'canceled')]);
    expect([events, parked.length]).toEqual([[], 1]);
    expect(told(reversal(2, 'canceled'), reversal(1, 'reversed'))).toEqual([
      'APP_REVERSE -4000',
      'CANCEL_REVERSAL 4000',
    ]);
  });

  test('before any money waits for it', () => {
    const { events } = hear(openedPayment(), [reversal(2, 'reversed'), paid(1)]);
    expect(words(events)).toEqual(['SUCCESS 10000', 'APP_REVERSE -4000']);
  });

  test('that takes more than there was is told and pointed out', () => {
    const { events, alerts } = hear(paidPayment(), [refund(1, 90_00), reversal(2, 'reversed')]);
    expect(words(events)).toEqual(['REFUND -9000', 'APP_REVERSE -4000']);
    expect(alerts).toEqual(['returned_more_than_paid']);
  });
});

describe('a cancellation that names only the money', () => {
  const canceled = (second: number, minor: number | null = 40_00) =>
    reversal(second, 'canceled', { name: MONEY, minor });
  const again = reversal(3, 'reversed', { name: 'rev-2' });

  test('gives back what stands, and a second reversal takes it again', () => {
    const { payment, events } = hear(paidPayment(), [reversal(1, 'reversed'), canceled(2), again]);
    expect(words(events)).toEqual([
      'APP_REVERSE -4000',
      'CANCEL_REVERSAL 4000',
      'APP_REVERSE -4000',
    ]);
    expect(left(payment)).toBe(60_00n);
  });

  test('comes to the same in any order', () => {
    const news = [reversal(1, 'reversed'), canceled(2), again] as const;
    for (const [a, b, c] of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const heard = [a, b, c].map((at) => news[at as 0 | 1 | 2]);
      const { payment, events, parked } = hear(paidPayment(), heard);
      const sum = events.reduce((total, { grossMinor }) => total + grossMinor, 0n);
      expect([left(payment), sum, parked]).toEqual([60_00n, -40_00n, []]);
    }
  });

  test('and says that both were at one instant is told beside what it cancels', () => {
    const { events } = hear(paidPayment(), [reversal(1, 'reversed'), canceled(1)]);
    expect(words(events)).toEqual(['APP_REVERSE -4000', 'CANCEL_REVERSAL 4000']);
    expect(new Set(events.map(({ cause }) => cause)).size).toBe(2);
  });

  test('by a clock that is behind gives back all the same', () => {
    expect(told(reversal(5, 'reversed'), canceled(2))).toEqual([
      'APP_REVERSE -4000',
      'CANCEL_REVERSAL 4000',
    ]);
  });

  test('is of the reversal that took as much, and waits for it', () => {
    const other = reversal(2, 'reversed', { name: 'rev-2', minor: 10_00 });
    const { events, parked } = hear(paidPayment(), [other, canceled(3)]);
    expect([words(events), parked.length]).toEqual([['APP_REVERSE -1000'], 1]);
    expect(told(reversal(1, 'reversed'), other, canceled(3))).toEqual([
      'APP_REVERSE -4000',
      'APP_REVERSE -1000',
      'CANCEL_REVERSAL 4000',
    ]);
    expect(told(reversal(1, 'reversed'), canceled(3, null))).toHaveLength(2);
  });
});

test('a cancellation that names what was taken in place of the money finds it', () => {
  const taken = fact(1, { ...parts(reversal(1, 'reversed')) }, MONEY);
  const canceled = fact(2, { ...parts(reversal(2, 'canceled')) }, 'rev-1');
  const both = ['APP_REVERSE -4000', 'CANCEL_REVERSAL 4000'];
  expect(told(taken, canceled)).toEqual(both);
  expect(told(canceled, taken)).toEqual(both);
});

describe('a dispute and its reversal are one loss', () => {
  const inCase = 'IN_CASE 4000';
  const taken = 'APP_REVERSE -4000';
  const returned = 'CANCEL_REVERSAL 4000';

  test.each([
    ['that names it', { of: 'case-1' }],
    ['that is known by its amount', {}],
  ])('told by whichever comes first, for a reversal %s', (_, over) => {
    const taking = reversal(2, 'reversed', over);
    expect(told(dispute(1, 'open'), taking, dispute(3, 'lost'))).toEqual([inCase, taken]);
    expect(told(dispute(1, 'open'), dispute(3, 'lost'), taking)).toEqual([inCase, taken]);
    expect(told(taking, dispute(1, 'open'), dispute(3, 'lost'))).toEqual([taken, inCase]);
  });

  test('given back once, when it is won and the reversal canceled', () => {
    const taking = [dispute(1, 'open'), reversal(2, 'reversed')];
    const won = dispute(3, 'won');
    const canceled = reversal(4, 'canceled');
    expect(told(...taking, won, canceled)).toEqual([inCase, taken, returned]);
    expect(told(...taking, canceled, won)).toEqual([inCase, taken, returned]);
  });

  test('and a reversal older than the win is over when it is heard of', () => {
    const { payment, events } = hear(paidPayment(), [
      dispute(1, 'open'),
      dispute(3, 'won'),
      reversal(2, 'reversed', { of: 'case-1' }),
    ]);
    expect(words(events)).toEqual([inCase, returned]);
    expect(left(payment)).toBe(100_00n);
  });

  test('and a loss whose reversal was canceled since is over too', () => {
    const events = hear(paidPayment(), [
      reversal(2, 'reversed', { of: 'case-1' }),
      reversal(3, 'canceled'),
      dispute(1, 'lost'),
    ]).events;
    expect(words(events)).toEqual([taken, returned, inCase]);
  });

  test('that costs what the channel took, where it took more than was disputed', () => {
    const fee = reversal(2, 'reversed', { of: 'case-1', minor: 55_00 });
    const lostFirst = hear(paidPayment(), [dispute(1, 'lost'), fee, dispute(9, 'won')]);
    expect(words(lostFirst.events)).toEqual([
      inCase,
      taken,
      'APP_REVERSE -1500',
      'CANCEL_REVERSAL 5500',
    ]);
  });

  test('though the channel gives the hold back right before it takes the money for good', () => {
    const { payment, events } = hear(paidPayment(), [
      dispute(1, 'open', null),
      reversal(2, 'reversed', { minor: 100_00 }),
      reversal(3, 'canceled', { minor: 100_00 }),
      reversal(4, 'reversed', { minor: 100_00, name: 'rev-2' }),
      dispute(5, 'lost', null),
    ]);
    expect(words(events)).toEqual([
      'IN_CASE 10000',
      'APP_REVERSE -10000',
      'CANCEL_REVERSAL 10000',
      'APP_REVERSE -10000',
    ]);
    expect(left(payment)).toBe(0n);
  });

  test('but two disputes are two', () => {
    const other = { ...dispute(2, 'lost'), channelDispute: 'case-2' } as Fact;
    expect(told(dispute(1, 'lost'), other)).toEqual([inCase, taken, inCase, taken]);
  });
});

test('an event is dated when the record that it tells of was made', () => {
  const opened = hear(paidPayment(), [dispute(1, 'open')], contextAt(5_000));
  expect(opened.events).toMatchObject([{ recordedAtMs: 5_000 }]);
  const lost = hear(opened.payment, [dispute(2, 'lost')], contextAt(9_000));
  expect(lost.events).toMatchObject([{ recordedAtMs: 9_000 }]);
});

describe('a merchant who gives in refunds the payer', () => {
  const settled = (second: number, outcome: Dispute['outcome']): Fact =>
    ({ ...dispute(second, outcome), refundSettlesSinceMs: 0 }) as Fact;

  test('and where the channel tells both, refund and loss, the money went back once', () => {
    const orders = [
      [settled(1, 'open'), refund(2, 40_00), settled(3, 'lost')],
      [settled(1, 'open'), settled(3, 'lost'), refund(2, 40_00)],
    ];
    for (const order of orders) {
      const { payment, events } = hear(paidPayment(), order);
      expect(left(payment)).toBe(60_00n);
      const sum = events.filter(({ status }) => status !== 'IN_CASE');
      expect(sum.reduce((total, { grossMinor }) => total + grossMinor, 0n)).toBe(-40_00n);
    }
  });

  test('and a refund of another sum is one of its own', () => {
    const news = [settled(1, 'open'), refund(2, 30_00), settled(3, 'lost')];
    expect(left(hear(paidPayment(), news).payment)).toBe(30_00n);
  });

  test('and where a channel tells a loss only once, a refund beside it is another', () => {
    const news = [dispute(1, 'open'), refund(2, 40_00), dispute(3, 'lost')];
    expect(left(hear(paidPayment(), news).payment)).toBe(20_00n);
  });
});

import { describe, expect, test } from 'vitest';
import {
  fact,
  hear,
  openedPayment,
  paid,
  paidPayment,
  usd,
  words,
} from './payment.test-support.ts';
import { remainingMinor } from './remaining.ts';

const GROSS = usd(100_00);
const opened = fact(10, { kind: 'dispute', channelDispute: 'd', gross: GROSS, outcome: 'open' });
const lost = fact(30, { kind: 'dispute', channelDispute: 'd', gross: GROSS, outcome: 'lost' });
const refund = (second: number, gross = GROSS, channelRefund = 'r') =>
  fact(second, { kind: 'refund', channelRefund, gross, outcome: 'succeeded' });
const reversal = (second: number, channelReversal = 'v') =>
  fact(second, { kind: 'reversal', channelReversal, gross: GROSS, outcome: 'reversed' });

function left(told: ReturnType<typeof hear>): bigint {
  const [attempt] = told.payment.attempts;
  return attempt ? remainingMinor(told.payment, attempt) : 0n;
}

describe('a refund that settles a dispute', () => {
  test('is the loss: the end of the dispute is not told beside it', () => {
    const told = hear(openedPayment(), [paid(1), opened, refund(20), lost]);
    expect(words(told.events)).toEqual(['SUCCESS 10000', 'IN_CASE 10000', 'REFUND -10000']);
    expect([left(told), told.alerts]).toEqual([0n, []]);
  });

  test('that is heard of after the end takes the place of the loss', () => {
    const told = hear(openedPayment(), [paid(1), opened, lost, refund(20)]);
    const sum = told.events
      .filter(({ status }) => status !== 'IN_CASE')
      .reduce((total, { grossMinor }) => total + grossMinor, 0n);
    expect([sum, left(told)]).toEqual([0n, 0n]);
  });

  test('was made since the dispute was opened', () => {
    const half = usd(50_00);
    const dispute = { kind: 'dispute', channelDispute: 'd', gross: half } as const;
    const told = hear(paidPayment(), [
      refund(5, half),
      fact(10, { ...dispute, outcome: 'open' }),
      fact(30, { ...dispute, outcome: 'lost' }),
    ]);
    expect(words(told.events).at(-1)).toBe('APP_REVERSE -5000');
    expect(left(told)).toBe(0n);
  });

  test('settles one of them', () => {
    const half = usd(50_00);
    const end = (channelDispute: string) =>
      fact(30, { kind: 'dispute', channelDispute, gross: half, outcome: 'lost', openedAtMs: 0 });
    const told = hear(paidPayment(), [refund(20, half), end('d1'), end('d2')]);
    expect(left(told)).toBe(0n);
  });
});

test.each([
  ['a refund and then a reversal', [refund(10, GROSS, 'same'), reversal(11, 'same')], 'REFUND'],
  [
    'a reversal and then a refund',
    [reversal(10, 'same'), refund(11, GROSS, 'same')],
    'APP_REVERSE',
  ],
])('one return of money that is told as %s is booked once', (_, news, word) => {
  const told = hear(paidPayment(), news);
  expect(words(told.events)).toEqual([`${word} -10000`]);
  expect(left(told)).toBe(0n);
});

test('a win of the same second gives back what was taken', () => {
  const won = fact(20, { kind: 'dispute', channelDispute: 'd', gross: GROSS, outcome: 'won' });
  const told = hear(paidPayment(), [opened, reversal(20), won]);
  expect(words(told.events)).toEqual([
    'IN_CASE 10000',
    'APP_REVERSE -10000',
    'CANCEL_REVERSAL 10000',
  ]);
});

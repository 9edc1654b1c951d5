import { describe, expect, test } from 'vitest';
import { fact, hear, paidPayment, usd, words } from './payment.test-support.ts';
import { remainingMinor } from './remaining.ts';

const GROSS = usd(100_00);
const refund = (second: number, gross = GROSS, channelRefund = 'r') =>
  fact(second, { kind: 'refund', channelRefund, gross, outcome: 'succeeded' });
const reversal = (second: number, channelReversal = 'v') =>
  fact(second, { kind: 'reversal', channelReversal, gross: GROSS, outcome: 'reversed' });
const dispute = (
  second: number,
  outcome: 'open' | 'won' | 'lost',
  { channelDispute = 'd', gross = GROSS, openedAt = 10 } = {},
) => {
  const since = { refundSettlesSinceMs: fact(openedAt, { kind: 'pending' }).occurredAtMs };
  return fact(second, { kind: 'dispute', channelDispute, gross, outcome, ...since });
};

function left(told: ReturnType<typeof hear>): bigint {
  const [attempt] = told.payment.attempts;
  return attempt ? remainingMinor(told.payment, attempt) : 0n;
}

describe('a refund that settles a dispute', () => {
  test('is the loss: the end of the dispute is not told beside it', () => {
    const told = hear(paidPayment(), [dispute(10, 'open'), refund(20), dispute(30, 'lost')]);
    expect(words(told.events)).toEqual(['IN_CASE 10000', 'REFUND -10000']);
    expect([left(told), told.alerts]).toEqual([0n, []]);
  });

  test('was made since the dispute was opened', () => {
    const gross = usd(50_00);
    const news = [refund(5, gross), dispute(10, 'open', { gross }), dispute(30, 'lost', { gross })];
    const told = hear(paidPayment(), news);
    expect(words(told.events).at(-1)).toBe('APP_REVERSE -5000');
    expect(left(told)).toBe(0n);
  });

  test('settles one of them', () => {
    const gross = usd(50_00);
    const lost = ['d1', 'd2'].map((channelDispute) =>
      dispute(30, 'lost', { channelDispute, gross }),
    );
    expect(left(hear(paidPayment(), [refund(20, gross), ...lost]))).toBe(0n);
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
  const told = hear(paidPayment(), [dispute(10, 'open'), reversal(20), dispute(20, 'won')]);
  expect(words(told.events)).toEqual([
    'IN_CASE 10000',
    'APP_REVERSE -10000',
    'CANCEL_REVERSAL 10000',
  ]);
});

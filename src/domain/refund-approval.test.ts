import { expect, test } from 'vitest';
import { money } from './money.ts';
import { currency, paidPayment, usd } from './payment.test-support.ts';
import { needsSecondPerson } from './refund-approval.ts';

test('up to the amount one person decides, above it two', () => {
  const payment = paidPayment();
  expect(needsSecondPerson({ USD: '50.00' }, payment, usd(50_00))).toBe(false);
  expect(needsSecondPerson({ USD: '50.00' }, payment, usd(50_01))).toBe(true);
});

test('a currency without an amount needs nobody else', () => {
  const payment = paidPayment();
  expect(needsSecondPerson({}, payment, usd(100_00))).toBe(false);
  const yen = money(100n, currency('JPY'));
  expect(needsSecondPerson({ USD: '0.01' }, payment, yen)).toBe(false);
});

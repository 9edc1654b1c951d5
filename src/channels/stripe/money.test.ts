import { expect, test } from 'vitest';
import { parseCurrency } from '../../domain/money.ts';
import { amountOf, CURRENCIES, moneyAt } from './money.ts';
import { amount } from './stripe.test-support.ts';

test('every currency that it takes is one that the house knows', () => {
  expect(CURRENCIES.filter((code) => parseCurrency(code) === undefined)).toEqual([]);
  expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
});

test.each([
  ['12.34', 'EUR', 1234],
  ['0.01', 'USD', 1],
  ['500', 'JPY', 500],
  ['500', 'XPF', 500],
  // Three decimals, the last of which Stripe wants to be zero.
  ['1.230', 'KWD', 1230],
  ['1.23', 'BHD', 1230],
  // No decimals, and written with two all the same.
  ['500', 'ISK', 50_000],
  ['500', 'UGX', 50_000],
  // Two decimals, and written without.
  ['5', 'MGA', 5],
  // Without decimals only when it is paid out.
  ['500.50', 'HUF', 50_050],
  ['500.50', 'TWD', 50_050],
])('%s %s is %d, there and back', (gross, code, units) => {
  const written = amountOf(amount(gross, code));
  expect(written).toEqual({ currency: code.toLowerCase(), amount: units });
  expect(moneyAt(written, 'amount')).toEqual(amount(gross, code));
});

test.each([
  ['1.234', 'KWD'],
  ['5.50', 'MGA'],
  ['99999999999999.99', 'USD'],
])('%s %s cannot be written', (gross, code) => {
  expect(amountOf(amount(gross, code))).toBeUndefined();
});

test.each([
  [{ currency: 'eur', amount: 12.34 }],
  [{ currency: 'eur', amount: -1 }],
  [{ currency: 'eur', amount: '1234' }],
  [{ currency: 'eur', amount: 2 ** 53 }],
  [{ currency: 'isk', amount: 50_050 }],
  [{ currency: 'zzz', amount: 1 }],
  [{ amount: 1 }],
  [{ currency: 'eur' }],
])('%j is no amount', (json) => {
  expect(moneyAt(json, 'amount')).toBeUndefined();
});

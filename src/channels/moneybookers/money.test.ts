import { expect, test } from 'vitest';
import { parseCurrency } from '../../domain/money.ts';
import { amountOf, CURRENCIES, moneyOf, shareOf } from './money.ts';
import { amount } from './moneybookers.test-support.ts';

test('every currency of a wallet is one of ISO 4217', () => {
  expect(CURRENCIES).toHaveLength(41);
  for (const code of CURRENCIES) expect(parseCurrency(code)).toBe(code);
});

test.each([
  ['12.30', 'EUR', '12.30'],
  ['0.01', 'EUR', '0.01'],
  ['500', 'USD', '500'],
  ['500', 'JPY', '500'],
  ['1.25', 'KWD', '1.250'],
  ['7', 'KWD', '7'],
])('%s %s is asked for as %s', (gross, currency, asked) => {
  expect(amountOf(amount(gross, currency))).toBe(asked);
});

test.each([
  ['25.46', 'EUR', 2546n],
  ['25.4', 'EUR', 2540n],
  ['25', 'EUR', 2500n],
  ['1.000000', 'USD', 100n],
  ['500.00', 'JPY', 500n],
  ['1.25', 'KWD', 1250n],
])('%s %s is read exactly', (text, code, minor) => {
  expect(moneyOf(text, code)).toEqual({ minor, currency: code });
});

test.each([
  ['0', 'EUR'],
  ['25.461', 'EUR'],
  ['0.5', 'JPY'],
  ['1', 'EU'],
])('%s %s is no money', (text, code) => {
  expect(moneyOf(text, code)).toBe(undefined);
});

test('shares of what was received are never more than it', () => {
  const [whole, received] = [amount('2.00', 'USD'), amount('1.01')];
  expect(shareOf(amount('1.00', 'USD'), whole, received)).toEqual(amount('0.50'));
  expect(shareOf(whole, whole, received)).toEqual(received);
});

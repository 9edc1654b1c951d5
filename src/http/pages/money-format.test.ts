import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatGross, money, parseCurrency } from '../../domain/money.ts';
import { LANGUAGES, type Language } from './languages.ts';
import { formatAmount, formatAmountParts } from './money-format.ts';

function amount(minor: bigint, code: string) {
  const currency = parseCurrency(code);
  if (currency === undefined) throw new Error(`${code} is no currency.`);
  return money(minor, currency);
}

test.each([
  [3014n, 'USD', 'en', '$30.14'],
  [1n, 'USD', 'de', '0,01\u00a0$'],
  [500n, 'JPY', 'en', '¥500'],
  [500n, 'JPY', 'ja', '￥500'],
  [1234n, 'KWD', 'en', 'KWD\u00a01.234'],
  [3014n, 'USD', 'zh-CN', 'US$30.14'],
  [3014n, 'USD', 'ar', '\u200f30.14\u00a0\u2066US$\u2069'],
  [-3014n, 'EUR', 'en', '-€30.14'],
  [99999999999999999n, 'USD', 'en', '$999,999,999,999,999.99'],
  [999999999999999999n, 'KWD', 'de', '999.999.999.999.999,999\u00a0KWD'],
] as const)('%s minor units of %s in %s are %j', (minor, code, language, text) => {
  expect(formatAmount(amount(minor, code), language as Language)).toBe(text);
});

test('every digit of every amount is there, in every language', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }),
      fc.constantFrom('USD', 'JPY', 'KWD'),
      fc.constantFrom(...LANGUAGES),
      (minor, code, language) => {
        const given = amount(minor, code);
        expect(formatAmount(given, language).replace(/\D/g, '')).toBe(
          formatGross(given).replace(/\D/g, ''),
        );
      },
    ),
  );
});

test('a sign that could be another currency has its code beside it', () => {
  expect(formatAmountParts(amount(1n, 'USD'), 'en').code).toBe('USD');
  expect(formatAmountParts(amount(1n, 'USD'), 'zh-CN').code).toBeNull();
  expect(formatAmountParts(amount(1n, 'KWD'), 'en').code).toBeNull();
});

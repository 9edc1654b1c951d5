import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  currencyExponent,
  formatGross,
  money,
  parseCurrency,
  parseGross,
  parseSignedGross,
  sameMoney,
} from './money.ts';
import { currency } from './payment.test-support.ts';

const USD = currency('USD');
const JPY = currency('JPY');
const KWD = currency('KWD');
const CLF = currency('CLF');

describe('a gross is a plain decimal above zero (threats row 10)', () => {
  test.each([
    ['0.01', 1n],
    ['500', 50_000n],
    ['30.14', 3_014n],
    ['4500.0', 450_000n],
    ['1.10000', 110n],
    ['007.50', 750n],
    ['000000000000000000001', 100n],
    ['999999999999999', 99_999_999_999_999_900n],
    ['999999999999999.99', 99_999_999_999_999_999n],
    ['9007199254740993', undefined],
    ['1000000000000000', undefined],
    ['-1', undefined],
    ['-0', undefined],
    ['-0.01', undefined],
    ['0', undefined],
    ['0.00', undefined],
    ['1e3', undefined],
    ['1E3', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['0x10', undefined],
    ['1,00', undefined],
    ['1.000,00', undefined],
    ['1_000', undefined],
    ['0.001', undefined],
    ['.5', undefined],
    ['5.', undefined],
    ['+5', undefined],
    ['1.2.3', undefined],
    ['', undefined],
    [' 1', undefined],
    ['1 ', undefined],
    ['1\n', undefined],
    ['1\u0000', undefined],
    ['１００', undefined],
    ['١٠٠', undefined],
    ['1０', undefined],
    ['[1]', undefined],
    ['1,2', undefined],
    [`${'0'.repeat(64)}1`, undefined],
  ])('%j in USD is %s minor units', (text, minor) => {
    expect(parseGross(text, USD)?.minor).toBe(minor);
  });

  test.each([
    ['JPY', '500', 500n],
    ['JPY', '500.00', 500n],
    ['JPY', '500.5', undefined],
    ['KWD', '0.001', 1n],
    ['KWD', '1.5', 1_500n],
    ['KWD', '0.0001', undefined],
  ])(
    'in %s, %j is %s minor units: a currency has its own number of digits',
    (code, text, minor) => {
      expect(parseGross(text, currency(code))?.minor).toBe(minor);
    },
  );

  test('an amount that the database could not hold is refused, not failed on', () => {
    expect(parseGross('999999999999999', CLF)).toBeUndefined();
    expect(parseGross('900000000000000', CLF)?.minor).toBe(9_000_000_000_000_000_000n);
  });

  test('whatever else is written is either refused or read as exactly what stands there', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parseGross(text, USD);
        if (read === undefined) return;
        expect(text).toMatch(/^\d+(\.\d+)?$/);
        const canonical = text.replace(/^0+(?=\d)/, '').replace(/(\.\d*?)0+$/, '$1');
        const written = formatGross(read).replace(/(\.\d*?)0+$/, '$1');
        expect(written.replace(/\.$/, '')).toBe(canonical.replace(/\.$/, ''));
      }),
    );
  });
});

test.each([USD, JPY, KWD])('every amount of %s is read back exactly as it was written', (code) => {
  const most = 10n ** BigInt(15 + currencyExponent(code)) - 1n;
  fc.assert(
    fc.property(fc.bigInt({ min: -most, max: most }), (minor) => {
      const written = formatGross(money(minor, code));
      expect(parseSignedGross(written, code)).toEqual({ minor, currency: code });
      expect(written.split('.')[1]?.length ?? 0).toBe(currencyExponent(code));
    }),
  );
});

test('a callback carries exactly the digits of its currency, and a sign only below zero', () => {
  const written = [
    money(1n, USD),
    money(-50_000n, USD),
    money(500n, JPY),
    money(-1n, JPY),
    money(-5n, KWD),
    money(0n, KWD),
  ].map(formatGross);
  expect(written).toEqual(['0.01', '-500.00', '500', '-1', '-0.005', '0.000']);
});

test('the same number in two currencies is not the same money (threats row 7)', () => {
  expect(sameMoney(money(100n, JPY), money(100n, USD))).toBe(false);
  expect(sameMoney(money(100n, USD), money(100n, USD))).toBe(true);
  expect(sameMoney(money(100n, USD), money(101n, USD))).toBe(false);
});

test.each([
  ['USD', 2],
  ['ISK', 0],
  ['KRW', 0],
  ['BHD', 3],
  ['TND', 3],
  ['HUF', 2],
  ['MGA', 2],
  ['MRU', 2],
])('%s has %i decimals, as ISO 4217 publishes it', (code, digits) => {
  expect(currencyExponent(currency(code))).toBe(digits);
});

test.each(['usd', 'US', 'USDT', 'ZZZ', '', ' USD', 'constructor', '__proto__'])(
  '%j is no currency',
  (text) => {
    expect(parseCurrency(text)).toBeUndefined();
  },
);

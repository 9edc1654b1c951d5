import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimals, fromMinorUnits, plainDecimal, toMinorUnits } from './decimal.ts';

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.stringMatching(/^\d{0,6}$/))
  .map(([negative, whole, fraction]) => {
    const text = fraction === '' ? `${whole}` : `${whole}.${fraction}`;
    const millionths = whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
    return { text: negative ? `-${text}` : text, value: negative ? -millionths : millionths };
  });

test('decimals compare as the numbers they spell, whatever their zeros', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const expected = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
      expect(compareDecimals(a.text, b.text)).toBe(expected);
      expect(compareDecimals(a.text, `${a.text.includes('.') ? a.text : `${a.text}.`}000`)).toBe(0);
    }),
  );
});

test('two spellings of one decimal have the same plain spelling', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(plainDecimal(a.text) === plainDecimal(b.text)).toBe(a.value === b.value);
    }),
  );
});

test('amounts that a float would confuse stay apart', () => {
  expect(compareDecimals('9007199254740993.00', '9007199254740992.00')).toBe(1);
  expect(compareDecimals('0.1000000000000000055', '0.1')).toBe(1);
});

test.each(['', '.5', '5.', '+5', ' 5', '5 ', '1e3', '1,5', 'NaN', '--1', '٣', '1'.repeat(65)])(
  '%j is not a decimal',
  (text) => {
    expect(() => compareDecimals(text, '1')).toThrow(/is not a decimal/);
  },
);

test.each([
  ['30.14', 'USD', 3014n],
  ['-0.01', 'EUR', -1n],
  ['500', 'JPY', 500n],
  ['500.00', 'JPY', 500n],
  ['1.234', 'KWD', 1234n],
  ['007.5', 'USD', 750n],
])('%s %s is %s in its smallest unit', (gross, currency, minor) => {
  expect(toMinorUnits(gross, currency)).toBe(minor);
});

test('an amount with more decimals than its currency is refused, not rounded', () => {
  expect(() => toMinorUnits('0.001', 'USD')).toThrow(/more decimals than USD/);
  expect(() => toMinorUnits('1.5', 'JPY')).toThrow(/more decimals than JPY/);
});

test('minor units survive the way out and back', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (minor, currency) => {
      fc.pre(minor.toString().length < 50);
      expect(toMinorUnits(fromMinorUnits(minor, currency), currency)).toBe(minor);
    }),
  );
  expect(fromMinorUnits(-5n, 'USD')).toBe('-0.05');
});

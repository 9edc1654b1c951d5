import { PayCenterError } from './errors.ts';

// PayCenter takes 15 digits before the point; the rest is room for zeros behind it.
const LENGTH_MAX = 64;

// ISO 4217: the currencies that do not have two decimals.
const OTHER_DIGITS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI'].map(
    (currency) => [currency, 0] as const,
  ),
  ...['VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((currency) => [currency, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((currency) => [currency, 3] as const),
  ...['CLF', 'UYW'].map((currency) => [currency, 4] as const),
]);

interface Decimal {
  negative: boolean;
  /** Without leading zeros; empty for nothing. */
  whole: string;
  /** Without trailing zeros; empty for nothing. */
  fraction: string;
}

function readDecimal(text: string): Decimal {
  const parts =
    typeof text === 'string' && text.length <= LENGTH_MAX
      ? /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
      : null;
  if (parts === null) {
    throw new PayCenterError(
      'invalid-parameter',
      `${JSON.stringify(text)} is not a decimal such as '30.14' or '-5'. Give amounts as strings.`,
    );
  }
  const whole = (parts[2] ?? '').replace(/^0+/, '');
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  return { negative: parts[1] === '-' && whole + fraction !== '', whole, fraction };
}

function scaled(decimal: Decimal, digits: number): bigint {
  const magnitude = BigInt(decimal.whole + decimal.fraction.padEnd(digits, '0') || '0');
  return decimal.negative ? -magnitude : magnitude;
}

/** The shortest spelling of a decimal: `0.010` → `0.01`, `-007` → `-7`, `-0.0` → `0`. */
export function plainDecimal(text: string): string {
  const { negative, whole, fraction } = readDecimal(text);
  const behind = fraction === '' ? '' : `.${fraction}`;
  return `${negative ? '-' : ''}${whole === '' ? '0' : whole}${behind}`;
}

/**
 * Compares two decimal strings exactly: `'0.01'` and `'0.010'` are the same. No float is involved.
 * @returns -1 when `a` is less, 0 when they are the same, 1 when `a` is more
 * @throws PayCenterError `invalid-parameter` when either is not a decimal
 */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const left = readDecimal(a);
  const right = readDecimal(b);
  const digits = Math.max(left.fraction.length, right.fraction.length);
  const difference = scaled(left, digits) - scaled(right, digits);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** How many decimals a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
export function fractionDigits(currency: string): number {
  return OTHER_DIGITS.get(currency) ?? 2;
}

/**
 * A decimal string in the currency's smallest unit: `('30.14', 'USD')` → `3014n`.
 * @throws PayCenterError `invalid-parameter` when it has more decimals than the currency
 */
export function toMinorUnits(gross: string, currency: string): bigint {
  const decimal = readDecimal(gross);
  const digits = fractionDigits(currency);
  if (decimal.fraction.length > digits) {
    throw new PayCenterError(
      'invalid-parameter',
      `${gross} has more decimals than ${currency}, which has ${digits}. Round it first.`,
      { parameter: 'gross' },
    );
  }
  return scaled(decimal, digits);
}

/** The way back: `(3014n, 'USD')` → `'30.14'`, `(500n, 'JPY')` → `'500'`. */
export function fromMinorUnits(minor: bigint, currency: string): string {
  const digits = fractionDigits(currency);
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${minor < 0n ? '-' : ''}${whole}${fraction}`;
}

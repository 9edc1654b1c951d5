/** Amounts as Stripe counts them: whole numbers in the smallest unit, whatever Stripe takes for it. */

export type Amount = { readonly currency: string; readonly units: number };

const WHOLE = new Set([
  ...['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf'],
  ...['xof', 'xpf'],
]);
const THOUSANDTHS = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);
/** Without fractions, and written in hundredths all the same. */
const HUNDREDFOLD = new Set(['isk', 'ugx']);
const MIN_UNITS: Readonly<Record<string, number>> = { usd: 50, eur: 50, gbp: 30, jpy: 50 };
const UNITS_MAX = 99_999_999;

function digitsOf(currency: string): number {
  if (WHOLE.has(currency)) return 0;
  return THOUSANDTHS.has(currency) ? 3 : 2;
}

export type AmountIssue = 'parameter_invalid_integer' | 'amount_too_small' | 'amount_too_large';

/** The amount that a form names, or what Stripe says is wrong with it. */
export function readAmount(
  currency: string | undefined,
  text: string | undefined,
  min: 'collect' | 'refund',
): Amount | AmountIssue {
  if (!/^[a-z]{3}$/.test(currency ?? '') || !/^\d{1,12}$/.test(text ?? '')) {
    return 'parameter_invalid_integer';
  }
  const amount = { currency: currency ?? '', units: Number(text) };
  const fraction = THOUSANDTHS.has(amount.currency)
    ? 10
    : HUNDREDFOLD.has(amount.currency)
      ? 100
      : 1;
  if (amount.units % fraction !== 0) return 'parameter_invalid_integer';
  if (amount.units < (min === 'collect' ? (MIN_UNITS[amount.currency] ?? 1) : 1)) {
    return 'amount_too_small';
  }
  return amount.units > UNITS_MAX ? 'amount_too_large' : amount;
}

export function decimal({ currency, units }: Amount): string {
  const digits = digitsOf(currency);
  const text = String(units).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return digits === 0 || HUNDREDFOLD.has(currency) ? whole : `${whole}.${text.slice(-digits)}`;
}

/** The amount that a script writes as a decimal, with the currency in either case. */
export function fromDecimal(code: unknown, value: unknown): Amount | undefined {
  const currency = String(code).toLowerCase();
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  const digits = digitsOf(currency);
  if (whole === '' || !/^[a-z]{3}$/.test(currency) || /[^0]/.test(fraction.slice(digits))) {
    return undefined;
  }
  return { currency, units: Number(whole + fraction.slice(0, digits).padEnd(digits, '0')) };
}

/** What Stripe keeps of a payment: a part of it and a little, each rounded down. */
export function feeOf({ currency, units }: Amount): Amount {
  const fixed = digitsOf(currency) === 0 ? 30 : 25;
  return { currency, units: Math.min(units, Math.floor((units * 15) / 1_000) + fixed) };
}

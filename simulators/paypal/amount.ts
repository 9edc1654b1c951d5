/** Amounts as PayPal takes them: decimal strings, and no cents in three currencies. */

export type Amount = { readonly currency: string; readonly minor: bigint };

const CENTS: readonly string[] = [
  ...['AUD', 'BRL', 'CAD', 'CNY', 'CZK', 'DKK', 'EUR', 'HKD', 'ILS', 'MYR', 'MXN', 'NOK', 'NZD'],
  ...['PHP', 'PLN', 'GBP', 'SGD', 'SEK', 'CHF', 'THB', 'USD'],
];
const WHOLE: readonly string[] = ['HUF', 'JPY', 'TWD'];

export type AmountIssue =
  | 'INVALID_CURRENCY_CODE'
  | 'DECIMAL_PRECISION'
  | 'CANNOT_BE_ZERO_OR_NEGATIVE'
  | 'INVALID_PARAMETER_SYNTAX';

/** The amount that `{currency_code, value}` names, or what PayPal says is wrong with it. */
export function readAmount(json: unknown): Amount | AmountIssue {
  const { currency_code: currency, value } = (json ?? {}) as Record<string, unknown>;
  if (typeof currency !== 'string' || typeof value !== 'string') return 'INVALID_PARAMETER_SYNTAX';
  if (!CENTS.includes(currency) && !WHOLE.includes(currency)) return 'INVALID_CURRENCY_CODE';
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(value);
  if (!match) return 'INVALID_PARAMETER_SYNTAX';
  const [, sign, whole = '', fraction = ''] = match;
  const digits = WHOLE.includes(currency) ? 0 : 2;
  if (fraction.length > digits) return 'DECIMAL_PRECISION';
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  if (sign || minor === 0n) return 'CANNOT_BE_ZERO_OR_NEGATIVE';
  return { currency, minor };
}

export function amountJson({ currency, minor }: Amount) {
  return { currency_code: currency, value: decimal({ currency, minor }) };
}

export function decimal({ currency, minor }: Amount): string {
  if (WHOLE.includes(currency)) return minor.toString();
  const digits = minor.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What PayPal keeps of a payment: 3.49 % and a little. */
export function feeOf({ currency, minor }: Amount): Amount {
  const fixed = WHOLE.includes(currency) ? 40n : 49n;
  const fee = (minor * 349n) / 10_000n + fixed;
  return { currency, minor: fee < minor ? fee : minor };
}

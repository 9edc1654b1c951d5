/** Amounts as Skrill takes and writes them, and its rates where a wallet has another currency. */

export type Amount = { readonly currency: string; readonly minor: bigint };

const CURRENCIES: readonly string[] = [
  ...['AED', 'AUD', 'BGN', 'BHD', 'BRL', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF'],
  ...['ILS', 'INR', 'ISK', 'JOD', 'JPY', 'KES', 'KWD', 'MAD', 'MXN', 'MYR', 'NOK', 'NZD', 'OMR'],
  ...['PEN', 'PHP', 'PLN', 'QAR', 'RON', 'RSD', 'SAR', 'SEK', 'SGD', 'THB', 'TND', 'TRY', 'TWD'],
  ...['USD', 'ZAR'],
];
const WHOLE: readonly string[] = ['ISK', 'JPY'];
const THOUSANDTHS: readonly string[] = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];

/** What one unit is worth in millionths of a euro; of the others, as much as a dollar. */
const WORTH: Readonly<Record<string, bigint>> = {
  EUR: 1_000_000n,
  GBP: 1_150_000n,
  USD: 900_000n,
  JPY: 6_000n,
  KWD: 2_950_000n,
};

function digitsOf(currency: string): number {
  if (WHOLE.includes(currency)) return 0;
  return THOUSANDTHS.includes(currency) ? 3 : 2;
}

/** The amount, or undefined when Skrill would not take it. */
export function readAmount(text: unknown, currency: unknown): Amount | undefined {
  if (typeof text !== 'string' || typeof currency !== 'string') return undefined;
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (!match || text.length > 19 || !CURRENCIES.includes(currency)) return undefined;
  const [, whole = '', fraction = ''] = match;
  const digits = digitsOf(currency);
  if (/[^0]/.test(fraction.slice(digits))) return undefined;
  const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return minor > 0n ? { currency, minor } : undefined;
}

export function decimal({ currency, minor }: Amount): string {
  const digits = digitsOf(currency);
  const text = minor.toString().padStart(digits + 1, '0');
  const at = text.length - digits;
  return digits === 0 ? text : `${text.slice(0, at)}.${text.slice(at)}`;
}

/** The same money in another currency, rounded down. */
export function convert(amount: Amount, currency: string): Amount {
  if (amount.currency === currency) return amount;
  const worth = (code: string) => WORTH[code] ?? 900_000n;
  const scale = (code: string) => 10n ** BigInt(digitsOf(code));
  const minor =
    (amount.minor * worth(amount.currency) * scale(currency)) /
    (worth(currency) * scale(amount.currency));
  return { currency, minor };
}

/** Amounts as Stripe writes them: whole numbers in units that are not always ISO 4217's. */
import { currencyExponent, type Money, money, parseCurrency } from '../../domain/money.ts';
import { textAt, valueAt } from '../read-json.ts';

/** What a payment can be of. */
export const CURRENCIES: readonly string[] = [
  ...['AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT'],
  ...['BGN', 'BHD', 'BIF', 'BMD', 'BND', 'BOB', 'BRL', 'BSD', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF'],
  ...['CHF', 'CLP', 'CNY', 'COP', 'CRC', 'CVE', 'CZK', 'DJF', 'DKK', 'DOP', 'DZD', 'EGP', 'ETB'],
  ...['EUR', 'FJD', 'FKP', 'GBP', 'GEL', 'GIP', 'GMD', 'GNF', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG'],
  ...['HUF', 'IDR', 'ILS', 'INR', 'ISK', 'JMD', 'JOD', 'JPY', 'KES', 'KGS', 'KHR', 'KMF', 'KRW'],
  ...['KWD', 'KYD', 'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK'],
  ...['MNT', 'MOP', 'MUR', 'MVR', 'MWK', 'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR'],
  ...['NZD', 'OMR', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'PYG', 'QAR', 'RON', 'RSD', 'RUB'],
  ...['RWF', 'SAR', 'SBD', 'SCR', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'STN', 'SZL', 'THB'],
  ...['TJS', 'TND', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS', 'UAH', 'UGX', 'USD', 'UYU', 'UZS', 'VND'],
  ...['VUV', 'WST', 'XAF', 'XCD', 'XCG', 'XOF', 'XPF', 'YER', 'ZAR', 'ZMW'],
];

const WHOLE: ReadonlySet<string> = new Set([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA'],
  ...['PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
]);
/** Of which Stripe takes the last digit as zero only. */
const THOUSANDTHS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * How many times Stripe's unit goes into ours, as a power of ten. ISK and UGX have no fractions and are
 * written in hundredths all the same; MGA has them and is written without.
 */
function powerOf(currency: Money['currency']): number {
  const digits = WHOLE.has(currency) ? 0 : THOUSANDTHS.has(currency) ? 3 : 2;
  return digits - currencyExponent(currency);
}

export type Amount = { readonly currency: string; readonly amount: number };

/** The amount for Stripe; undefined when Stripe cannot move it, because its last digits are not zeros. */
export function amountOf({ minor, currency }: Money): Amount | undefined {
  const power = powerOf(currency);
  const factor = 10n ** BigInt(Math.abs(power));
  if (power < 0 && minor % factor !== 0n) return undefined;
  const units = power < 0 ? minor / factor : minor * factor;
  if (THOUSANDTHS.has(currency) && units % 10n !== 0n) return undefined;
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { currency: currency.toLowerCase(), amount: Number(units) };
}

/** The amount in that member of what Stripe said, in the currency that stands beside it. */
export function moneyAt(json: unknown, member: string): Money | undefined {
  const currency = parseCurrency((textAt(json, 'currency') ?? '').toUpperCase());
  const amount = valueAt(json, member);
  if (!currency || typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 0) {
    return undefined;
  }
  const power = powerOf(currency);
  const factor = 10n ** BigInt(Math.abs(power));
  const units = BigInt(amount);
  if (power > 0 && units % factor !== 0n) return undefined;
  return money(power > 0 ? units / factor : units * factor, currency);
}

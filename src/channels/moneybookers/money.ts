/** Amounts as Skrill writes them, and the currencies of its wallets. */
import { formatGross, type Money, money, parseCurrency, parseGross } from '../../domain/money.ts';

/** What a payer can be asked for. */
export const CURRENCIES: readonly string[] = [
  ...['AED', 'AUD', 'BGN', 'BHD', 'BRL', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF'],
  ...['ILS', 'INR', 'ISK', 'JOD', 'JPY', 'KES', 'KWD', 'MAD', 'MXN', 'MYR', 'NOK', 'NZD', 'OMR'],
  ...['PEN', 'PHP', 'PLN', 'QAR', 'RON', 'RSD', 'SAR', 'SEK', 'SGD', 'THB', 'TND', 'TRY', 'TWD'],
  ...['USD', 'ZAR'],
];

/** The amount for Skrill, which wants no zeros behind the point of a whole number. */
export function amountOf(gross: Money): string {
  return formatGross(gross).replace(/\.0+$/, '');
}

/** The amount that two fields of Skrill's make; undefined when they make none. */
export function moneyOf(amount: string, code: string): Money | undefined {
  const currency = parseCurrency(code);
  return currency && parseGross(amount, currency);
}

/**
 * What a part of a payment is in the money that the account received for the whole of it. Rounded down:
 * all parts together are never more than what was received, which Skrill would refuse.
 */
export function shareOf(part: Money, whole: Money, received: Money): Money {
  return money((part.minor * received.minor) / whole.minor, received.currency);
}

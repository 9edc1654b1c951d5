/** Amounts as PayPal writes them. */
import type { AmountRule } from '../../domain/channel.ts';
import { formatGross, type Money, parseCurrency, parseGross } from '../../domain/money.ts';
import { textAt } from '../read-json.ts';

/** What an account can be paid in; the last three only inside their own country. */
export const CURRENCIES: readonly string[] = [
  ...['AUD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN', 'NOK'],
  ...['NZD', 'PHP', 'PLN', 'SEK', 'SGD', 'THB', 'TWD', 'USD', 'BRL', 'CNY', 'MYR'],
];

/** ISO 4217 gives them cents; PayPal refuses any. */
const WHOLE_ONLY: ReadonlySet<string> = new Set(['HUF', 'TWD', 'JPY']);

/** The same for those who choose a channel. */
export const AMOUNTS: Readonly<Record<string, AmountRule>> = {
  HUF: { stepMinor: 100n },
  TWD: { stepMinor: 100n },
};

export type Amount = { readonly currency_code: string; readonly value: string };

/** The amount for PayPal; undefined when PayPal cannot move it, because it has cents. */
export function amountOf(money: Money): Amount | undefined {
  const text = formatGross(money);
  const [whole = '', fraction = ''] = text.split('.');
  const cents = WHOLE_ONLY.has(money.currency);
  if (cents && /[^0]/.test(fraction)) return undefined;
  return { currency_code: money.currency, value: cents ? whole : text };
}

/** The amount at this place of what PayPal said. */
export function moneyAt(json: unknown, ...path: readonly (string | number)[]): Money | undefined {
  const currency = parseCurrency(textAt(json, ...path, 'currency_code') ?? '');
  return currency && parseGross(textAt(json, ...path, 'value') ?? '', currency);
}

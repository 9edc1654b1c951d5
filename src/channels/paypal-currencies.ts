/** What PayPal takes, by whichever of its protocols, and how it writes amounts. */
import type { AmountRule } from '../domain/channel.ts';
import { formatGross, type Money } from '../domain/money.ts';

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

/** The amount as PayPal wants it; undefined when PayPal cannot move it, because it has cents. */
export function writeAmount(money: Money): string | undefined {
  const text = formatGross(money);
  if (!WHOLE_ONLY.has(money.currency)) return text;
  const [whole = '', fraction = ''] = text.split('.');
  return /[^0]/.test(fraction) ? undefined : whole;
}

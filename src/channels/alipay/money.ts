/** Amounts as Alipay writes them: yuan with two decimals, and no other currency on this kind of page. */
import { formatGross, type Money, parseCurrency, parseGross } from '../../domain/money.ts';
import { textAt } from '../read-json.ts';

const CURRENCY = 'CNY';

export const CURRENCIES: readonly string[] = [CURRENCY];

/** A hundred million yuan: more, Alipay collects from nobody at once. */
const MOST_MINOR = 10_000_000_000n;

/** The amount for Alipay; undefined when it cannot be collected there. */
export function yuanOf(gross: Money): string | undefined {
  const fits = gross.currency === CURRENCY && gross.minor <= MOST_MINOR;
  return fits ? formatGross(gross) : undefined;
}

/** The amount that stands there; undefined when there is none, or none above zero. */
export function yuanAt(said: unknown, name: string): Money | undefined {
  const currency = parseCurrency(CURRENCY);
  return currency && parseGross(textAt(said, name) ?? '', currency);
}

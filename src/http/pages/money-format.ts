import { formatGross, type Money } from '../../domain/money.ts';
import type { Language } from './languages.ts';

/** One per language, currency and number of digits: making one costs far more than using it. */
const formats = new Map<string, Intl.NumberFormat>();

function currencyFormat(language: Language, currency: string, digits: number): Intl.NumberFormat {
  const key = `${language} ${currency} ${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format;
}

/**
 * An amount as its reader writes it (`$30.14`, `30,14 $`, `￥500`), with exactly the currency's
 * digits. Intl is given the decimal as text, which it takes exactly, so no size loses a cent.
 */
export function formatAmount(money: Money, language: Language): string {
  const decimal = formatGross(money);
  const digits = decimal.split('.')[1]?.length ?? 0;
  return currencyFormat(language, money.currency, digits).format(decimal as `${number}`);
}

/**
 * The same with the currency's code where the sign alone could be read as another currency:
 * a dollar sign means one thing in Boston and another in Sydney.
 */
export function formatAmountParts(
  money: Money,
  language: Language,
): { readonly text: string; readonly code: string | null } {
  const text = formatAmount(money, language);
  return { text, code: text.includes(money.currency) ? null : money.currency };
}

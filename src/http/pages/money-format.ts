import { formatGross, type Money } from '../../domain/money.ts';
import { directionOf, type Language } from './languages.ts';

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

type AmountText = {
  readonly text: string;
  /** The currency's code where the sign says less than it, else null. */
  readonly code: string | null;
};

/** Keeps `US$` in its own order inside a line that runs from right to left. */
function isolatedSign(sign: string): string {
  return /[A-Za-z]/.test(sign) ? `\u2066${sign}\u2069` : sign;
}

/**
 * An amount as its reader writes it (`$30.14`, `30,14 $`, `￥500`), with exactly the currency's
 * digits, and beside it the code where the sign alone could be read as another currency: a dollar
 * sign means one thing in Boston and another in Sydney. Intl is given the decimal as text, which it
 * takes exactly, so no size loses a cent.
 */
export function formatAmountParts(money: Money, language: Language): AmountText {
  const decimal = formatGross(money);
  const digits = decimal.split('.')[1]?.length ?? 0;
  const format = currencyFormat(language, money.currency, digits);
  const parts = format.formatToParts(decimal as `${number}`);
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? '';
  const rightToLeft = directionOf(language) === 'rtl';
  const text = parts
    .map(({ type, value }) => (type === 'currency' && rightToLeft ? isolatedSign(value) : value))
    .join('');
  return { text, code: /\p{L}/u.test(sign) ? null : money.currency };
}

/** The same as one text, without the code. */
export function formatAmount(money: Money, language: Language): string {
  return formatAmountParts(money, language).text;
}

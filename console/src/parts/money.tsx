/** Money as its reader writes it. Amounts are decimals in texts and never become floats. */
import type { Money } from '../api/shapes.ts';
import { useLanguage } from '../texts/language.tsx';

/** The digits behind the point are those that the amount has: that many has its currency. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const digits = digitsOf(amount);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // A text keeps every digit.
  return `${format.format(amount as `${number}`)} ${currency}`;
}

export function MoneyText({ money }: { readonly money: Money }) {
  const { locale } = useLanguage();
  return <span className="amount">{formatMoney(money, locale)}</span>;
}

export function digitsOf(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}

/** In the currency's smallest unit; undefined for what is no such amount. */
export function minorOf(amount: string, digits: number): bigint | undefined {
  const [, whole = '', part = ''] = /^(\d{1,15})(?:\.(\d*))?$/.exec(amount.trim()) ?? [];
  if (whole === '' || part.length > digits) return undefined;
  return BigInt(whole + part.padEnd(digits, '0'));
}

export function amountOf(minor: bigint, digits: number): string {
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

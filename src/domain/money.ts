/**
 * Money as integer minor units. Nothing here, or anywhere else, holds an amount in a float.
 */
import * as isoCurrencies from 'dinero.js/currencies';

/** An ISO 4217 code that {@link parseCurrency} has accepted. */
export type Currency = string & { readonly currency: unique symbol };

export type Money = { readonly minor: bigint; readonly currency: Currency };

const exponents: ReadonlyMap<string, number> = new Map(
  Object.values(isoCurrencies).map(({ code, base, exponent }) => [
    code,
    // MGA and MRU have fifths in daily life; ISO 4217 and every channel write them with two decimals.
    base === 10 ? exponent : 2,
  ]),
);

/** The currency of that ISO 4217 code (capitals, as published), or undefined. */
export function parseCurrency(text: string): Currency | undefined {
  return exponents.has(text) ? (text as Currency) : undefined;
}

/** How many digits the currency has after the decimal point: 2 for USD, 0 for JPY, 3 for KWD. */
export function currencyExponent(currency: Currency): number {
  return exponents.get(currency) ?? 2;
}

const GROSS = /^(-?)(\d+)(?:\.(\d+))?$/;
const WHOLE_DIGITS_MAX = 15;
const TEXT_LENGTH_MAX = 64;
/** The most that the database's 64 bits hold: a currency of four digits gets there in fifteen. */
const MINOR_MAX = 2n ** 63n - 1n;

/**
 * Reads a decimal such as `0.01`, `500` or `-4500.0` exactly. Undefined when it is no plain decimal,
 * is too large, or has more digits than the currency (unless those are zeros).
 */
export function parseSignedGross(text: string, currency: Currency): Money | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const match = GROSS.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const exponent = currencyExponent(currency);
  if (whole.replace(/^0+/, '').length > WHOLE_DIGITS_MAX) return undefined;
  if (/[^0]/.test(fraction.slice(exponent))) return undefined;
  const digits = whole + fraction.slice(0, exponent).padEnd(exponent, '0');
  const minor = BigInt(digits);
  if (minor > MINOR_MAX) return undefined;
  return { minor: sign === '-' ? -minor : minor, currency };
}

/** The same for an amount that somebody is to pay: more than zero, without a sign. */
export function parseGross(text: string, currency: Currency): Money | undefined {
  const money = parseSignedGross(text, currency);
  return money !== undefined && money.minor > 0n && !text.startsWith('-') ? money : undefined;
}

/** Decimal with exactly the currency's digits: `0.01`, `-500.00`, JPY `500`. */
export function formatGross(money: Money): string {
  const exponent = currencyExponent(money.currency);
  const negative = money.minor < 0n;
  const digits = (negative ? -money.minor : money.minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent > 0 ? `.${digits.slice(-exponent)}` : '';
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency };
}

export function sameMoney(left: Money, right: Money): boolean {
  return left.minor === right.minor && left.currency === right.currency;
}

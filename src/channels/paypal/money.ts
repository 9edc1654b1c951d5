/** Amounts as PayPal's REST API writes them. */
import { type Money, parseCurrency, parseGross } from '../../domain/money.ts';
import { writeAmount } from '../paypal-currencies.ts';
import { textAt } from '../read-json.ts';

export type Amount = { readonly currency_code: string; readonly value: string };

/** The amount for PayPal; undefined when PayPal cannot move it, because it has cents. */
export function amountOf(money: Money): Amount | undefined {
  const value = writeAmount(money);
  return value === undefined ? undefined : { currency_code: money.currency, value };
}

/** The amount at this place of what PayPal said. */
export function moneyAt(json: unknown, ...path: readonly (string | number)[]): Money | undefined {
  const currency = parseCurrency(textAt(json, ...path, 'currency_code') ?? '');
  return currency && parseGross(textAt(json, ...path, 'value') ?? '', currency);
}

/** Amounts as WeChat Pay writes them: a whole number of fen. */
import { type Money, money, parseCurrency } from '../../domain/money.ts';
import { textAt, valueAt } from '../read-json.ts';

/** What JSON can carry without rounding; undefined for more. */
export function fenOf({ minor }: Money): number | undefined {
  const fen = Number(minor);
  return Number.isSafeInteger(fen) ? fen : undefined;
}

/** The amount under this name in the `amount` of what WeChat Pay said; yuan where it names no currency. */
export function moneyAt(json: unknown, name: 'total' | 'refund'): Money | undefined {
  const fen = valueAt(json, 'amount', name);
  const currency = parseCurrency(textAt(json, 'amount', 'currency') ?? 'CNY');
  const whole = typeof fen === 'number' && Number.isSafeInteger(fen) && fen > 0;
  return whole && currency ? money(BigInt(fen), currency) : undefined;
}

/** Lists that people write with commas, and amounts with their currency. */
import { type Currency, type Money, parseCurrency, parseGross } from '../domain/money.ts';
import { wrongSetting } from './wrong-setting.ts';

/** In capitals, each once; none for an empty text. */
export function readList(text: string): readonly string[] {
  return text === '' ? [] : [...new Set(text.split(',').map((part) => part.trim().toUpperCase()))];
}

/** `USD:0.50,JPY:50`: one amount for a currency, the last. Throws a Refusal INVALID_PARAMETER. */
export function readAmounts(text: string, key: string): readonly Money[] {
  const amounts = new Map(readList(text).map((entry) => readAmount(entry, key)));
  return [...amounts.values()];
}

function readAmount(entry: string, key: string): [Currency, Money] {
  const [code = '', gross = '', ...rest] = entry.split(':');
  const currency = parseCurrency(code);
  const amount = currency && parseGross(gross, currency);
  if (!amount || rest.length > 0) {
    throw wrongSetting(
      key,
      `must be amounts with their currency, comma-separated, such as USD:0.50,JPY:50, not "${entry}".`,
    );
  }
  return [currency, amount];
}

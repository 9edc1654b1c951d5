/** `USD 500, EUR 450` as amounts, and back. */
import type { Money } from '../../api/shapes.ts';

export function writeAmounts(amounts: readonly Money[]): string {
  return amounts.map(({ amount, currency }) => `${currency} ${amount}`).join(', ');
}

/** What is no amount is passed on as it is: the server says what is wrong with it. */
export function readAmounts(text: string): Money[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const [, currency = '', amount = ''] = /^(\w*)[\s:]*(.*)$/.exec(part) ?? [];
    return { currency: currency.toUpperCase(), amount };
  });
}

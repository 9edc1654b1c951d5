/** What is paid, to whom, for what: the head of most pages. */
import type { Money } from '../../domain/money.ts';
import type { Language } from './languages.ts';
import { webAddress } from './markup.ts';
import { formatAmount, formatAmountParts } from './money-format.ts';
import type { DetailLabel } from './texts/texts.ts';

export type Shop = { readonly name: string; readonly website?: string | null | undefined };

/** A value behind the disclosure, named by one of the labels that every language has. */
export type Detail = { readonly label: DetailLabel; readonly value: string };

export type Bill = {
  readonly shop: Shop;
  readonly amount: Money;
  readonly item: string;
  readonly orderId: string;
  readonly details?: readonly Detail[] | undefined;
};

/** Amounts of this many characters and more are set smaller, so that they stay on a phone. */
const LONG_AMOUNT = 13;
const VERY_LONG_AMOUNT = 19;

function amountSize(text: string): string {
  if (text.length >= VERY_LONG_AMOUNT) return 'amount very-long';
  return text.length >= LONG_AMOUNT ? 'amount long' : 'amount';
}

/** The bill as the templates print it. */
export function billModel(bill: Bill, language: Language): object {
  const amount = formatAmountParts(bill.amount, language);
  const website = webAddress(bill.shop.website ?? '');
  return {
    shop: bill.shop.name,
    amount: { ...amount, size: amountSize(amount.text) },
    item: bill.item,
    orderId: bill.orderId,
    details: bill.details ?? [],
    website: website && { href: website.href, host: website.host },
  };
}

/** `Demo Shop`, `$30.14`: what a title says of the bill. */
export function billTitleValues(
  bill: Bill,
  language: Language,
): { readonly shop: string; readonly amount: string } {
  return { shop: bill.shop.name, amount: formatAmount(bill.amount, language) };
}

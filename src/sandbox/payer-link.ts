/** The link that brings a payer: what the account asks for, under its signature. */
import { parseCurrency, parseGross } from '../domain/money.ts';
import { Refusal } from '../errors.ts';
import type { Asked } from './charge.ts';
import { isLinkSigned } from './signature.ts';

export type PayerLink = {
  readonly asked: Asked;
  /** Where the payer goes afterwards, and after having canceled. */
  readonly backUrl: string;
  readonly cancelUrl: string;
};

const SIGN = '&sign=';

/** The query without what is not signed, such as the language. */
export function signedPart(query: string): string | undefined {
  const at = query.indexOf(SIGN);
  return at < 0 ? undefined : query.slice(0, at);
}

/**
 * Reads a link's query as it was asked for. Undefined when it holds nothing to pay: then the page is one
 * that somebody comes back to. Throws a {@link Refusal} when anything in it was changed.
 */
export function readPayerLink(
  secret: string,
  place: { accountId: string; reference: string },
  query: string,
): PayerLink | undefined {
  const params = new URLSearchParams(query);
  const signed = signedPart(query);
  if (signed === undefined) {
    if ([...params.keys()].every((name) => name === 'lang')) return undefined;
    throw changed();
  }
  const link = `${place.accountId}/${place.reference}?${signed}`;
  if (!isLinkSigned(secret, link, params.get('sign') ?? '')) throw changed();
  const told = new URLSearchParams(signed);
  const text = (name: string) => told.get(name) ?? '';
  const currency = parseCurrency(text('currency'));
  const gross = currency && parseGross(text('gross'), currency);
  if (!gross) throw new Refusal('INVALID_GROSS', { parameter: 'gross' });
  return {
    asked: {
      ...place,
      gross,
      transId: text('trans'),
      orderId: text('order'),
      item: text('item'),
    },
    backUrl: text('back'),
    cancelUrl: text('cancel'),
  };
}

function changed(): Refusal {
  return new Refusal('BAD_SIGNATURE', { detail: 'The link to the sandbox was changed.' });
}

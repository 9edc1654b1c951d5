import type { Shop } from './bill.ts';
import { type Frame, renderPage } from './frame.ts';
import { fill, webAddress } from './markup.ts';
import { TEXTS } from './texts/catalogue.ts';
import type { Texts } from './texts/texts.ts';

export type ErrorPageView = {
  readonly frame: Frame;
  /** One of the stable codes; an unknown one gets a general sentence. */
  readonly code: string;
  readonly parameter?: string | undefined;
  /** If it is known: the way back. */
  readonly shop?: Shop | null | undefined;
};

function heading(code: string, { errors }: Texts): string {
  switch (code) {
    case 'NOT_FOUND':
    case 'PAYMENT_NOT_FOUND':
      return errors.notFound;
    case 'SYSTEM_UNAVAILABLE':
    case 'INTERNAL_ERROR':
      return errors.tryLater;
    default:
      return errors.cannotPay;
  }
}

function sentence(code: string, { errors }: Texts): string {
  const sentences: Readonly<Record<string, string>> = errors.sentences;
  return (Object.hasOwn(sentences, code) && sentences[code]) || errors.general;
}

function backModel(shop: Shop, texts: Texts): object | null {
  const website = webAddress(shop.website ?? '');
  return (
    website && {
      href: website.href,
      label: fill(texts.result.backToShop, { shop: shop.name }),
      note: null,
    }
  );
}

/** What is wrong, for the shopper; the code and the parameter, small, for the developer. */
export function renderErrorPage(view: ErrorPageView): string {
  const texts = TEXTS[view.frame.language];
  const title = heading(view.code, texts);
  return renderPage(
    'error',
    view.frame,
    { title },
    {
      heading: title,
      sentence: sentence(view.code, texts),
      code: view.code,
      parameter: view.parameter ?? null,
      next: view.shop ? backModel(view.shop, texts) : null,
    },
  );
}

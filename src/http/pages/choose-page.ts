import { type Bill, billModel, billTitleValues } from './bill.ts';
import { type ChannelChoice, choiceModel } from './channel-choice.ts';
import { type Frame, renderPage } from './frame.ts';
import { fill, fillPlain } from './markup.ts';
import { TEXTS } from './texts/catalogue.ts';
import type { ChooseNotice } from './texts/texts.ts';

export type ChoosePageView = Bill &
  ChannelChoice & {
    readonly frame: Frame;
    /** Why the shopper is here again. */
    readonly notice?: ChooseNotice | undefined;
    /** The code of an error that the page answers with, small, for the developer. */
    readonly problem?: { readonly code: string; readonly parameter: string } | undefined;
  };

/** The hosted page: what is to be paid, and each channel as a button. */
export function renderChoosePage(view: ChoosePageView): string {
  const { language } = view.frame;
  const texts = TEXTS[language];
  const { shop, amount } = billTitleValues(view, language);
  const title = `${fillPlain(texts.choose.heading, { shop })} · ${amount}`;
  return renderPage(
    'choose',
    view.frame,
    { title },
    {
      heading: fill(texts.choose.heading, { shop }),
      ...billModel(view, language),
      ...choiceModel(view, language),
      notice: view.notice === undefined ? null : texts.choose.notices[view.notice],
      problem: view.problem ?? null,
    },
  );
}

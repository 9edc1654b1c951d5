import { type Bill, billModel, billTitleValues } from './bill.ts';
import { channelName } from './brands.ts';
import { type ChannelChoice, choiceModel } from './channel-choice.ts';
import { type Frame, renderPage } from './frame.ts';
import { ICONS } from './icons.ts';
import type { Language } from './languages.ts';
import { fill, fillPlain, type Markup, webAddress } from './markup.ts';
import { TEXTS } from './texts/catalogue.ts';
import type { ResultState, Texts } from './texts/texts.ts';
import { formatTime } from './time-format.ts';

export type ResultPageView = Bill & {
  readonly frame: Frame;
  readonly state: ResultState;
  /** When it came to this state. */
  readonly at?: Date | null | undefined;
  /** The channel that was paid, or tried last. */
  readonly channel?: { readonly key: string; readonly name: string } | null | undefined;
  /**
   * Where the shopper goes on to. Of a host that the app has not registered, the page shows the
   * host's name and a warning; an address that is not http(s) is left out.
   */
  readonly next?: { readonly href: string; readonly registered: boolean } | null | undefined;
  /** For a payment that was not paid: the channels, to try again right here. */
  readonly retry?: ChannelChoice | null | undefined;
  /** For `confirming`: how many seconds until the page looks again. */
  readonly refreshSeconds?: number | undefined;
};

const REFRESH_SECONDS = 5;

function nextModel(view: ResultPageView, texts: Texts): object | null {
  const url = webAddress(view.next?.href ?? '');
  if (url === null) return null;
  const { backToShop, goOnTo, goOnNote } = texts.result;
  const { href, host } = url;
  if (view.next?.registered) {
    return { href, label: fill(backToShop, { shop: view.shop.name }), note: null };
  }
  return { href, label: fill(goOnTo, { host }), note: fill(goOnNote, { host }) };
}

function sayings(view: ResultPageView, channel: string | null, texts: Texts): readonly Markup[] {
  const { sentence, after } = texts.result.states[view.state];
  const values = { shop: view.shop.name, channel: channel ?? texts.result.someChannel };
  return [sentence, after].filter((text) => text !== undefined).map((text) => fill(text, values));
}

function timeModel(at: Date, language: Language): object {
  return { iso: at.toISOString(), text: formatTime(at, language) };
}

/** What became of a payment, and the way on: back to the shop, or another try. */
export function renderResultPage(view: ResultPageView): string {
  const { language } = view.frame;
  const texts = TEXTS[language];
  const { word } = texts.result.states[view.state];
  const channel = view.channel ? channelName(view.channel, language) : null;
  const { shop, amount } = billTitleValues(view, language);
  const confirming = view.state === 'confirming';
  const seconds = view.refreshSeconds ?? REFRESH_SECONDS;
  const head = {
    title: `${word} · ${amount} · ${fillPlain('{shop}', { shop })}`,
    follow: confirming ? { seconds, state: view.state } : undefined,
  };
  return renderPage('result', view.frame, head, {
    ...billModel(view, language),
    state: view.state,
    icon: ICONS[view.state],
    word,
    sayings: sayings(view, channel, texts),
    time: view.at ? timeModel(view.at, language) : null,
    channel,
    next: nextModel(view, texts),
    // While it is being confirmed there is nothing to press; after a failure, trying again is.
    nextStyle: confirming || view.retry ? 'secondary' : 'primary',
    retry: view.retry?.channels.length
      ? choiceModel(view.retry, language, view.channel?.key)
      : null,
  });
}

import { type Bill, billModel, billTitleValues } from './bill.ts';
import { channelName } from './brands.ts';
import { type Frame, renderPage } from './frame.ts';
import { escapeHtml, fill, fillPlain, Markup, webAddress } from './markup.ts';
import { qrCode } from './qr-code.ts';
import { TEXTS } from './texts/catalogue.ts';
import { formatTime } from './time-format.ts';

export type QrPageView = Bill & {
  readonly frame: Frame;
  readonly channel: { readonly key: string; readonly name: string };
  /** What the code says. */
  readonly content: string;
  /** Until when it can be paid; null where nobody knows. */
  readonly until?: Date | null | undefined;
  /** The same page's way to the other channels. */
  readonly otherWayHref?: string | null | undefined;
  /** How many seconds until the page looks again. */
  readonly refreshSeconds: number;
};

/** A code to scan with the channel's app; the page follows the payment. */
export function renderQrPage(view: QrPageView): string {
  const { language } = view.frame;
  const texts = TEXTS[language].qr;
  const channel = channelName(view.channel, language);
  const { amount } = billTitleValues(view, language);
  const head = {
    title: `${fillPlain(texts.heading, { channel })} · ${amount}`,
    follow: { seconds: view.refreshSeconds, state: 'qr' },
  };
  return renderPage('qr', view.frame, head, {
    ...billModel(view, language),
    heading: fill(texts.heading, { channel }),
    instruction: fill(texts.instruction, { channel }),
    code: qrCode(view.content, fillPlain(texts.image, { channel })),
    until: view.until ? fill(texts.until, { time: timeMarkup(view.until, view) }) : null,
    // A simulated channel's code leads to a page of its own, and many who try it have one device.
    openHref: view.frame.test ? (webAddress(view.content)?.href ?? null) : null,
    otherWayHref: view.otherWayHref ?? null,
  });
}

function timeMarkup(at: Date, { frame }: QrPageView): Markup {
  const text = escapeHtml(formatTime(at, frame.language));
  return new Markup(`<time datetime="${at.toISOString()}">${text}</time>`);
}

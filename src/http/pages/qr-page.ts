import { type Bill, billModel, billTitleValues } from './bill.ts';
import { channelName } from './brands.ts';
import { type Frame, renderPage } from './frame.ts';
import { fill, fillPlain } from './markup.ts';
import { TEXTS } from './texts/catalogue.ts';

export type QrPageView = Bill & {
  readonly frame: Frame;
  readonly channel: { readonly key: string; readonly name: string };
  /** The code as an image: a `data:` address, or one of this server. */
  readonly imageUrl: string;
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
    imageText: fillPlain(texts.image, { channel }),
    imageUrl: view.imageUrl,
    otherWayHref: view.otherWayHref ?? null,
  });
}

import { channelName } from './brands.ts';
import { type Frame, renderPage } from './frame.ts';
import { fill, fillPlain } from './markup.ts';
import { TEXTS } from './texts/catalogue.ts';

export type FormPostPageView = {
  readonly frame: Frame;
  readonly channel: { readonly key: string; readonly name: string };
  /** The channel's address, from its adapter. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
};

/** The page that sends the browser on by a form: at once, or by its button. */
export function renderFormPostPage(view: FormPostPageView): string {
  const { language } = view.frame;
  const texts = TEXTS[language].formPost;
  const channel = channelName(view.channel, language);
  const head = { title: fillPlain(texts.heading, { channel }), script: 'submit.js' };
  return renderPage('form-post', view.frame, head, {
    heading: fill(texts.heading, { channel }),
    button: fill(texts.button, { channel }),
    action: view.action,
    fields: Object.entries(view.fields),
  });
}

/** What surrounds every page: language, test mark, who runs the place. */
import { assetUrl } from './assets.ts';
import { ICONS } from './icons.ts';
import { directionOf, LANGUAGE_NAMES, type Language } from './languages.ts';
import { escapeHtml, fill, isolated, Markup, webAddress } from './markup.ts';
import { renderTemplate } from './templates.ts';
import { TEXTS } from './texts/catalogue.ts';
import type { Texts } from './texts/texts.ts';

export type Frame = {
  readonly language: Language;
  /** The same page in other languages, in the picker's order; empty hides the picker. */
  readonly languageLinks: readonly { readonly language: Language; readonly href: string }[];
  /** Whether no money moves here. */
  readonly test: boolean;
  /** Who runs this centre; `contact` is an e-mail address, a web address, or words. */
  readonly operator?:
    | { readonly name: string; readonly contact?: string | null | undefined }
    | null
    | undefined;
};

/** What a page adds to the frame around it. */
type PageHead = {
  /** Plain text; `fillPlain` makes it. */
  readonly title: string;
  /** The look again: seconds until then, and the state that it is compared with. */
  readonly follow?: { readonly seconds: number; readonly state: string } | undefined;
  /** A script of its own beside the common one. */
  readonly script?: string;
  /** The sandbox looks like a toy. */
  readonly toy?: boolean;
};

const EMAIL = /^[^\s@?&<>"']+@[^\s@?&<>"']+$/;

function contactMarkup(contact: string): string | Markup {
  const url = webAddress(contact);
  if (url !== null) {
    return new Markup(`<a href="${escapeHtml(url.href)}">${isolated(url.host).html}</a>`);
  }
  if (!EMAIL.test(contact)) return contact;
  return new Markup(`<a href="mailto:${escapeHtml(contact)}">${isolated(contact).html}</a>`);
}

function operatorLines({ operator }: Frame, texts: Texts): readonly Markup[] {
  if (!operator) return [];
  const lines = [fill(texts.frame.operatedBy, { operator: operator.name })];
  if (operator.contact) {
    lines.push(fill(texts.frame.questions, { contact: contactMarkup(operator.contact) }));
  }
  return lines;
}

/** A refresh of no seconds would never let the page be read. */
const FOLLOW_SECONDS_MIN = 1;

/**
 * The whole page. `model` is what the page's template sees as `it`, beside the frame, the texts
 * as `it.t` and the drawings as `it.icons`.
 */
export function renderPage(template: string, frame: Frame, head: PageHead, model: object): string {
  const texts = TEXTS[frame.language];
  const follow = head.follow ?? null;
  return renderTemplate(template, {
    ...model,
    t: texts,
    icons: ICONS,
    language: frame.language,
    direction: directionOf(frame.language),
    languageName: LANGUAGE_NAMES[frame.language],
    languages: frame.languageLinks.map(({ language, href }) => ({
      language,
      href,
      name: LANGUAGE_NAMES[language],
      current: language === frame.language,
    })),
    test: frame.test,
    operatorLines: operatorLines(frame, texts),
    title: frame.test ? `[${texts.frame.testMark}] ${head.title}` : head.title,
    toy: head.toy ?? false,
    follow: follow && {
      state: follow.state,
      seconds: Math.max(FOLLOW_SECONDS_MIN, Math.round(follow.seconds)),
    },
    styles: assetUrl('pay.css'),
    font: assetUrl('inter-latin.woff2'),
    favicon: assetUrl('icon.svg'),
    scripts: ['page.js', ...(head.script === undefined ? [] : [head.script])].map(assetUrl),
  });
}

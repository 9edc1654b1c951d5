import { type Html, html } from './html.ts';
import type { Words } from './words.ts';

export interface Page {
  title: string;
  body: Html;
  /** Goes into the head, such as the address the browser is to move on to. */
  head?: Html;
}

/** The frame around every page of the shop, as a whole document. */
export function layout(words: Words, page: Page): string {
  const document = html`<!doctype html>
<html lang="${words.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title} · ${words.shop}</title>
<link rel="icon" href="/drawings/shop.svg">
<link rel="stylesheet" href="/shop.css">
${page.head}
</head>
<body>
<header class="top">
<a class="sign" href="/">
<img src="/drawings/shop.svg" alt="" width="36" height="36"> ${words.shop}
</a>
</header>
<main>
${page.body}
</main>
<footer><p>${words.about}</p></footer>
</body>
</html>
`;
  return document.source;
}

/** An amount as the reader writes it: `$30.14`, `€6.80`, `¥1,800`. */
export function money(gross: string, currency: string, words: Words): string {
  const format = new Intl.NumberFormat(words.locale, { style: 'currency', currency });
  // As text, so that no cent passes through a float.
  return format.format(gross as `${number}`);
}

export function moment(at: Date, words: Words): Html {
  const format = new Intl.DateTimeFormat(words.locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  return html`<time datetime="${at.toISOString()}">${format.format(at)} UTC</time>`;
}

export function messagePage(words: Words, message: { head: string; text: string }): string {
  const body = html`<section class="note"><h1>${message.head}</h1>
<p>${message.text}</p>
<p><a href="/">${words.back}</a></p></section>`;
  return layout(words, { title: message.head, body });
}

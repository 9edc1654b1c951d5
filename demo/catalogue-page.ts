import type { Channel } from '@paycenter/sdk';
import { type Article, CATALOGUE } from './catalogue.ts';
import { type Html, html } from './html.ts';
import { layout, money } from './layout.ts';
import type { Language, Words } from './words.ts';

function drawing(article: Article, size: number): Html {
  const side = String(size);
  return html`<span class="drawing">
<img src="/drawings/${article.slug}.svg" alt="" width="${side}" height="${side}">
</span>`;
}

function card(article: Article, words: Words, language: Language): Html {
  const name = article.name[language];
  const amount = money(article.gross, article.currency, words);
  return html`<li class="card">
<a href="/articles/${article.slug}">${drawing(article, 160)}<span class="name">${name}</span></a>
<p class="blurb">${article.blurb[language]}</p>
<form class="line" method="post" action="/orders">
<span class="price">${amount}</span>
<button name="article" value="${article.slug}" aria-label="${words.buy}: ${name}">
${words.buy}
</button>
</form>
</li>`;
}

export function cataloguePage(words: Words, language: Language): string {
  const cards = CATALOGUE.map((article) => card(article, words, language));
  const body = html`<h1>${words.motto}</h1>
<ul class="shelf">${cards}</ul>`;
  return layout(words, { title: words.motto, body });
}

function channelButton(channel: Channel): Html {
  return html`<button class="channel" name="channel" value="${channel.key}">
<img src="${channel.img}" alt="" width="28" height="28"> ${channel.name}
</button>`;
}

/** One article, with a button for PayCenter's page and one for each channel that takes it. */
export function articlePage(
  words: Words,
  language: Language,
  article: Article,
  channels: readonly Channel[],
): string {
  const name = article.name[language];
  const amount = money(article.gross, article.currency, words);
  const straight = html`<p class="or" id="straight">${words.straightTo}</p>
<div class="channels" role="group" aria-labelledby="straight">${channels.map(channelButton)}</div>`;
  const body = html`<p><a href="/">${words.back}</a></p>
<article class="one">
${drawing(article, 280)}
<form method="post" action="/orders">
<h1>${name}</h1>
<p>${article.blurb[language]}</p>
<p class="price big">${amount}</p>
<input type="hidden" name="article" value="${article.slug}">
<button>${words.buyFor(amount)}</button>
<p class="small">${words.choose}</p>
${channels.length > 0 ? straight : undefined}
</form>
</article>`;
  return layout(words, { title: name, body });
}

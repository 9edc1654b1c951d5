import { type Channel, fromMinorUnits, type ReturnStatus } from '@paycenter/sdk';
import { type Html, html } from './html.ts';
import { layout, moment, money } from './layout.ts';
import type { Order, OrderEvent } from './order-book.ts';
import type { OrderState, Standing } from './order-standing.ts';
import type { Words } from './words.ts';

export interface OrderView {
  order: Order;
  standing: Standing;
  events: readonly OrderEvent[];
  /** What PayCenter wrote on the shopper's way back, if this is a genuine return. */
  returned: ReturnStatus | undefined;
  channels: readonly Channel[];
  /** Whether the page reloads itself, and the address that turns this off or on. */
  looking: boolean;
  toggleUrl: string;
  /** Where this payment is played with, if anywhere. */
  playPage: string | undefined;
}

/** What is to be seen at a glance; `failed` is an order whose shopper came back without having paid. */
type Look = OrderState | 'failed';

const ICONS: Readonly<Record<Look, string>> = {
  awaiting: '…',
  paid: '✓',
  'partly-refunded': '↩',
  refunded: '↩',
  disputed: '!',
  reversed: '✕',
  failed: '✕',
};

function isUnpaid(returned: ReturnStatus | undefined): boolean {
  return returned === 'failed' || returned === 'canceled';
}

function lookOf({ standing: { state }, returned }: OrderView): Look {
  return state === 'awaiting' && isUnpaid(returned) ? 'failed' : state;
}

/** How soon an order's page should look again; undefined when there is nothing to wait for. */
export function refreshSeconds(
  state: OrderState,
  returned: ReturnStatus | undefined,
): number | undefined {
  if (state !== 'awaiting' || isUnpaid(returned)) return undefined;
  return returned === 'paid' || returned === 'pending' ? 3 : 15;
}

function isConfirming(view: OrderView): boolean {
  const { standing, returned } = view;
  return standing.state === 'awaiting' && (returned === 'paid' || returned === 'pending');
}

function payLinks(view: OrderView, words: Words): Html | undefined {
  if (view.standing.state !== 'awaiting' || isConfirming(view)) return undefined;
  const base = `/orders/${view.order.id}/pay`;
  const links = view.channels.map(
    (channel) =>
      html`<a class="button channel" href="${base}?channel=${encodeURIComponent(channel.key)}">
<img src="${channel.img}" alt="" width="28" height="28"> ${channel.name}
</a>`,
  );
  const straight = html`<p class="or">${words.straightTo}</p>
<div class="channels">${links}</div>`;
  return html`<div class="pay"><a class="button" href="${base}">${isUnpaid(view.returned) ? words.payAgain : words.pay}</a>
${links.length > 0 ? straight : undefined}</div>`;
}

function row(name: string, value: Html | string): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function facts(view: OrderView, words: Words): Html {
  const { order, standing } = view;
  const part = (name: string, minor: bigint) =>
    minor > 0n
      ? row(name, money(fromMinorUnits(minor, order.currency), order.currency, words))
      : undefined;
  return html`<dl class="facts">
${row(words.order, html`<code>${order.id}</code>`)}
${row(words.article, order.item)}
${row(words.amount, html`<span class="price">${money(order.gross, order.currency, words)}</span>`)}
${part(words.refunded, standing.refundedMinor)}
${part(words.reversed, standing.reversedMinor)}
${part(words.disputed, standing.disputedMinor)}
${row(words.placed, moment(order.placedAt, words))}
</dl>`;
}

function story(view: OrderView, words: Words): Html {
  const items = view.events.map(
    (event) => html`<li>
<p><strong>${words.event[event.status]}</strong> <code>${event.status}</code>
<span class="price">${money(event.gross, event.currency, words)}</span></p>
<p class="small">${moment(event.occurredAt, words)} · ${event.channel}</p>
<p class="small">${words.transaction} <code>${event.transId}</code></p>
</li>`,
  );
  const list = items.length > 0 ? html`<ol class="story">${items}</ol>` : undefined;
  return html`<section aria-labelledby="story"><h2 id="story">${words.story}</h2>
${list ?? html`<p class="small">${words.nothingYet}</p>`}</section>`;
}

function lookLine(view: OrderView, words: Words): Html | undefined {
  if (refreshSeconds(view.standing.state, view.returned) === undefined) return undefined;
  const [now, change] = view.looking
    ? [words.looking, words.stopLooking]
    : [words.stopped, words.lookAgain];
  return html`<p class="small">${now} <a href="${view.toggleUrl}">${change}</a></p>`;
}

function more({ playPage }: OrderView, { more: { head, text, link } }: Words): Html | undefined {
  if (playPage === undefined) return undefined;
  return html`<section class="more" aria-labelledby="more"><h2 id="more">${head}</h2>
<p>${text}</p>
<p><a class="button plain" href="${playPage}">${link}</a></p></section>`;
}

/** An order: where it stands, how to pay it while it is not paid, and all that was told of it. */
export function orderPage(words: Words, view: OrderView): string {
  const { state } = view.standing;
  const look = lookOf(view);
  const awaitedReturn = state === 'awaiting' ? view.returned : undefined;
  const said = awaitedReturn === undefined ? words.state[state] : words.returned[awaitedReturn];
  const body = html`<div class="order">
<section class="state ${look}" role="status">
<span class="icon" aria-hidden="true">${ICONS[look]}</span>
<div><h1>${said.head}</h1><p>${said.text}</p>${lookLine(view, words)}</div>
</section>
${payLinks(view, words)}
${facts(view, words)}
${story(view, words)}
${more(view, words)}
<p><a href="/">${words.back}</a></p>
</div>`;
  return layout(words, { title: `${said.head} · ${view.order.id}`, body });
}

/**
 * Sends the browser on to a channel. A page of its own, because a form's redirects may only lead
 * where `form-action` allows, and a channel may be anywhere.
 */
export function goingPage(words: Words, channelName: string, url: string): string {
  const head = html`<meta http-equiv="refresh" content="0; url=${url}">`;
  const title = words.going(channelName);
  const body = html`<section class="note"><h1>${title}</h1>
<p><a class="button" href="${url}">${words.goNow}</a></p></section>`;
  return layout(words, { title, body, head });
}

import type { IncomingMessage } from 'node:http';
import { channelUrl, hostedPageUrl, type PayCenterApp, readReturn } from '@paycenter/sdk';
import type { Asset } from './assets.ts';
import { findArticle } from './catalogue.ts';
import { articlePage, cataloguePage } from './catalogue-page.ts';
import type { ChannelShelf } from './channel-shelf.ts';
import { readForm } from './form.ts';
import { messagePage } from './layout.ts';
import type { Log } from './log.ts';
import type { Order, OrderBook } from './order-book.ts';
import { goingPage, orderPage, refreshSeconds } from './order-page.ts';
import { standingOf } from './order-standing.ts';
import { type Language, languageOf, type Words, wordsOf } from './words.ts';

export interface ShopParts {
  app: PayCenterApp & { secret: string };
  /** Where shoppers reach this shop, without a slash at the end. */
  shopUrl: string;
  book: OrderBook;
  /** How long a shopper who has paid is kept waiting for PayCenter's word of it. */
  patienceMs: number;
  /** Where a payment is played with; undefined where it is not. */
  playPage(transId: string): Promise<string | undefined>;
  shelf: ChannelShelf;
  assets: ReadonlyMap<string, Asset>;
  log: Log;
}

export interface Reply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

interface Visit {
  parts: ShopParts;
  req: IncomingMessage;
  url: URL;
  language: Language;
  words: Words;
}

type Handler = (visit: Visit, name: string) => Reply | Promise<Reply>;

interface Route {
  method: 'GET' | 'POST';
  /** Its one group, where it has one, is the name given to the handler. */
  path: RegExp;
  handle: Handler;
}

function page(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  const type = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  return { status, headers: { ...type, ...headers }, body };
}

function redirect(location: string): Reply {
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, body: '' };
}

function notFound({ words }: Visit): Reply {
  return page(messagePage(words, words.notFound), 404);
}

function refused({ words }: Visit, status: number): Reply {
  return page(messagePage(words, words.refused), status);
}

/** Signed for 15 minutes, so it is built at the moment the shopper leaves. */
function payUrl({ app, shopUrl }: ShopParts, order: Order, channel: string | null): string {
  const { id, item, gross, currency } = order;
  const payment = { item, orderId: id, gross, currency, returnUrl: `${shopUrl}/orders/${id}` };
  return channel === null ? hostedPageUrl(app, payment) : channelUrl(app, { ...payment, channel });
}

const showArticle: Handler = async (visit, slug) => {
  const article = findArticle(slug);
  if (article === undefined) return notFound(visit);
  const channels = await visit.parts.shelf(article.gross, article.currency);
  return page(articlePage(visit.words, visit.language, article, channels));
};

const placeOrder: Handler = async (visit) => {
  const { parts, req, language } = visit;
  if (req.headers['sec-fetch-site'] === 'cross-site') return refused(visit, 403);
  const form = await readForm(req);
  if (form === undefined) return refused(visit, 413);
  const article = findArticle(form.get('article') ?? '');
  if (article === undefined) return refused(visit, 400);
  const order = await parts.book.place(article, article.name[language]);
  parts.log('order placed', { order: order.id, gross: order.gross, currency: order.currency });
  const channel = form.get('channel');
  if (channel === null) return redirect(payUrl(parts, order, null));
  return redirect(`/orders/${order.id}/pay?channel=${encodeURIComponent(channel)}`);
};

const payOrder: Handler = async (visit, id) => {
  const { parts, url, words } = visit;
  const order = parts.book.find(id);
  if (order === undefined) return notFound(visit);
  if (parts.book.eventsOf(id).length > 0) return redirect(`/orders/${id}`);
  const key = url.searchParams.get('channel');
  if (key === null) return redirect(payUrl(parts, order, null));
  const channels = await parts.shelf(order.gross, order.currency);
  const channel = channels.find((each) => each.key === key);
  // A channel that is gone leaves the shopper with the whole choice rather than with an error.
  if (channel === undefined) return redirect(payUrl(parts, order, null));
  return page(goingPage(words, channel.name, payUrl(parts, order, channel.key)));
};

/** What PayCenter wrote on the way back to this order; undefined for any other visit. */
function genuineReturn({ parts, url }: Visit, id: string) {
  const back = readReturn(url, parts.app.secret);
  return back.ok && back.orderId === id ? back : undefined;
}

const showOrder: Handler = async (visit, id) => {
  const { parts, url, words } = visit;
  const order = parts.book.find(id);
  if (order === undefined) return notFound(visit);
  const back = genuineReturn(visit, id);
  const returned = back?.status;
  // The word is often only milliseconds behind the shopper.
  if (returned === 'paid' && parts.book.eventsOf(id).length === 0) {
    await parts.book.nextEvent(id, parts.patienceMs);
  }
  const events = parts.book.eventsOf(id);
  const standing = standingOf(order, events);
  const channels =
    standing.state === 'awaiting' ? await parts.shelf(order.gross, order.currency) : [];
  const looking = !url.searchParams.has('still');
  const toggled = new URL(url);
  if (looking) toggled.searchParams.set('still', '1');
  else toggled.searchParams.delete('still');
  const toggleUrl = toggled.pathname + toggled.search;
  const seconds = looking ? refreshSeconds(standing.state, returned) : undefined;
  // PayCenter names the payment by the first event, or on the way back.
  const transId = events[0]?.transId ?? back?.transId;
  const playPage = transId === undefined ? undefined : await parts.playPage(transId);
  const view = { order, standing, events, returned, channels, looking, toggleUrl, playPage };
  const headers: Record<string, string> = seconds === undefined ? {} : { refresh: `${seconds}` };
  return page(orderPage(words, view), 200, headers);
};

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/()$/,
    handle: (visit) => page(cataloguePage(visit.words, visit.language)),
  },
  { method: 'GET', path: /^\/articles\/([a-z]{1,32})$/, handle: showArticle },
  { method: 'POST', path: /^\/orders()$/, handle: placeOrder },
  { method: 'GET', path: /^\/orders\/([0-9A-Z-]{19})$/, handle: showOrder },
  { method: 'GET', path: /^\/orders\/([0-9A-Z-]{19})\/pay$/, handle: payOrder },
];

/** Answers everything but PayCenter's callbacks. */
export async function answer(parts: ShopParts, req: IncomingMessage): Promise<Reply> {
  const language = languageOf(req.headers['accept-language']);
  const path = req.url ?? '/';
  // The host is of no account: the shop never builds an address from what a visitor calls it.
  const address = `http://shop.invalid${path}`;
  const url = new URL(URL.canParse(address) ? address : 'http://shop.invalid/-');
  const visit: Visit = { parts, req, url, language, words: wordsOf(language) };
  const method = req.method === 'HEAD' ? 'GET' : req.method;
  const asset = parts.assets.get(url.pathname);
  if (asset !== undefined && method === 'GET') {
    const headers = { 'content-type': asset.type, 'cache-control': 'max-age=300' };
    return { status: 200, headers, body: asset.bytes };
  }
  const here = ROUTES.filter((route) => route.path.test(url.pathname));
  const route = here.find((each) => each.method === method);
  if (route !== undefined) return route.handle(visit, route.path.exec(url.pathname)?.[1] ?? '');
  if (here.length === 0) return notFound(visit);
  const refusal = refused(visit, 405);
  const allow = here.map((each) => each.method).join(', ');
  return { ...refusal, headers: { ...refusal.headers, allow } };
}

/** What is answered when `answer` throws. */
export function broken(req: IncomingMessage): Reply {
  const words = wordsOf(languageOf(req.headers['accept-language']));
  return page(messagePage(words, words.broken), 500);
}

import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { CALLBACK_PATH, type Shop, type ShopOptions, startShop } from './shop.ts';

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString('base64')}`;

/** The other side: what PayCenter's listchannel and verify answer, as its protocol has them. */
interface StandIn {
  url: string;
  channels: Record<string, { name: string }> | undefined;
  /** Transactions that it vouches for. */
  sent: Set<string>;
}

async function startStandIn(): Promise<StandIn> {
  const standIn: StandIn = {
    url: '',
    channels: { paypal: { name: 'PayPal' }, moneybookers: { name: '<b>Skrill</b> & "co"' } },
    sent: new Set(['T1']),
  };
  const server = createServer(async (req, res) => {
    const query = new URL(req.url ?? '', standIn.url).searchParams;
    if (query.get('mod') === 'verify') {
      const form = new URLSearchParams(await text(req));
      res.end(standIn.sent.has(form.get('trans_id') ?? '') ? 'OK' : 'unkonwn transaction');
    } else if (standIn.channels === undefined) {
      res.writeHead(502).end();
    } else {
      const data = Object.entries(standIn.channels).map(([name, channel]) => {
        const url = `${standIn.url}/v2/index.php?mod=do_payment&act=mall&app_id=1&channel=${name}`;
        return [name, { ...channel, img: `${standIn.url}/${name}.svg`, url }];
      });
      res.end(JSON.stringify({ status: 'OK', data: Object.fromEntries(data) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  standIn.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

let payCenter: StandIn;
let shop: Shop;
let lines: string[];

async function openShop(options: Partial<ShopOptions> = {}): Promise<Shop> {
  const opened = await startShop({
    port: 0,
    host: '127.0.0.1',
    payCenterUrl: payCenter.url,
    appId: '1',
    secret,
    patienceMs: 0,
    log: (message, details) => lines.push(`${message} ${JSON.stringify(details)}`),
    ...options,
  });
  onTestFinished(() => opened.close());
  return opened;
}

beforeEach(async () => {
  lines = [];
  payCenter = await startStandIn();
  shop = await openShop();
});

async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<[string, Response]> {
  const response = await fetch(new URL(path, shop.url), { redirect: 'manual', headers });
  return [await response.text(), response];
}

function post(
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(form);
  return fetch(`${shop.url}/orders`, { method: 'POST', body, headers, redirect: 'manual' });
}

/** Buys an article and gives the request with which the shopper is sent to PayCenter. */
async function buy(article = 'lamp'): Promise<{ id: string; query: Record<string, string> }> {
  const response = await post({ article });
  expect(response.status).toBe(303);
  const link = new URL(response.headers.get('location') ?? '');
  expect(`${link.origin}${link.pathname}`).toBe(`${payCenter.url}/v2/index.php`);
  const query = Object.fromEntries(link.searchParams);
  return { id: query.order_id ?? '', query };
}

interface Told {
  status?: string;
  gross?: string;
  currency?: string;
  trans_id?: string;
  signed?: boolean;
}

/** Posts a callback as PayCenter does and gives the shop's reply. */
async function tell(id: string, { signed = true, ...told }: Told = {}): Promise<string> {
  const body = new URLSearchParams({
    trans_id: 'T1',
    user_id: id,
    timestamp: String(Date.now()),
    currency: 'USD',
    gross: '34.90',
    channel: 'paypal',
    item: 'Reading lamp',
    custom_data: id,
    status: 'SUCCESS',
    channel_data: '{}',
    ...told,
  }).toString();
  const [webhookId, seconds] = [randomUUID(), Math.floor(Date.now() / 1000)];
  const mac = createHmac('sha256', key).update(`${webhookId}.${seconds}.${body}`).digest('base64');
  const headers = {
    'webhook-id': webhookId,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac}`,
  };
  const url = `${shop.url}${CALLBACK_PATH}`;
  const response = await fetch(url, { method: 'POST', body, headers: signed ? headers : {} });
  return `${response.status} ${await response.text()}`;
}

function back(id: string, status: string, by = secret): string {
  const sign = createHmac('sha256', by)
    .update(`order_id=${id}&status=${status}&trans_id=T1`)
    .digest('hex');
  return `/orders/${id}?order_id=${id}&trans_id=T1&status=${status}&sign=${sign}`;
}

async function headOf(path: string): Promise<string | undefined> {
  const [page] = await get(path);
  return /<h1>(.*?)<\/h1>/.exec(page)?.[1];
}

test('buying leads to the hosted page with a signed request and a way back', async () => {
  const { id, query } = await buy();
  expect(query).toMatchObject({
    mod: 'show_payment',
    act: 'mall',
    app_id: '1',
    item: 'Reading lamp',
    gross: '34.90',
    currency: 'USD',
    return_url: `${shop.url}/orders/${id}`,
  });
  const { mod, act, sign, ...signed } = query;
  const values = Object.entries(signed).sort(([a], [b]) => (a < b ? -1 : 1));
  const message = values.map(([name, value]) => `${name}=${value}`).join('&');
  expect(sign).toBe(createHmac('sha256', secret).update(message).digest('hex'));
  expect(await headOf(`/orders/${id}`)).toBe('Waiting for payment');
});

test.each([
  ['soap', '6.80', 'EUR'],
  ['windbell', '1800', 'JPY'],
])('%s costs %s %s', async (article, gross, currency) => {
  expect((await buy(article)).query).toMatchObject({ gross, currency });
});

test('each channel that PayCenter lists has a button that leads straight to it', async () => {
  const [page] = await get('/articles/lamp');
  expect(page).toContain('name="channel" value="paypal"');
  const chosen = await post({ article: 'lamp', channel: 'paypal' });
  const [going] = await get(chosen.headers.get('location') ?? '');
  const refresh = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(going)?.[1] ?? '';
  const link = new URL(refresh.replaceAll('&amp;', '&'));
  expect(link.origin).toBe(payCenter.url);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    mod: 'do_payment',
    channel: 'paypal',
    gross: '34.90',
  });
});

test('what PayCenter names its channels cannot become markup', async () => {
  const [page] = await get('/articles/lamp');
  expect(page).toContain('&lt;b&gt;Skrill&lt;/b&gt; &amp; &quot;co&quot;');
  expect(page).not.toContain('<b>');
});

test('without a channel list the shop still sells', async () => {
  payCenter.channels = undefined;
  const [page] = await get('/articles/lamp');
  expect(page).not.toContain('name="channel"');
  await buy();
  const gone = await post({ article: 'mug', channel: 'paypal' });
  const [, onward] = await get(gone.headers.get('location') ?? '');
  expect(onward.headers.get('location')).toContain('mod=show_payment');
  expect(lines.join('\n')).toContain('no channel list');
});

test('a return says thank you; only the callback says paid', async () => {
  const { id } = await buy();
  expect(await headOf(back(id, 'paid'))).toBe('Thank you, confirming');
  expect(await headOf(back(id, 'pending'))).toBe('Thank you, confirming');
  expect(await headOf(back(id, 'failed'))).toBe('Not paid');
  expect(await tell(id)).toBe(`200 3,${id}`);
  expect(await headOf(back(id, 'paid'))).toBe('Paid');
  expect(await headOf(`/orders/${id}`)).toBe('Paid');
});

test('a shopper who has paid waits a moment for the callback, and sees "paid" at once', async () => {
  shop = await openShop({ patienceMs: 20_000 });
  const { id } = await buy();
  const seen = headOf(back(id, 'paid'));
  await tell(id);
  expect(await seen).toBe('Paid');
});

test('whoever comes back without having paid can try again, and nothing is waited for', async () => {
  const { id } = await buy();
  const [page, { headers }] = await get(back(id, 'failed'));
  expect(page).toContain('>Try again</a>');
  expect(headers.get('refresh')).toBe(null);
});

test('orders lead to where they are played with, if the shop is told where', async () => {
  const { id } = await buy();
  await tell(id);
  expect((await get(`/orders/${id}`))[0]).not.toContain('at the channel');
  const link = 'http://play.example/T1';
  shop = await openShop({ playPage: async (transId) => `http://play.example/${transId}` });
  const other = await buy();
  expect((await get(`/orders/${other.id}`))[0]).not.toContain(link);
  expect((await get(back(other.id, 'pending')))[0]).toContain(`href="${link}"`);
  await tell(other.id);
  expect((await get(`/orders/${other.id}`))[0]).toContain(`href="${link}"`);
});

test('a return that PayCenter did not write changes nothing', async () => {
  const [{ id }, other] = [await buy(), await buy()];
  const forger = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  expect(await headOf(back(id, 'paid', forger))).toBe('Waiting for payment');
  const borrowed = back(other.id, 'paid').replace(`/orders/${other.id}`, `/orders/${id}`);
  expect(await headOf(borrowed)).toBe('Waiting for payment');
});

test('an order page looks again by itself while it waits, and can be told not to', async () => {
  const { id } = await buy();
  const refreshOf = async (path: string) => (await get(path))[1].headers.get('refresh');
  expect(await refreshOf(`/orders/${id}`)).toBe('15');
  expect(await refreshOf(back(id, 'paid'))).toBe('3');
  expect(await refreshOf(`${back(id, 'paid')}&still=1`)).toBe(null);
  await tell(id);
  expect(await refreshOf(back(id, 'paid'))).toBe(null);
});

test('threat 12: a callback without signature is refused and the order stays unpaid', async () => {
  const { id } = await buy();
  expect(await tell(id, { signed: false })).toMatch(/^403 refused/);
  expect(await headOf(`/orders/${id}`)).toBe('Waiting for payment');
});

test('a callback that PayCenter does not vouch for is refused though it is signed', async () => {
  const { id } = await buy();
  expect(await tell(id, { trans_id: 'T2' })).toMatch(/^403 refused/);
  expect(await headOf(`/orders/${id}`)).toBe('Waiting for payment');
});

test.each([
  ['less money', { gross: '0.01' }],
  ['other money', { currency: 'JPY' }],
])('%s is never paid', async (_what, told) => {
  const { id } = await buy();
  expect(await tell(id, told)).toMatch(/^409 refused/);
  expect(await headOf(`/orders/${id}`)).toBe('Waiting for payment');
});

test('a callback for an order that is not in the book is refused', async () => {
  expect(await tell('0000-0000-0000-0000')).toMatch(/^404 refused/);
});

test('repeats are acknowledged and told once; the story shows every event', async () => {
  const { id } = await buy();
  for (const _ of [1, 2, 3]) expect(await tell(id)).toBe(`200 3,${id}`);
  await tell(id, { status: 'REFUND', gross: '-4.90' });
  const [page] = await get(`/orders/${id}`);
  expect(page.match(/<code>[A-Z_]+<\/code>/g)).toEqual([
    '<code>SUCCESS</code>',
    '<code>REFUND</code>',
  ]);
  expect(page).toContain('Partly refunded');
  await tell(id, { status: 'REFUND', gross: '-30.00' });
  expect(await headOf(`/orders/${id}`)).toBe('Refunded');
});

test('a paid order cannot be sent to pay again', async () => {
  const { id } = await buy();
  await tell(id);
  const [, response] = await get(`/orders/${id}/pay`);
  expect(response.headers.get('location')).toBe(`/orders/${id}`);
});

test('after a restart the shop knows its orders and what it was told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-shop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataFile = join(folder, 'orders.jsonl');
  shop = await openShop({ dataFile });
  const { id } = await buy();
  await tell(id);
  await shop.close();
  shop = await openShop({ dataFile });
  expect(await headOf(`/orders/${id}`)).toBe('Paid');
  expect(await tell(id)).toBe(`200 3,${id}`);
  const [page] = await get(`/orders/${id}`);
  expect(page.match(/<code>SUCCESS<\/code>/g)).toHaveLength(1);
});

test('no page may run a script, and forms lead to the shop or to PayCenter only', async () => {
  const [, { headers }] = await get('/');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'/);
  expect(policy).not.toContain('script-src');
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain(`form-action 'self' ${payCenter.url};`);
});

test('another site cannot place orders through a visitor', async () => {
  const response = await post({ article: 'mug' }, { 'sec-fetch-site': 'cross-site' });
  expect(response.status).toBe(403);
});

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en-GB,zh;q=0.5', 'en'],
  ['fr, zh-TW;q=0.4, en;q=0.3', 'zh-CN'],
  ['xx', 'en'],
])('a browser that likes %s is spoken to in %s', async (accept, locale) => {
  const [page] = await get('/', { 'accept-language': accept });
  expect(page).toContain(`<html lang="${locale}">`);
});

test.each([
  ['/nowhere', 404],
  ['/articles/gold', 404],
  ['/orders/0000-0000-0000-0000', 404],
  ['/orders', 405],
  ['/paycenter/callback', 405],
  ['/drawings/..%2fshop.ts', 404],
  ['//', 404],
  ['/shop.css', 200],
  ['/drawings/mug.svg', 200],
])('GET %s answers %i', async (path, status) => {
  const response = await fetch(`${shop.url}${path}`);
  expect(response.status).toBe(status);
});

test.each([
  [{ article: 'gold' }, 400],
  [{}, 400],
  [{ article: 'x'.repeat(5000) }, 413],
])('a form that makes no sense is refused', async (form, status) => {
  expect((await post(form)).status).toBe(status);
});

test('a shop that cannot work does not open', async () => {
  await expect(openShop({ secret: 'whsec_short' })).rejects.toThrow(/secret/);
  await expect(openShop({ payCenterUrl: 'nowhere' })).rejects.toThrow(/baseUrl/);
  await expect(openShop({ port: Number(new URL(shop.url).port) })).rejects.toThrow(/EADDRINUSE/);
});

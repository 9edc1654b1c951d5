/** §3: the hosted page, from the merchant's link to the channel. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAdapter, StartOutcome } from '../../src/domain/channel.ts';
import { speechlessChannel } from '../../src/flows/configure.test-support.ts';
import { createApp, setApp } from '../../src/flows/configure-app.ts';
import { setChannel } from '../../src/flows/configure-channel.ts';
import { TEXTS } from '../../src/http/pages/texts/catalogue.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  ASKS_JSON,
  attributesOf,
  doPayment,
  errorPageOf,
  type Fields,
  happen,
  heard,
  newOrderId,
  openPayment,
  problemOf,
  showPayment,
  v2,
} from '../shopper.ts';

let centre: TestCentre;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  const shop = { appId: 'shop', callbackUrl: 'https://shop.invalid/callback' };
  ({ account } = await appWithSandbox(centre, shop));
  await setChannel(centre.running.centre, 'shop', 'sandbox:paypal', new Map([['order', '1']]));
});

afterAll(() => centre.stop());

/** The page's form: where it posts, its hidden fields, and its channels. */
function formOf(html: string) {
  const [action = ''] = attributesOf(html, /<form method="post" action="([^"]*)"/g);
  const names = attributesOf(html, /<input type="hidden" name="([^"]*)"/g);
  const values = attributesOf(html, /<input type="hidden" name="[^"]*" value="([^"]*)"/g);
  const hidden = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
  return { action, hidden, channels: attributesOf(html, /name="channel" value="([^"]*)"/g) };
}

function submit(action: string, fields: Fields): Promise<Response> {
  return fetch(new URL(action, centre.url), {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

async function hosted(fields: Fields = {}, init: RequestInit = {}): Promise<string> {
  const reply = await showPayment(centre, fields, init);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
  return reply.text();
}

test("§3 (doc): shop name, item, amount, and each usable channel with its logo, in the operator's order", async () => {
  const html = await hosted({ item: 'Tea <for> two', gross: '1234.5' });
  expect(html).toContain('<bdi>Test Shop</bdi>');
  expect(html).toContain('<bdi>Tea &lt;for&gt; two</bdi>');
  expect(html).toContain('$1,234.50');
  expect(formOf(html).channels).toEqual(['paypal', 'sandbox']);
  for (const logo of attributesOf(html, /<img src="([^"]+)" alt="" width="40"/g)) {
    expect((await fetch(new URL(logo, centre.url))).status).toBe(200);
  }
});

test('§3 (doc): GET and POST show the same page', async () => {
  const body = new URLSearchParams({
    ...{ mod: 'show_payment', act: 'mall', app_id: 'shop', item: 'Tea' },
    ...{ order_id: newOrderId(), gross: '1', currency: 'USD' },
  });
  const posted = await fetch(`${centre.url}/v2/index.php`, { method: 'POST', body });
  expect(formOf(await posted.text()).channels).toEqual(['paypal', 'sandbox']);
});

test('§3: only channels that can take the payment are shown', async () => {
  const rules = new Map(Object.entries({ currencies: 'EUR', max_gross: 'EUR:10' }));
  const flows = centre.running.centre;
  await createApp(flows, { appId: 'choosy', name: 'S', callbackUrl: 'https://shop.invalid/' });
  await setChannel(flows, 'choosy', 'sandbox:euro', rules);
  await setChannel(flows, 'choosy', 'sandbox:all', new Map([['currencies', 'EUR,JPY']]));
  const shown = async (currency: string, gross: string) =>
    formOf(await hosted({ app_id: 'choosy', currency, gross })).channels;
  expect(await shown('EUR', '10')).toEqual(['euro', 'all']);
  expect(await shown('EUR', '10.01')).toEqual(['all']);
  expect(await shown('JPY', '10')).toEqual(['all']);
  const none = await showPayment(centre, { app_id: 'choosy', currency: 'USD' }, ASKS_JSON);
  expect(await problemOf(none)).toMatchObject({ code: 'CURRENCY_NOT_SUPPORTED', status: 400 });
});

test('§3: only channels for the country that the merchant names are shown, and taken', async () => {
  const flows = centre.running.centre;
  await createApp(flows, { appId: 'abroad', name: 'S', callbackUrl: 'https://shop.invalid/' });
  await setChannel(flows, 'abroad', 'sandbox:german', new Map([['countries', 'DE']]));
  await setChannel(flows, 'abroad', 'sandbox:all', new Map());
  const shown = async (country: string) =>
    formOf(await hosted({ app_id: 'abroad', country })).channels;
  expect(await shown('de')).toEqual(['german', 'all']);
  expect(await shown('FR')).toEqual(['all']);
  // What cannot be read says nothing.
  expect(await shown('Germany')).toEqual(['german', 'all']);
  const { action, hidden } = formOf(await hosted({ app_id: 'abroad', country: 'FR' }));
  expect((await submit(action, { ...hidden, channel: 'german' })).status).toBe(404);
  expect((await submit(action, { ...hidden, country: 'DE', channel: 'german' })).status).toBe(404);
  expect((await submit(action, { ...hidden, channel: 'all' })).status).toBe(302);
  const [english = ''] = attributesOf(
    await hosted({ app_id: 'abroad', country: 'FR' }),
    /href="(\/pay\/[^"]*lang=en[^"]*)"/g,
  );
  const translated = await (await fetch(new URL(english, centre.url))).text();
  expect(formOf(translated).channels).toEqual(['all']);
  const direct = await doPayment(
    centre,
    { app_id: 'abroad', channel: 'german', country: 'FR' },
    ASKS_JSON,
  );
  expect(await problemOf(direct)).toEqual({
    ...{ status: 400, code: 'INVALID_PARAMETER', parameter: 'country' },
  });
});

test('§3: a press on a channel goes there, without JavaScript and without any of the parameters', async () => {
  const { action, hidden } = formOf(await hosted({ order_id: 'pressed', gross: '7' }));
  const reply = await submit(action, { ...hidden, channel: 'sandbox' });
  expect(reply.status).toBe(302);
  const page = new URL(reply.headers.get('location') ?? '');
  expect(page.pathname).toContain(`/channels/sandbox/${account}/pay/`);
  expect(page.searchParams.get('gross')).toBe('7.00');
  await happen(centre, account, 'pressed', 'pay');
});

test('§3 (ours): a changed form goes nowhere', async () => {
  const html = await hosted({ return_url: 'https://shop.invalid/back' });
  const { action, hidden } = formOf(html);
  const { action: other } = formOf(await hosted());
  for (const [where, fields] of [
    [action, { ...hidden, seal: 'x' }],
    [action, { ...hidden, seal: '' }],
    [action, { ...hidden, return_url: 'https://evil.example/' }],
    [action, { ...hidden, return_url: '' }],
    [other, hidden],
    [action.replace(/[0-9a-z]{5}\/start/, '00000/start'), hidden],
    ['/pay/x/start', hidden],
  ] as const) {
    const reply = await submit(where, { ...fields, channel: 'sandbox' });
    expect(await errorPageOf(reply)).toMatchObject({ status: 404, code: 'PAYMENT_NOT_FOUND' });
  }
  const unknown = await submit(action, { ...hidden, channel: 'nothing' });
  expect(await errorPageOf(unknown)).toMatchObject({ status: 404, code: 'UNKNOWN_CHANNEL' });
});

test('a form that was left open finds the payment paid, and another of the order refused', async () => {
  const orderId = newOrderId();
  const { action, hidden } = formOf(await hosted({ order_id: orderId, gross: '9' }));
  const changed = formOf(await hosted({ order_id: orderId, gross: '8' }));
  await submit(action, { ...hidden, channel: 'sandbox' });
  await happen(centre, account, orderId, 'pay');
  const late = await submit(action, { ...hidden, channel: 'paypal' });
  expect(await late.text()).toContain('class="result paid"');
  const other = await submit(changed.action, { ...changed.hidden, channel: 'paypal' });
  expect(await errorPageOf(other)).toMatchObject({ status: 409, code: 'ORDER_ID_REUSED' });
});

describe('§3: the shopper’s language', () => {
  test.each([
    ['en-GB,en;q=0.9', 'en', 'ltr'],
    ['zh', 'zh-CN', 'ltr'],
    ['zh-HK', 'zh-TW', 'ltr'],
    ['es-MX', 'es', 'ltr'],
    ['pt-BR', 'pt', 'ltr'],
    ['fr;q=0.1, de;q=0.9', 'de', 'ltr'],
    ['fr-CA', 'fr', 'ltr'],
    ['tr', 'tr', 'ltr'],
    ['ru', 'ru', 'ltr'],
    ['ar-EG', 'ar', 'rtl'],
    ['ja', 'ja', 'ltr'],
    ['ko', 'ko', 'ltr'],
    ['nl, *', 'en', 'ltr'],
  ])('Accept-Language %s is spoken to in %s', async (accepted, language, direction) => {
    const html = await hosted({}, { headers: { 'accept-language': accepted } });
    expect(html).toContain(`<html lang="${language}" dir="${direction}">`);
  });

  test('lang overrules the browser, and one that nobody speaks does not', async () => {
    const init = { headers: { 'accept-language': 'ko' } };
    expect(await hosted({ lang: 'zh_tw' }, init)).toContain('<html lang="zh-TW"');
    expect(await hosted({ lang: 'xx' }, init)).toContain('<html lang="ko"');
  });

  test('the picker shows the same page in each of twelve languages, and the choice stays', async () => {
    const html = await hosted({ item: 'Picked', return_url: 'https://shop.invalid/?a=1&b=2' });
    const links = attributesOf(html, /<li><a href="([^"]+)" lang=/g);
    expect(links).toHaveLength(12);
    for (const link of links) {
      const page = await fetch(new URL(link, centre.url));
      expect(page.status).toBe(200);
      const other = await page.text();
      const lang = new URL(link, centre.url).searchParams.get('lang') ?? '';
      expect(other).toContain(`<html lang="${lang}"`);
      expect(other).toContain('<bdi>Picked</bdi>');
      const { action, hidden, channels } = formOf(other);
      expect(channels).toEqual(['paypal', 'sandbox']);
      const reply = await submit(action, { ...hidden, channel: 'sandbox' });
      expect(new URL(reply.headers.get('location') ?? '').searchParams.get('lang')).toBe(lang);
    }
  });

  test('an app may fix its language, which lang still overrules', async () => {
    const flows = centre.running.centre;
    await createApp(flows, { appId: 'fixed', name: 'S', callbackUrl: 'https://shop.invalid/' });
    await setChannel(flows, 'fixed', 'sandbox', new Map());
    await setApp(flows.db, 'fixed', new Map([['language', 'ru']]));
    const fields = { app_id: 'fixed' };
    const init = { headers: { 'accept-language': 'fr' } };
    await expect.poll(() => hosted(fields, init), { timeout: 5_000 }).toContain('<html lang="ru"');
    expect(await hosted({ ...fields, lang: 'fr' }, init)).toContain('<html lang="fr"');
    const wrong = await showPayment(centre, { ...fields, gross: 'x' }, init);
    expect(await wrong.text()).toContain('<html lang="ru"');
  });
});

describe('§3 (ours): who may frame it', () => {
  const framing = (reply: Response) =>
    /frame-ancestors ([^;]*)/.exec(reply.headers.get('content-security-policy') ?? '')?.[1];

  test('nobody but PayCenter itself, until the app names others; its errors too', async () => {
    const flows = centre.running.centre;
    await createApp(flows, { appId: 'framed', name: 'S', callbackUrl: 'https://shop.invalid/' });
    await setChannel(flows, 'framed', 'sandbox', new Map());
    const fields = { app_id: 'framed' };
    expect(framing(await showPayment(centre, fields))).toBe("'self'");
    const sources = "'self' https://*.shop.example:8443";
    await setApp(flows.db, 'framed', new Map([['frame_ancestors', sources]]));
    await expect
      .poll(async () => framing(await showPayment(centre, fields)), { timeout: 5_000 })
      .toBe(sources);
    expect(framing(await showPayment(centre, { ...fields, gross: 'x' }))).toBe(sources);
    expect(framing(await doPayment(centre, { ...fields, item: '' }))).toBe(sources);
    const query = `mod=show_payment&act=mall&app_id=framed&item=%ff`;
    expect(framing(await fetch(`${centre.url}/v2/index.php?${query}`))).toBe(sources);
    expect(framing(await showPayment(centre))).toBe("'self'");
    await setApp(flows.db, 'framed', new Map([['frame_ancestors', "'none'"]]));
    await expect
      .poll(async () => framing(await showPayment(centre, fields)), { timeout: 5_000 })
      .toBe("'none'");
  });

  test('no page lets in a script or a style that is not ours, nor is kept or told on', async () => {
    const { attemptId } = await openPayment(centre);
    for (const reply of [
      await showPayment(centre),
      await showPayment(centre, { gross: 'x' }),
      await fetch(`${centre.url}/pay/return/${attemptId}`),
      await fetch(`${centre.url}/pay/nothing`),
    ]) {
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply.headers.get('referrer-policy')).toBeTruthy();
      expect(reply.headers.getSetCookie()).toEqual([]);
      expect(await reply.text()).not.toMatch(
        /<script(?! type="module" src=)|<style| style=| on\w+=/,
      );
    }
  });
});

test('threat 29: words of a stranger stay words on every page', async () => {
  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title><svg/onload=alert(1)>',
    'javascript:alert(1)',
    '<%= it.secret %>',
    '&lt;script&gt;',
    '\u202e<b>',
  ];
  for (const words of payloads) {
    const fields = { item: words, order_id: words, custom_data: words };
    const { attemptId, payerPage } = await openPayment(centre, fields);
    for (const html of [
      await hosted(fields),
      await (await fetch(`${centre.url}/pay/return/${attemptId}`)).text(),
      await (await fetch(payerPage)).text(),
    ]) {
      expect(html).not.toContain('<script>alert');
      const tags = html.replace(/"[^"]*"/g, '""').match(/<[a-z][^>]*>/gi) ?? [];
      expect(tags.filter((tag) => /\son\w+\s*=|<b>|javascript:|<%/i.test(tag))).toEqual([]);
      expect(html).not.toContain(words === 'javascript:alert(1)' ? 'href="javascript:' : words);
    }
  }
});

describe('§3: the ways to a channel', () => {
  /** A channel that is reached in the way that a test says. */
  async function channelWith(name: string, way: StartOutcome): Promise<string> {
    const adapter: ChannelAdapter = speechlessChannel(name);
    const channels = centre.running.centre.channels as Map<string, ChannelAdapter>;
    channels.set(name, {
      ...adapter,
      start: async () => way,
      query: async () => ({ kind: 'unknown', why: 'it is only a test' }),
    });
    const appId = `app-${name}`;
    const flows = centre.running.centre;
    await createApp(flows, { appId, name: 'S', callbackUrl: 'https://shop.invalid/' });
    await setChannel(flows, appId, name, new Map());
    return appId;
  }

  test('a channel that needs a form POST gets a page that submits itself, with a button', async () => {
    const appId = await channelWith('till', {
      kind: 'form',
      action: 'https://till.example/pay?a=1&b=2',
      fields: { amount: '30.14', note: '"quoted" & <tagged>' },
    });
    const reply = await doPayment(centre, { app_id: appId, channel: 'till' });
    expect(reply.status).toBe(200);
    const html = await reply.text();
    expect(formOf(html)).toEqual({
      action: 'https://till.example/pay?a=1&b=2',
      hidden: { amount: '30.14', note: '"quoted" & <tagged>' },
      channels: [],
    });
    expect(html).toMatch(/<button[^>]* type="submit"/);
    expect(html).toMatch(/src="\/pay\/assets\/submit\.[^"]+\.js"/);
  });

  test('a channel that is paid by a code gets a page that shows it and follows the payment', async () => {
    const appId = await channelWith('scan', { kind: 'qr', content: 'scan://pay/1' });
    const reply = await doPayment(centre, { app_id: appId, channel: 'scan', lang: 'ja' });
    expect(reply.status).toBe(302);
    const page = await fetch(new URL(reply.headers.get('location') ?? '', centre.url));
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('<html lang="ja"');
    expect(html).toMatch(/<svg class="qr" role="img" aria-label="[^"]+"/);
    expect(html).toMatch(/data-follow="\d+"/);
  });

  const REFUSED: StartOutcome = { kind: 'refused', why: 'no answer', retryable: true };

  test('a channel that does not begin is CHANNEL_UNAVAILABLE for machines', async () => {
    const appId = await channelWith('down', REFUSED);
    const fields = { app_id: appId, channel: 'down', order_id: newOrderId() };
    const direct = await doPayment(centre, fields, ASKS_JSON);
    const { action, hidden } = formOf(await hosted(fields));
    const body = new URLSearchParams({ ...hidden, channel: 'down' });
    const asked = { method: 'POST', body, ...ASKS_JSON };
    const pressed = await fetch(new URL(action, centre.url), asked);
    for (const reply of [direct, pressed]) {
      expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await problemOf(reply)).toEqual({
        ...{ status: 502, code: 'CHANNEL_UNAVAILABLE', parameter: 'channel' },
      });
    }
  });

  test('for shoppers it is a page that says so, with the other channels a tap away', async () => {
    const appId = await channelWith('broken', REFUSED);
    const flows = centre.running.centre;
    await setChannel(flows, appId, 'broken', new Map([['order', '1']]));
    await setChannel(flows, appId, 'sandbox', new Map([['order', '2']]));
    await heard(centre, appId, ({ accounts }) => accounts.length === 2);
    const orderId = newOrderId();
    const fields = { app_id: appId, channel: 'broken', order_id: orderId, lang: 'de' };
    const direct = await doPayment(centre, { ...fields, return_url: 'https://shop.invalid/back' });
    const first = formOf(await direct.clone().text());
    // The shopper carries a token of ours: no signature of the merchant's is needed any more.
    await setApp(flows.db, appId, new Map([['require_sign', 'true']]));
    await heard(centre, appId, ({ settings }) => settings.requireSign);
    const pressed = await submit(first.action, { ...first.hidden, channel: 'broken' });
    for (const reply of [direct, pressed]) {
      const html = await reply.clone().text();
      expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await errorPageOf(reply)).toEqual({
        ...{ status: 502, code: 'CHANNEL_UNAVAILABLE', parameter: 'channel' },
      });
      expect(html).toContain('Ihnen wurde nichts belastet. Bitte wählen Sie eine andere.');
      // The one that failed is behind the others, and says why.
      expect(formOf(html).channels).toEqual(['sandbox', 'broken']);
      expect(html).toContain('Zurzeit gestört');
    }
    const other = await submit(first.action, { ...first.hidden, channel: 'sandbox' });
    const page = new URL(other.headers.get('location') ?? '');
    const transId = page.searchParams.get('trans') ?? '';
    const payment = await findPayment(flows.db, transId);
    expect(payment).toMatchObject({ orderId, state: 'created' });
    expect(payment?.attempts.map(({ state }) => state)).toEqual(['failed', 'failed', 'started']);
    expect(payment?.attempts.at(-1)?.returnUrl).toBe('https://shop.invalid/back');
  });

  test('where there is no other channel, the shopper is asked to try again', async () => {
    const appId = await channelWith('alone', REFUSED);
    const html = await (await doPayment(centre, { app_id: appId, channel: 'alone' })).text();
    expect(formOf(html).channels).toEqual(['alone']);
    expect(html).toContain('you have not been charged. Please try again in a few minutes.');
    expect(html).not.toContain('troubled');
  });

  test("a channel in trouble goes last on the page and says so, and keeps its place in the merchant's list", async () => {
    const appId = await channelWith('shaky', { kind: 'redirect', url: 'https://shaky.example/' });
    const flows = centre.running.centre;
    const { account } = await setChannel(flows, appId, 'shaky', new Map([['order', '1']]));
    await setChannel(flows, appId, 'sandbox', new Map([['order', '2']]));
    await heard(centre, appId, ({ accounts }) => accounts.length === 2);
    const shown = async (lang: string) => {
      const html = await hosted({ app_id: appId, lang });
      return { channels: formOf(html).channels, words: html };
    };
    expect((await shown('en')).channels).toEqual(['shaky', 'sandbox']);
    const call = { operation: 'start', tookMs: 5 };
    for (let n = 0; n < 3; n += 1) flows.health.note(account, { ...call, failed: true });
    const troubled = await shown('fr');
    expect(troubled.channels).toEqual(['sandbox', 'shaky']);
    expect(troubled.words).toContain(TEXTS.fr.choose.troubled);
    const list = await v2(centre, { mod: 'listchannel', act: 'list', app_id: appId });
    expect(Object.keys(((await list.json()) as { data: object }).data)).toEqual([
      ...['shaky', 'sandbox'],
    ]);
    for (let n = 0; n < 5; n += 1) flows.health.note(account, { ...call, failed: false });
    expect((await shown('en')).channels).toEqual(['shaky', 'sandbox']);
  });
});

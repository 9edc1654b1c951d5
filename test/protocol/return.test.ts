/** §3, coming back: where the shopper goes afterwards, and that nothing there is ever a payment. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReturn } from '../../sdk/src/index.ts';
import { setApp } from '../../src/flows/configure-app.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { startMerchant } from '../merchant.ts';
import {
  ASKS_JSON,
  attributesOf,
  control,
  doPayment,
  type Fields,
  happen,
  heard,
  openPayment,
  problemOf,
  showPayment,
} from '../shopper.ts';

let centre: TestCentre;
let merchant: Awaited<ReturnType<typeof startMerchant>>;
let account: string;
let secret: string;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
  ({ account, secret } = await appWithSandbox(centre, {
    appId: 'shop',
    callbackUrl: merchant.url,
  }));
  const hosts = new Map([['return_hosts', 'shop.example,*.shop.example,中文网.example']]);
  await setApp(centre.running.centre.db, 'shop', hosts);
  await heard(centre, 'shop', (app) => app.settings.returnHosts.length === 3);
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

/** The shopper comes back from the channel. */
function comeBack(attemptId: string, query = ''): Promise<Response> {
  return fetch(`${centre.url}/pay/return/${attemptId}${query}`, { redirect: 'manual' });
}

/** Opens a payment, lets things happen to it, and brings the shopper back. */
async function returned(returnUrl: string, ...actions: readonly string[]) {
  const opened = await openPayment(centre, returnUrl === '' ? {} : { return_url: returnUrl });
  await happen(centre, account, opened.orderId, ...actions);
  return { ...opened, reply: await comeBack(opened.attemptId) };
}

async function stateOf(transId: string): Promise<string | undefined> {
  return (await findPayment(centre.running.centre.db, transId))?.state;
}

/** Where the page's button leads, and the words on it. */
async function wayOn(reply: Response): Promise<{ href: string | undefined; html: string }> {
  expect(reply.status).toBe(200);
  const html = await reply.text();
  const [href] = attributesOf(html, /<a class="button \w+" href="([^"]+)"/g);
  return { href, html };
}

describe('§3 (ours): with a return_url of a registered host the shopper goes on at once', () => {
  test.each([
    ['pay', 'paid'],
    ['decline', 'failed'],
    ['cancel', 'canceled'],
  ])('after %s with status=%s, signed', async (action, status) => {
    const { reply, orderId, transId } = await returned('https://shop.example/done', action);
    expect(reply.status).toBe(303);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const location = reply.headers.get('location') ?? '';
    expect(location.startsWith('https://shop.example/done?')).toBe(true);
    const { searchParams } = new URL(location);
    expect([...searchParams.keys()]).toEqual(['order_id', 'trans_id', 'status', 'sign']);
    expect(readReturn(location, secret)).toEqual({ ok: true, orderId, transId, status });
  });

  test('while it is being confirmed the shopper may go on with status=pending', async () => {
    const { reply, orderId, transId } = await returned('https://shop.example/', 'pend');
    const { href, html } = await wayOn(reply);
    expect(html).toContain('class="result confirming"');
    expect(readReturn(href ?? '', secret)).toEqual({
      ok: true,
      orderId,
      transId,
      status: 'pending',
    });
  });

  test('a subdomain and a host in another alphabet are registered as they are written', async () => {
    for (const url of [
      'https://a.b.shop.example/',
      'http://shop.example:8080/',
      'https://SHOP.example/',
      'https://中文网.example/',
    ]) {
      const { reply } = await returned(url, 'pay');
      expect({ url, status: reply.status }).toEqual({ url, status: 303 });
    }
  });

  test.each([
    ['https://shop.example?a=1&a=2&b', 'https://shop.example/?a=1&a=2&b&'],
    ['https://shop.example/?', 'https://shop.example/?'],
    ['https://shop.example/?q=a+b%20c%2B&x=%zz&', 'https://shop.example/?q=a+b%20c%2B&x=%zz&'],
    ['https://shop.example/a;b?x[]=1&y=%E8%8C%B6', 'https://shop.example/a;b?x[]=1&y=%E8%8C%B6&'],
    ['https://shop.example/茶?x=茶', 'https://shop.example/%E8%8C%B6?x=%E8%8C%B6&'],
    [
      'https://shop.example/?status=mine&order_id=x',
      'https://shop.example/?status=mine&order_id=x&',
    ],
    [
      'https://shop.example/?u=https://other.example/?a=b',
      'https://shop.example/?u=https://other.example/?a=b&',
    ],
  ])('everything in %s is kept', async (returnUrl, kept) => {
    const { reply } = await returned(returnUrl, 'pay');
    const location = reply.headers.get('location') ?? '';
    expect(location.slice(0, kept.length)).toBe(kept);
    expect(location.slice(kept.length)).toMatch(
      /^order_id=[^&]+&trans_id=[^&]+&status=paid&sign=\w+$/,
    );
    expect(readReturn(location, secret)).toMatchObject({ ok: true, status: 'paid' });
  });

  test('a fragment stays behind the query', async () => {
    const { reply } = await returned('https://shop.example/#/orders?x=1', 'pay');
    expect(reply.headers.get('location')).toMatch(
      /^https:\/\/shop\.example\/\?order_id=.*&sign=\w+#\/orders\?x=1$/,
    );
  });

  test('the address of a second try is the one that counts', async () => {
    const { orderId } = await openPayment(centre, { return_url: 'https://shop.example/first' });
    const again = { order_id: orderId, return_url: 'https://shop.example/second' };
    const { attemptId } = await openPayment(centre, again);
    await happen(centre, account, orderId, 'pay');
    const reply = await comeBack(attemptId);
    expect(reply.headers.get('location')).toMatch(/^https:\/\/shop\.example\/second\?/);
  });
});

describe('§3 (ours): without a registered host', () => {
  test('any other host is shown by name, and followed on a click', async () => {
    const { reply } = await returned('https://other.example:8443/back?x=1', 'pay');
    const { href, html } = await wayOn(reply);
    expect(html).toContain('<bdi>other.example:8443</bdi>');
    expect(href).toMatch(/^https:\/\/other\.example:8443\/back\?x=1&order_id=/);
    expect(readReturn(href ?? '', secret)).toMatchObject({ ok: true, status: 'paid' });
  });

  test('without a return_url the result page is the end', async () => {
    const { href, html } = await wayOn((await returned('', 'pay')).reply);
    expect(href).toBeUndefined();
    expect(html).toContain('class="result paid"');
  });

  test('not paid: try again right there, or go back', async () => {
    for (const action of ['decline', 'cancel']) {
      const { reply } = await returned('https://other.example/', action);
      const { href, html } = await wayOn(reply);
      expect(html).toContain('name="channel" value="sandbox"');
      expect(href).toMatch(/^https:\/\/other\.example\//);
    }
  });

  test('a shopper who gave up before the channel heard of it is told so, in any language', async () => {
    const { attemptId } = await openPayment(centre, { return_url: 'https://other.example/' });
    const { html } = await wayOn(await comeBack(attemptId, '?canceled=1'));
    expect(html).toContain('class="result canceled"');
    const [link = ''] = attributesOf(html, /<li><a href="([^"]+)" lang="ja"/g);
    const japanese = await (await fetch(new URL(link, centre.url))).text();
    expect(japanese).toContain('<html lang="ja"');
    expect(japanese).toContain('class="result canceled"');
  });
});

describe('§3 (ours): a channel that has said nothing yet', () => {
  test('is asked at once, and the shopper is not kept waiting for its notice', async () => {
    const opened = await openPayment(centre, { return_url: 'https://shop.example/' });
    await control(centre, account, {
      ...{ order_id: opened.orderId, action: 'pay', delay_ms: 600_000 },
    });
    const reply = await comeBack(opened.attemptId);
    expect(new URL(reply.headers.get('location') ?? '').searchParams.get('status')).toBe('paid');
    await merchant.waitFor(1, opened.orderId);
  });

  test('while its outcome is unknown the page confirms: it polls, and there is nothing to press', async () => {
    const { attemptId } = await openPayment(centre, { return_url: 'https://shop.example/' });
    const { html } = await wayOn(await comeBack(attemptId));
    expect(html).toContain('class="result confirming"');
    expect(html).not.toContain('<form');
    const [seconds] = attributesOf(html, /data-follow="(\d+)"/g);
    expect(Number(seconds)).toBeLessThan(10);
    expect(html).toContain(`<noscript><meta http-equiv="refresh" content="${seconds}"></noscript>`);
  });
});

describe('threat 13: a return is never proof of payment', () => {
  test.each([
    '?status=paid',
    '?status=ok&paid=1&state=paid',
    '?canceled=0&status=SUCCESS&sign=0',
    '?trans_id=x&gross=30.14&txn_status=2',
    '?stay=1&status=paid',
  ])('%s changes nothing, and the merchant is told nothing', async (query) => {
    const { attemptId, transId, orderId } = await openPayment(centre);
    for (const method of ['GET', 'POST']) {
      await fetch(`${centre.url}/pay/return/${attemptId}${query}`, { method, redirect: 'manual' });
    }
    expect(await stateOf(transId)).toBe('created');
    expect(merchant.of(orderId)).toEqual([]);
  });

  test('canceled=1 of a paid payment shows it paid', async () => {
    const { attemptId } = await returned('', 'pay');
    expect((await wayOn(await comeBack(attemptId, '?canceled=1'))).html).toContain('result paid');
  });

  test('by a form of the channel is coming back: what it holds is no proof either', async () => {
    const opened = await openPayment(centre);
    const form = { payment_status: 'Completed', status: 'paid', canceled: '1', lang: 'ar' };
    const post = (path: string) =>
      fetch(`${centre.url}/pay/return/${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
      });
    const address = `${opened.attemptId}?lang=de`;
    const reply = await post(address);
    expect([reply.status, reply.headers.get('location')]).toEqual([303, address]);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(await stateOf(opened.transId)).toBe('created');
    const page = await fetch(new URL(address, reply.url));
    expect(await page.text()).toContain('class="result confirming"');
    expect((await post('%2f%2fevil.example')).status).toBe(404);
  });

  test('an id that nobody gave out leads nowhere', async () => {
    for (const id of [
      'x',
      '0'.repeat(32),
      `${'0'.repeat(31)}'`,
      '%00',
      '..%2f..',
      'a'.repeat(500),
    ]) {
      for (const path of [`/pay/return/${id}`, `/pay/qr/${id}`, `/pay/${id}`]) {
        const reply = await fetch(centre.url + path, { ...ASKS_JSON, redirect: 'manual' });
        expect([400, 404]).toContain(reply.status);
      }
    }
  });
});

describe('threat 14: return_url is no open redirect', () => {
  const refused = [
    ...[
      '//evil.example',
      '///evil.example',
      '////evil.example',
      '/\\evil.example',
      '\\\\evil.example',
    ],
    ...['/evil', 'evil', 'evil.example', 'shop.example', './x', '../x', '?x', '#x', ':', '%', '\t'],
    ...[
      'https:',
      'https:/',
      'https://',
      'https:///',
      'https:///evil.example',
      'https:evil.example',
    ],
    ...[
      'https:/evil.example',
      'https:\\evil.example',
      'https:\\\\evil.example',
      'http:/\\evil.example',
    ],
    ...[
      'https://\\evil.example',
      'https://shop.example\\@evil.example',
      'https://shop.example\\.evil.example',
    ],
    ...[
      'https://evil.example\\',
      'https:// evil.example',
      ' https://evil.example',
      'https://evil.example ',
    ],
    ...[
      'https://ev il.example',
      'https://evil.example/a b',
      'https://evil.example/\r\nSet-Cookie: a=b',
    ],
    ...['https://evil.example/\nLocation: x', 'ht\ntps://evil.example', 'java\tscript:alert(1)'],
    ...['\u00a0https://evil.example', '\u3000https://evil.example', '\ufeffhttps://evil.example'],
    ...['https://evil.example/\u2028', 'https://evil.example/\u0085', '\x01https://evil.example'],
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'javascript://shop.example/%0aalert(1)'],
    ...['javascript:alert(1)//https://shop.example', ' javascript:alert(1)', 'vbscript:msgbox(1)'],
    ...[
      'data:text/html,<script>alert(1)</script>',
      'data:text/html;base64,PHN2Zz4=',
      'blob:https://shop.example/x',
    ],
    ...[
      'file:///etc/passwd',
      'ftp://evil.example',
      'ws://evil.example',
      'mailto:a@evil.example',
      'tel:1',
    ],
    ...[
      'about:blank',
      'view-source:https://evil.example',
      'intent://evil.example#Intent;end',
      'httpss://evil.example',
    ],
    ...[
      'https://shop.example@evil.example',
      'https://shop.example:443@evil.example/',
      'https://user:pass@shop.example/',
    ],
    ...['https://@evil.example/', 'https://:@evil.example/', 'https://shop.example%40evil.example'],
    ...[
      'https://shop.example%2f@evil.example',
      'https://shop.example%00.evil.example',
      'https://evil%00.example',
    ],
    ...[
      'https://[evil.example',
      'https://[::1',
      'https://999.999.999.999/',
      'https://evil.example:99999/',
      'https://%/',
    ],
    ...[
      'https://?shop.example',
      'https://#shop.example',
      'https://shop.example:port/',
      'https://-./\\',
    ],
  ];

  test('the corpus is as large as it should be', () => {
    expect(new Set([...refused, ...elsewhere]).size).toBeGreaterThanOrEqual(60);
  });

  test.each(refused)('%j is refused', async (return_url) => {
    for (const request of [doPayment, showPayment]) {
      expect(await problemOf(await request(centre, { return_url }, ASKS_JSON))).toEqual({
        status: 400,
        code: 'INVALID_PARAMETER',
        parameter: 'return_url',
      });
    }
  });

  /** Well-formed, and of a host that looks registered and is not. */
  const elsewhere = [
    'https://evil.example/',
    'https://shop.example.evil.example/',
    'https://evilshop.example/',
    'https://shop.example./',
    'https://shop.example。evil.example/',
    'https://evil.example/https://shop.example/',
    'https://evil.example/?https://shop.example/',
    'https://evil.example#@shop.example/',
    'https://evil.example?@shop.example/',
    'https://evil.example/@shop.example/',
    'https://evil.example/shop.example',
    'https://xn--shp-fma.example/',
    'https://ѕhop.example/',
    'https://shop.example.com/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://evil.example/%0d%0aLocation:%20https://x.example',
    'https://evil.example/<script>alert(1)</script>',
    'https://evil.example/"onclick="alert(1)',
  ];

  test.each(elsewhere)('%j is named, and never followed by itself', async (returnUrl) => {
    const { reply } = await returned(returnUrl, 'pay');
    const { href, html } = await wayOn(reply);
    const { host } = new URL(returnUrl);
    expect(html).toContain(`<bdi>${host}</bdi>`);
    expect(new URL(href ?? '').host).toBe(host);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('"onclick');
  });

  test('the sandbox’s own page sends its payer to PayCenter and nowhere else', async () => {
    const fields: Fields = { return_url: 'https://evil.example/' };
    const { payerPage } = await openPayment(centre, fields);
    const body = new URLSearchParams({ action: 'pay', back: 'https://evil.example/' });
    const paid = await fetch(payerPage, { method: 'POST', body, redirect: 'manual' });
    expect(paid.headers.get('location')?.startsWith(`${centre.url}/pay/return/`)).toBe(true);
  });
});

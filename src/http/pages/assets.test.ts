import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { assetsPlugin, assetUrl } from './assets.ts';
import { LOGOS, logoUrl } from './logos.ts';

const app = Fastify();
app.register(assetsPlugin);
afterAll(() => app.close());

test.each([
  ['pay.css', 'text/css; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
  ['inter-latin.woff2', 'font/woff2'],
  ['icon.svg', 'image/svg+xml; charset=utf-8'],
])('%s has its hash in its name and may be kept for ever', async (name, type) => {
  const answer = await app.inject(assetUrl(name));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  });
});

test('every file that the styles name is there', async () => {
  const url = assetUrl('pay.css');
  const css = (await app.inject(url)).body;
  const files = [...css.matchAll(/url\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
  expect(files).toHaveLength(3);
  for (const file of files) {
    const answer = await app.inject(new URL(file, `http://localhost${url}`).pathname);
    expect(answer.statusCode).toBe(200);
  }
});

test.each(['paypal', 'moneybookers', 'stripe', 'alipay', 'wechatpay', 'sandbox', 'boleto', '支付'])(
  'the logo of %s is a complete picture at a stable address that others may show',
  async (key) => {
    const answer = await app.inject(logoUrl(key));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(answer.body).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
  },
);

test('no two brands that differ share a drawing, and a stranger names no file', () => {
  expect(logoUrl('paypal')).toBe('/pay/assets/logos/paypal.svg');
  expect(logoUrl('boleto')).toBe('/pay/assets/logos/letter-b.svg');
  expect(logoUrl('../../secret')).toBe('/pay/assets/logos/wallet.svg');
  expect(LOGOS.get('alipay')).not.toBe(LOGOS.get('paypal'));
});

test('a logo that has not changed is not sent again', async () => {
  const url = logoUrl('paypal');
  const { etag } = (await app.inject(url)).headers;
  const again = await app.inject({ url, headers: { 'if-none-match': `"other", W/${etag}` } });
  expect(again.statusCode).toBe(304);
  expect(again.body).toBe('');
  expect(again.headers.etag).toBe(etag);
});

test('HEAD answers like GET without the body', async () => {
  const answer = await app.inject({ method: 'HEAD', url: logoUrl('paypal') });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toBe('');
});

test.each(['logos/nobody.svg', 'pay.css', '../assets.ts', '__proto__', ''])(
  'there is nothing at %j',
  async (path) => {
    expect((await app.inject(`/pay/assets/${path}`)).statusCode).toBe(404);
  },
);

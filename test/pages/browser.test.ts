import Fastify, { type FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assetsPlugin } from '../../src/http/pages/assets.ts';
import { renderChoosePage } from '../../src/http/pages/choose-page.ts';
import { contentSecurityPolicy } from '../../src/http/pages/content-security-policy.ts';
import { renderFormPostPage } from '../../src/http/pages/form-post-page.ts';
import { LANGUAGES, type Language } from '../../src/http/pages/languages.ts';
import { renderQrPage } from '../../src/http/pages/qr-page.ts';
import { renderResultPage } from '../../src/http/pages/result-page.ts';
import { expectAccessible } from '../browser/accessibility.ts';
import { launchChromium } from '../browser/chromium.ts';
import { sampleBill, sampleChoice, sampleFrame, samplePages } from './samples.ts';

/** A page per layout; the others differ from these in words only. */
const LAYOUTS = [
  'choose',
  'choose-many-test',
  'choose-none',
  'choose-declined',
  'result-paid',
  'result-confirming',
  'result-failed',
  'result-elsewhere',
  'error-INVALID_GROSS',
  'home',
  'qr',
  'qr-test',
  'sandbox-open',
  'sandbox-impossible',
];

let browser: Browser;
let shop: FastifyInstance;
let shopAddress: string;
let center: FastifyInstance;
let address: string;
/** What the payment of `/pay/p1` has come to. */
let state: 'confirming' | 'paid';

/** Another origin, where channels and shops are. */
async function startElsewhere(): Promise<void> {
  shop = Fastify();
  shop.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  shop.all('/*', (request, reply) =>
    reply.type('text/html').send(`<h1>${request.method} ${request.url} ${request.body ?? ''}</h1>`),
  );
  shopAddress = await shop.listen({ host: '127.0.0.1', port: 0 });
}

async function startCenter(): Promise<void> {
  center = Fastify();
  center.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  center.addHook('onSend', async (_, reply) => {
    const type = String(reply.getHeader('content-type'));
    if (!type.startsWith('text/html')) return;
    reply.header('content-security-policy', contentSecurityPolicy({ frameAncestors: '' }));
  });
  await center.register(assetsPlugin);
  const html = 'text/html; charset=utf-8';
  const frame = sampleFrame('en');
  const form = { action: '/choose', hidden: { lang: 'en' } };
  center.get<{ Params: { language: Language; page: string } }>(
    '/:language/:page',
    (request, reply) =>
      reply.type(html).send(samplePages(request.params.language).get(request.params.page)),
  );
  center.get('/choose', (_, reply) =>
    reply.type(html).send(renderChoosePage({ ...sampleBill(), ...sampleChoice(3), form, frame })),
  );
  center.post('/choose', (request, reply) =>
    reply.redirect(`${shopAddress}/channel?${request.body}`),
  );
  center.get('/post', (_, reply) => {
    const channel = { key: 'moneybookers', name: 'Skrill' };
    const fields = { submit: 'a b', amount: '30.14' };
    const action = `${shopAddress}/gateway`;
    return reply.type(html).send(renderFormPostPage({ frame, channel, action, fields }));
  });
  center.get('/p1', (_, reply) => {
    const page = renderResultPage({ ...sampleBill(), frame, state, refreshSeconds: 1 });
    return reply.type(html).send(page);
  });
  center.get('/q1', (_, reply) => {
    if (state === 'paid') return reply.redirect('/p1');
    const channel = { key: 'wechatpay', name: 'wechatpay' };
    const code = { content: 'weixin://pay/1', refreshSeconds: 1 };
    return reply.type(html).send(renderQrPage({ ...sampleBill(), frame, channel, ...code }));
  });
  address = await center.listen({ host: '127.0.0.1', port: 0 });
}

beforeAll(async () => {
  await startElsewhere();
  await startCenter();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await center?.close();
  await shop?.close();
});

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

/** Opens a page, fails on anything that the browser complains of, and closes it again. */
async function withPage(
  options: ContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const complaints: string[] = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && message.location().url.startsWith(address)) {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await use(page);
  } finally {
    await context.close();
  }
  expect(complaints).toEqual([]);
}

test.each([
  ['en', 'light'],
  ['en', 'dark'],
  ['ar', 'light'],
] as const)('everybody can use the pages in %s, %s', async (language, colorScheme) => {
  await withPage({ colorScheme }, async (page) => {
    for (const name of LAYOUTS) {
      await page.goto(`${address}/${language}/${name}`);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await expectAccessible(page);
    }
  });
});

test.each(LANGUAGES)(
  'on a telephone of 320 pixels no page in %s scrolls sideways',
  async (language) => {
    await withPage({ viewport: { width: 320, height: 640 } }, async (page) => {
      for (const name of LAYOUTS) {
        await page.goto(`${address}/${language}/${name}`);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width, name).toBe(320);
      }
    });
  },
);

test.each([true, false])(
  'a tap on a channel goes on to it (JavaScript: %s)',
  async (javaScriptEnabled) => {
    await withPage({ javaScriptEnabled }, async (page) => {
      await page.goto(`${address}/choose`);
      await page.getByRole('button', { name: 'Stripe' }).click();
      const heading = page.getByRole('heading', { name: 'GET /channel' });
      expect(await heading.textContent()).toContain('lang=en&channel=stripe');
    });
  },
);

test('a channel can be chosen by keyboard alone', async () => {
  await withPage({}, async (page) => {
    await page.goto(`${address}/choose`);
    await page.getByRole('button', { name: 'PayPal' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('heading', { name: 'GET /channel' }).textContent()).toContain(
      'stripe',
    );
  });
});

test('a form for a channel sends itself, whatever its fields are called', async () => {
  await withPage({}, async (page) => {
    await page.goto(`${address}/post`);
    const heading = page.getByRole('heading', { name: 'POST /gateway' });
    expect(await heading.textContent()).toContain('submit=a+b&amount=30.14');
  });
});

test('without JavaScript the form has a button', async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${address}/post`);
    await page.getByRole('button', { name: 'Go on to Skrill' }).click();
    const heading = page.getByRole('heading', { name: 'POST /gateway' });
    expect(await heading.textContent()).toContain('amount=30.14');
  });
});

test.each([true, false])(
  'a page with a code goes on to the receipt by itself (JavaScript: %s)',
  async (javaScriptEnabled) => {
    await withPage({ javaScriptEnabled }, async (page) => {
      state = 'confirming';
      await page.goto(`${address}/q1`);
      expect(await page.getByRole('img', { name: 'QR code' }).count()).toBe(1);
      state = 'paid';
      await page.getByRole('heading', { name: 'Paid' }).waitFor();
    });
  },
);

test.each([true, false])(
  'a page that is confirming becomes the receipt by itself (JavaScript: %s)',
  async (javaScriptEnabled) => {
    await withPage({ javaScriptEnabled }, async (page) => {
      state = 'confirming';
      await page.goto(`${address}/p1`);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Confirming');
      state = 'paid';
      await page.getByRole('heading', { name: 'Paid' }).waitFor();
    });
  },
);

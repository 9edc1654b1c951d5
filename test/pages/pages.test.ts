import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { renderChoosePage } from '../../src/http/pages/choose-page.ts';
import { renderErrorPage } from '../../src/http/pages/error-page.ts';
import { directionOf, LANGUAGES } from '../../src/http/pages/languages.ts';
import { renderQrPage } from '../../src/http/pages/qr-page.ts';
import { renderResultPage } from '../../src/http/pages/result-page.ts';
import { amountOf, sampleBill, sampleChoice, sampleFrame, samplePages } from './samples.ts';

const frame = sampleFrame('en');

function chooseWith(view: Partial<Parameters<typeof renderChoosePage>[0]>): string {
  return renderChoosePage({ ...sampleBill(), ...sampleChoice(3), frame, ...view });
}

/** The page without its markup, as a reader without styles gets it. */
function wordsOf(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test.each(LANGUAGES)(
  'every page in %s has its language, one heading, and nothing unfilled',
  (language) => {
    for (const [name, html] of samplePages(language)) {
      const opening = `<html lang="${language}" dir="${directionOf(language)}">`;
      expect(html, name).toContain(opening);
      expect(html.match(/<h1[\s>]/g), name).toHaveLength(1);
      expect(html.match(/<title>[^<]+<\/title>/g), name).toHaveLength(1);
      expect(html, name).toContain('<meta name="robots" content="noindex, nofollow">');
      expect(wordsOf(html), name).not.toMatch(/undefined|null|\[object|\{\w+\}|<%|%>/);
    }
  },
);

test.each(LANGUAGES)('no page in %s has an inline script or style', (language) => {
  for (const [name, html] of samplePages(language)) {
    expect(html, name).not.toMatch(/\sstyle\s*=|<style|\son\w+\s*=|javascript:/i);
    for (const script of html.match(/<script[\s\S]*?<\/script>/g) ?? []) {
      expect(script, name).toMatch(/^<script type="module" src="\/pay\/assets\/[^"]+"><\/script>$/);
    }
  }
});

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '</title></textarea><svg onload=alert(1)>',
  '<%= 7 * 7 %>',
  '{{constructor}}{shop}',
])('%s stays words wherever a stranger writes it', (words) => {
  const html = chooseWith({
    ...sampleBill({ item: words, orderId: words, shop: { name: words, website: words } }),
    details: [{ label: 'reference', value: words }],
    frame: { ...frame, operator: { name: words, contact: words } },
    form: { action: '/pay/x', hidden: { [words]: words } },
    channels: [{ key: words, name: words, logoUrl: words, description: words, troubled: false }],
  });
  const escaped = words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
  expect(html.replaceAll(escaped, '')).not.toContain(words);
  expect(html).toContain(`<bdi>${escaped}</bdi>`);
  expect(html.match(/<(script|img|svg)\b/g)?.length).toBe(
    chooseWith({ channels: sampleChoice(1).channels }).match(/<(script|img|svg)\b/g)?.length,
  );
});

test('words that turn the direction of writing around stay inside their own element', () => {
  const item = '\u202eevil\u2066';
  const html = chooseWith(sampleBill({ item, shop: { name: item } }));
  expect(html).toContain(`<p class="item"><bdi>${item}</bdi></p>`);
  const outside = html.replace(/<bdi[^>]*>[^<]*<\/bdi>/g, '');
  expect(outside).not.toContain('\u202e');
});

test('each channel is a button of one form, the troubled ones last and saying so', () => {
  const html = chooseWith({});
  expect(html.match(/<form /g)).toHaveLength(1);
  expect(html).toContain('<form method="post" action="/pay/01hq8zv7m3t5k2x9w4b6c8d0ef/choose"');
  expect(html).toContain('<input type="hidden" name="lang" value="en">');
  const keys = [...html.matchAll(/name="channel" value="(\w+)"/g)].map((match) => match[1]);
  expect(keys).toEqual(['paypal', 'stripe', 'moneybookers']);
  expect(wordsOf(html)).toContain('Skrill Has trouble at the moment');
});

test('five channels are simply there; of more, the rest is behind a disclosure', () => {
  expect(chooseWith(sampleChoice(5))).not.toContain('More ways to pay');
  const many = chooseWith(sampleChoice(6));
  const [before = '', behind = ''] = many.split('More ways to pay');
  expect(before.match(/name="channel"/g)).toHaveLength(4);
  expect(behind.match(/name="channel"/g)).toHaveLength(2);
});

test("a channel has the operator's name, or the brand's where there is only the key", () => {
  const [channel] = sampleChoice(1).channels;
  if (channel === undefined) throw new Error('There is a sample channel.');
  expect(wordsOf(chooseWith({ channels: [channel] }))).toContain('PayPal PayPal balance');
  const named = { ...channel, name: 'Our PayPal', description: 'About a minute' };
  expect(wordsOf(chooseWith({ channels: [named] }))).toContain('Our PayPal About a minute');
});

test('without a channel the page says so and has no form', () => {
  const html = chooseWith(sampleChoice(0));
  expect(html).not.toContain('<form');
  expect(wordsOf(html)).toContain('You have not been charged');
});

test('a test payment is marked on the page and in the title', () => {
  const html = chooseWith({ frame: { ...frame, test: true } });
  expect(wordsOf(html)).toContain('Test – no money moves');
  expect(html).toContain('<title>[Test] Pay');
  expect(wordsOf(chooseWith({}))).not.toContain('no money moves');
});

test('an amount of fifteen digits is shown to its last cent', () => {
  const html = chooseWith(sampleBill({ amount: amountOf(99999999999999999n, 'USD') }));
  expect(html).toContain('$999,999,999,999,999.99');
});

const result = { ...sampleBill(), frame, channel: { key: 'paypal', name: 'paypal' } };

test('a registered way back is a button with the name of the shop', () => {
  const next = { href: 'https://shop.example/thanks?a=1&b=2', registered: true };
  const html = renderResultPage({ ...result, state: 'paid', next });
  expect(html).toContain('href="https://shop.example/thanks?a=1&amp;b=2"');
  expect(wordsOf(html)).toContain('Back to Demo Shop');
});

test('any other host is shown by the name that it really has', () => {
  const next = { href: 'https://shop.example@evil.example:8443/x', registered: false };
  const html = renderResultPage({ ...result, state: 'paid', next });
  expect(wordsOf(html)).toContain('Go on to evil.example:8443');
  expect(wordsOf(html)).not.toContain('Back to Demo Shop');
});

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', ''])(
  'there is no way on to %j',
  (href) => {
    const next = { href, registered: true };
    expect(renderResultPage({ ...result, state: 'paid', next })).not.toContain('class="button');
  },
);

test.each(['failed', 'canceled', 'expired'] as const)(
  'after %s the same channel can be tried again and the others are right there',
  (state) => {
    const html = renderResultPage({ ...result, state, retry: sampleChoice(3) });
    const keys = [...html.matchAll(/name="channel" value="(\w+)"/g)].map((match) => match[1]);
    expect(keys).toEqual(['paypal', 'stripe', 'moneybookers']);
    expect(wordsOf(html)).toMatch(/Try again .*Or pay another way/);
  },
);

test('a channel that is in trouble or gone is not offered as the one to try again', () => {
  const retry = sampleChoice(3);
  for (const key of ['moneybookers', 'gone']) {
    const html = renderResultPage({
      ...result,
      state: 'failed',
      channel: { key, name: key },
      retry,
    });
    expect(wordsOf(html)).not.toContain('Try again');
    expect(wordsOf(html)).toContain('Choose how to pay');
  }
});

test('a page that follows a payment looks again without JavaScript, and only such a page does', () => {
  const refresh = '<noscript><meta http-equiv="refresh" content="7"></noscript>';
  const confirming = renderResultPage({ ...result, state: 'confirming', refreshSeconds: 7 });
  expect(confirming).toContain(refresh);
  expect(wordsOf(confirming)).toContain('You have not been charged twice');
  expect(renderQrPage({ ...result, content: 'a', refreshSeconds: 7 })).toContain(refresh);
  expect(renderResultPage({ ...result, state: 'paid', refreshSeconds: 7 })).not.toContain(
    'refresh',
  );
});

describe('the page with a code', () => {
  const page = (view: Partial<Parameters<typeof renderQrPage>[0]>) =>
    renderQrPage({ ...result, content: 'weixin://pay/1', refreshSeconds: 5, ...view });

  test('draws what the code says, cell by cell, white around it', () => {
    const content = 'weixin://wxpay/bizpayurl?pr=JyC91EIz1';
    const [, drawn = ''] = / fill="#000" d="([^"]+)"/.exec(page({ content })) ?? [];
    const dark = new Set<string>();
    for (const [, x, y, length] of drawn.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let at = 0; at < Number(length); at += 1) dark.add(`${Number(x) + at},${y}`);
    }
    const { data } = encode(content, { border: 4, ecc: 'M' });
    const cells = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x},${y}`] : [])));
    expect([...dark].sort()).toEqual(cells.sort());
  });

  test('says in words what it is, and until when it is good', () => {
    const html = page({ until: new Date('2026-03-04T15:46:00Z') });
    expect(html).toContain('role="img" aria-label="QR code for paying with \u2068PayPal\u2069"');
    expect(html).toContain('<time datetime="2026-03-04T15:46:00.000Z">Mar 4, 2026, 3:46');
    expect(wordsOf(page({}))).not.toContain('valid until');
  });

  test.each([
    ['of a test, for who has one device', true, 'https://sim.example/pay/1', true],
    ['of a real payment', false, 'https://sim.example/pay/1', false],
    ['that leads into an app', true, 'weixin://pay/1', false],
    ['that would run something', true, 'javascript:alert(1)', false],
  ])('can be opened by a link: %s', (_, isTest, content, linked) => {
    const html = page({ content, frame: { ...frame, test: isTest } });
    const link = `href="${content}" target="_blank" rel="noopener noreferrer"`;
    expect(html.includes(link)).toBe(linked);
    expect(html.includes('target="_blank"')).toBe(linked);
  });
});

test('an error page has a sentence for the shopper and, small, the code and the parameter', () => {
  const html = renderErrorPage({ frame, code: 'INVALID_GROSS', parameter: 'gross' });
  expect(wordsOf(html)).toContain('an amount that cannot be paid');
  expect(html).toContain('<code dir="ltr">INVALID_GROSS</code>');
  expect(html).toContain('<code dir="ltr">gross</code>');
});

test.each(['SOMETHING_NEW', 'constructor', '__proto__'])(
  'the unknown code %s gets a general sentence',
  (code) => {
    expect(wordsOf(renderErrorPage({ frame, code }))).toContain('Something is not right');
  },
);

test('the operator can be reached by mail, by a page, or as the words say', () => {
  const footer = (contact: string) =>
    chooseWith({ frame: { ...frame, operator: { name: 'Op', contact } } });
  expect(footer('help@pay.example')).toContain('<a href="mailto:help@pay.example">');
  expect(footer('https://pay.example/help')).toContain('<a href="https://pay.example/help">');
  expect(footer('+1 555 0100')).toContain('Questions: <bdi>+1 555 0100</bdi>');
});

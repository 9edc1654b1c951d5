import { expect, test } from 'vitest';
import { fill, fillPlain, Markup, webAddress } from './markup.ts';

test("a stranger's words are escaped and isolated in a sentence of ours", () => {
  expect(fill('Pay & go to {shop}.', { shop: '<b>"\'\u202e' }).html).toBe(
    'Pay &amp; go to <bdi>&lt;b&gt;&quot;&#39;\u202e</bdi>.',
  );
});

test("what a stranger wrote is never taken for a sentence's own placeholder", () => {
  expect(fill('{shop} {host}', { shop: '{host}', host: 'h' }).html).toBe(
    '<bdi>{host}</bdi> <bdi>h</bdi>',
  );
});

test('markup of ours stays as it is', () => {
  expect(fill('{link}', { link: new Markup('<a>x</a>') }).html).toBe('<a>x</a>');
});

test('a sentence whose value is missing is never shown', () => {
  expect(() => fill('{shop}', {})).toThrow('{shop}');
  expect(() => fillPlain('{shop}', {})).toThrow('{shop}');
});

test("in plain text a stranger's direction controls are gone and ours isolate", () => {
  expect(fillPlain('Pay {shop}', { shop: 'a\u202e\u2069b' })).toBe('Pay \u2068ab\u2069');
});

test.each([
  ['https://shop.example/a?b=c', 'shop.example'],
  ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
  ['https://xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
  ['https://münchen.example', 'xn--mnchen-3ya.example'],
  ['javascript:alert(1)', undefined],
  [' java\nscript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['//shop.example', undefined],
  ['/thanks', undefined],
  ['', undefined],
])('%j is a web address with the host %j', (href, host) => {
  expect(webAddress(href)?.host).toBe(host);
});

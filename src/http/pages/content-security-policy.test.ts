import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

test('nothing inline and nothing of another host may run or be shown', () => {
  const policy = contentSecurityPolicy({ frameAncestors: "'self'" });
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("base-uri 'none'");
});

test('the app says who may frame the page, and an empty setting is nobody', () => {
  const framed = contentSecurityPolicy({ frameAncestors: "'self'  https://shop.example" });
  expect(framed).toContain("frame-ancestors 'self' https://shop.example");
  expect(contentSecurityPolicy({ frameAncestors: ' ' })).toContain("frame-ancestors 'none'");
});

test('a form may lead anywhere on the web, unless the page says where', () => {
  const formAction = (policy: string) =>
    policy.split('; ').find((d) => d.startsWith('form-action'));
  expect(formAction(contentSecurityPolicy({ frameAncestors: '' }))).toBe(
    "form-action 'self' https: http:",
  );
  expect(formAction(contentSecurityPolicy({ frameAncestors: '', formAction: [] }))).toBe(
    "form-action 'none'",
  );
});

test('a source cannot smuggle in another directive', () => {
  expect(() => contentSecurityPolicy({ frameAncestors: '*;script-src' })).toThrow('*;script-src');
  expect(() => contentSecurityPolicy({ frameAncestors: '', formAction: ['a b'] })).toThrow('a b');
});

import { expect, test } from 'vitest';
import { directionOf, LANGUAGES, negotiateLanguage, parseLanguage } from './languages.ts';

test.each([
  ['en', 'en'],
  ['en-GB', 'en'],
  ['EN_us', 'en'],
  ['zh', 'zh-CN'],
  ['zh-hans', 'zh-CN'],
  ['zh_CN', 'zh-CN'],
  ['zh-SG', 'zh-CN'],
  ['zh-Hans-HK', 'zh-CN'],
  ['zh_TW', 'zh-TW'],
  ['zh-HK', 'zh-TW'],
  ['zh-hant', 'zh-TW'],
  ['ZH-Hant-CN', 'zh-TW'],
  ['pt-BR', 'pt'],
  [' fr-CA ', 'fr'],
  ['de-CH-1996', 'de'],
  ['ar-EG', 'ar'],
  ['nb', undefined],
  ['', undefined],
  ['english', undefined],
  ['*', undefined],
  ['__proto__', undefined],
  [`en-${'x'.repeat(40)}`, undefined],
])('the tag %j means %j', (tag, language) => {
  expect(parseLanguage(tag)).toBe(language);
});

test.each([
  [{}, 'en'],
  [{ asked: 'de', appDefault: 'fr', acceptLanguage: 'es' } as const, 'de'],
  [{ asked: 'nb', appDefault: 'fr', acceptLanguage: 'es' } as const, 'fr'],
  [{ asked: '', acceptLanguage: 'es' }, 'es'],
  [{ acceptLanguage: 'nb, da;q=0.9, tr;q=0.8' }, 'tr'],
  [{ acceptLanguage: 'de;q=0.2, ja;q=0.8, ko;q=0.5' }, 'ja'],
  [{ acceptLanguage: 'ru;q=0, pt' }, 'pt'],
  [{ acceptLanguage: 'zh-TW, zh;q=0.9, en;q=0.8' }, 'zh-TW'],
  [{ acceptLanguage: 'fr;q=2, ko;q=0.1' }, 'ko'],
  [{ acceptLanguage: 'es;q=0.5, fr;q=0.5' }, 'es'],
  [{ acceptLanguage: '*' }, 'en'],
  [{ acceptLanguage: ',;q=1,;;,' }, 'en'],
])('%j is answered in %s', (wishes, language) => {
  expect(negotiateLanguage(wishes)).toBe(language);
});

test('only Arabic runs from right to left', () => {
  expect(LANGUAGES.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar']);
});

/**
 * The languages that shoppers are spoken to in, and how one of them is picked for a request.
 */

import { type Language, parseLanguage } from '../../domain/language.ts';

export { LANGUAGES, type Language, parseLanguage } from '../../domain/language.ts';

/** Each language as its own speakers write it, for the picker. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  es: 'Español',
  pt: 'Português',
  fr: 'Français',
  de: 'Deutsch',
  tr: 'Türkçe',
  ru: 'Русский',
  ar: 'العربية',
  ja: '日本語',
  ko: '한국어',
};

/** The `dir` attribute that goes with a language. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

const HEADER_LENGTH_MAX = 1000;

type Preference = { readonly tag: string; readonly quality: number };

const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

function parsePreference(entry: string): Preference | undefined {
  const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim());
  if (tag === '') return undefined;
  const given = parameters.find((parameter) => /^q=/i.test(parameter));
  if (given === undefined) return { tag, quality: 1 };
  const match = QUALITY.exec(given);
  return match ? { tag, quality: Number(match[1]) } : undefined;
}

function fromAcceptLanguage(header: string): Language | undefined {
  return header
    .slice(0, HEADER_LENGTH_MAX)
    .split(',')
    .map(parsePreference)
    .filter((preference) => preference !== undefined && preference.quality > 0)
    .sort((left, right) => (right?.quality ?? 0) - (left?.quality ?? 0))
    .map((preference) => parseLanguage(preference?.tag ?? ''))
    .find((language) => language !== undefined);
}

/**
 * The language of a page: what the address asks for (`lang`), else the one the app is fixed to,
 * else the best of the browser's `Accept-Language`, else English.
 */
export function negotiateLanguage(wishes: {
  readonly asked?: string | undefined;
  readonly appDefault?: Language | undefined;
  readonly acceptLanguage?: string | undefined;
}): Language {
  return (
    parseLanguage(wishes.asked ?? '') ??
    wishes.appDefault ??
    fromAcceptLanguage(wishes.acceptLanguage ?? '') ??
    'en'
  );
}

/** The languages that shoppers are spoken to in. */

export const LANGUAGES = [
  'en',
  'zh-CN',
  'zh-TW',
  'es',
  'pt',
  'fr',
  'de',
  'tr',
  'ru',
  'ar',
  'ja',
  'ko',
] as const;

export type Language = (typeof LANGUAGES)[number];

const TAG_LENGTH_MAX = 35;
const TRADITIONAL_CHINESE = new Set(['hant', 'tw', 'hk', 'mo']);
const byPrimary: ReadonlyMap<string, Language> = new Map(
  LANGUAGES.filter((language) => !language.startsWith('zh')).map((language) => [
    language,
    language,
  ]),
);

/**
 * The language that a tag such as `pt-BR`, `zh_TW`, `zh-hans` or `ZH` means, or undefined when it
 * is none of ours. For Chinese a script says more than a region: `zh-Hans-HK` is simplified.
 */
export function parseLanguage(tag: string): Language | undefined {
  if (tag.length > TAG_LENGTH_MAX) return undefined;
  const [primary = '', ...rest] = tag.trim().toLowerCase().split(/[-_]/);
  if (primary !== 'zh') return byPrimary.get(primary);
  if (rest.includes('hans')) return 'zh-CN';
  return rest.some((part) => TRADITIONAL_CHINESE.has(part)) ? 'zh-TW' : 'zh-CN';
}

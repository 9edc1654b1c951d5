import type { Language } from './words.ts';

export interface Article {
  /** Names the article in addresses and its drawing. */
  slug: string;
  gross: string;
  currency: string;
  name: Readonly<Record<Language, string>>;
  blurb: Readonly<Record<Language, string>>;
}

/** What the shop sells, in the order of its shelf. */
export const CATALOGUE: readonly Article[] = [
  {
    slug: 'mug',
    gross: '12.00',
    currency: 'USD',
    name: { en: 'Stoneware mug', zh: '陶土马克杯' },
    blurb: { en: 'Holds a morning. Dishwasher safe.', zh: '装得下一个早晨，可用洗碗机清洗。' },
  },
  {
    slug: 'notebook',
    gross: '7.50',
    currency: 'USD',
    name: { en: 'Pocket notebook', zh: '口袋笔记本' },
    blurb: { en: '96 pages that lie flat.', zh: '96 页，摊开即平。' },
  },
  {
    slug: 'lamp',
    gross: '34.90',
    currency: 'USD',
    name: { en: 'Reading lamp', zh: '阅读灯' },
    blurb: { en: 'Warm light, quiet switch.', zh: '暖光，开关无声。' },
  },
  {
    slug: 'teapot',
    gross: '28.00',
    currency: 'USD',
    name: { en: 'Teapot for two', zh: '双人茶壶' },
    blurb: { en: 'Pours without a drip.', zh: '出水利落，不滴漏。' },
  },
  {
    slug: 'umbrella',
    gross: '19.00',
    currency: 'USD',
    name: { en: 'Rain umbrella', zh: '雨伞' },
    blurb: { en: 'Eight ribs, one long walk home.', zh: '八根伞骨，陪你走完回家路。' },
  },
  {
    slug: 'socks',
    gross: '0.50',
    currency: 'USD',
    name: { en: 'Wool socks', zh: '羊毛袜' },
    blurb: { en: 'A token price, to try paying with.', zh: '象征性价格，适合试试付款。' },
  },
  {
    slug: 'soap',
    gross: '6.80',
    currency: 'EUR',
    name: { en: 'Olive soap', zh: '橄榄皂' },
    blurb: { en: 'From Marseille, priced in euro.', zh: '来自马赛，以欧元计价。' },
  },
  {
    slug: 'windbell',
    gross: '1800',
    currency: 'JPY',
    name: { en: 'Glass wind bell', zh: '玻璃风铃' },
    blurb: { en: 'From Edo, priced in yen: no decimals.', zh: '来自江户，以日元计价，没有小数。' },
  },
];

const BY_SLUG = new Map(CATALOGUE.map((article) => [article.slug, article]));

export function findArticle(slug: string): Article | undefined {
  return BY_SLUG.get(slug);
}

/** What is known of a channel by its key: its name in the reader's language, its drawing. */
import type { Language } from './languages.ts';

type Brand = {
  readonly name: string;
  readonly names?: Partial<Readonly<Record<Language, string>>>;
  /** A drawing of the simple-icons package in the brand's colour, or a file of our own. */
  readonly drawing: { readonly icon: string; readonly colour: string } | { readonly file: string };
};

const skrill: Brand = { name: 'Skrill', drawing: { file: 'skrill.svg' } };
const paypal: Brand = { name: 'PayPal', drawing: { icon: 'paypal', colour: '#002991' } };
const card: Brand = { name: 'Card', drawing: { file: 'card.svg' } };
const wechatPay: Brand = {
  name: 'WeChat Pay',
  names: { 'zh-CN': '微信支付', 'zh-TW': '微信支付' },
  drawing: { icon: 'wechat', colour: '#07c160' },
};

export const BRANDS: ReadonlyMap<string, Brand> = new Map([
  ['paypal', paypal],
  ['paypal_classic', paypal],
  ['moneybookers', skrill],
  ['skrill', skrill],
  ['stripe', { name: 'Stripe', drawing: { icon: 'stripe', colour: '#635bff' } }],
  [
    'alipay',
    {
      name: 'Alipay',
      names: { 'zh-CN': '支付宝', 'zh-TW': '支付寶' },
      drawing: { icon: 'alipay', colour: '#1677ff' },
    },
  ],
  ['wechatpay', wechatPay],
  ['wechat', wechatPay],
  ['card', card],
  ['sandbox', { name: 'Sandbox', drawing: { file: 'sandbox.svg' } }],
]);

/** A channel's name for a shopper: the operator's, or, where that is only the key, the brand's. */
export function channelName(
  channel: { readonly key: string; readonly name: string },
  language: Language,
): string {
  const brand = BRANDS.get(channel.key);
  if (brand === undefined || channel.name !== channel.key) return channel.name;
  return brand.names?.[language] ?? brand.name;
}

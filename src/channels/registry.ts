/** Every channel that PayCenter speaks to. Adding one is a folder beside this file, and a line here. */
import type { ChannelAdapter } from '../domain/channel.ts';
import { createAlipay } from './alipay/index.ts';
import { createMoneybookers } from './moneybookers/index.ts';
import { createPayPal } from './paypal/index.ts';
import { createPayPalClassic } from './paypal_classic/index.ts';
import { createSandbox } from './sandbox/index.ts';
import { createStripe } from './stripe/index.ts';
import { createWechatpay } from './wechatpay/index.ts';

/** @param world what adapters need to know of this process: where its own sandbox bank listens. */
export function createChannels(world: {
  bankUrl: () => string;
}): ReadonlyMap<string, ChannelAdapter> {
  const adapters: readonly ChannelAdapter[] = [
    createAlipay(),
    createMoneybookers(),
    createPayPal(),
    createPayPalClassic(),
    createStripe(),
    createWechatpay(),
    createSandbox(world),
  ];
  return new Map(adapters.map((adapter) => [adapter.name, adapter]));
}

/** Every channel that can be played by a simulator. */
import { createAlipaySimulator } from './alipay/index.ts';
import { createMoneybookersSimulator } from './moneybookers/index.ts';
import { createPayPalSimulator } from './paypal/index.ts';
import { createPayPalClassicSimulator } from './paypal_classic/index.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { createStripeSimulator } from './stripe/index.ts';
import { createWechatpaySimulator } from './wechatpay/index.ts';

export const SIMULATORS: ReadonlyMap<string, (options?: SimulatorOptions) => Promise<Simulator>> =
  new Map<string, (options?: SimulatorOptions) => Promise<Simulator>>([
    ['alipay', createAlipaySimulator],
    ['moneybookers', createMoneybookersSimulator],
    ['paypal', createPayPalSimulator],
    ['paypal_classic', createPayPalClassicSimulator],
    ['stripe', createStripeSimulator],
    ['wechatpay', createWechatpaySimulator],
  ]);

/** Every channel that can be played by a simulator. */
import { createPayPalSimulator } from './paypal/index.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { createWechatpaySimulator } from './wechatpay/index.ts';

export const SIMULATORS: ReadonlyMap<string, (options?: SimulatorOptions) => Promise<Simulator>> =
  new Map<string, (options?: SimulatorOptions) => Promise<Simulator>>([
    ['paypal', createPayPalSimulator],
    ['wechatpay', createWechatpaySimulator],
  ]);

/** Every channel that can be played by a simulator. */
import { createAlipaySimulator } from './alipay/index.ts';
import { createPayPalSimulator } from './paypal/index.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';

export const SIMULATORS: ReadonlyMap<string, (options?: SimulatorOptions) => Promise<Simulator>> =
  new Map<string, (options?: SimulatorOptions) => Promise<Simulator>>([
    ['paypal', createPayPalSimulator],
    ['alipay', createAlipaySimulator],
  ]);

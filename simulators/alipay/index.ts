/** A simulated Alipay: its gateway, the page where the payer pays, its notices, and a door for scripts. */
import { createTwists } from '../answers.ts';
import {
  buildSimulatorServer,
  listen,
  type Simulator,
  type SimulatorOptions,
} from '../simulator.ts';
import { bookOf, type Controlled, control } from './control.ts';
import { type Gateway, gatewayRoutes } from './gateway.ts';
import { createKeys } from './keys.ts';
import { createNotices, newsOf } from './notices.ts';
import { payerRoutes } from './payer.ts';
import { createState } from './state.ts';

export type AlipaySimulator = Simulator & Controlled;

const APP_ID = '2021000000000001';
const SELLER_ID = '2088101122136241';

export async function createAlipaySimulator(
  options: SimulatorOptions = {},
): Promise<AlipaySimulator> {
  const keys = createKeys();
  const notices = createNotices(keys, { timesFaster: options.timesFaster ?? 1_000 });
  const gateway: Gateway = {
    keys,
    state: createState(),
    appId: APP_ID,
    sellerId: SELLER_ID,
    twists: createTwists(),
    calls: [],
    answerSigning: 'good',
    announce: (trade, refund) => notices.publish(newsOf(gateway, trade, refund)),
  };
  const world: Controlled = { gateway, notices };
  const server = buildSimulatorServer({
    control: (command) => control(world, command),
    book: () => bookOf(world),
  });
  gatewayRoutes(server, gateway);
  payerRoutes(server, gateway);
  const url = await listen(server, options);
  return {
    ...world,
    url,
    settings: {
      app_id: APP_ID,
      private_key: keys.appPrivateKey,
      alipay_public_key: keys.alipayPublicKey,
      seller_id: SELLER_ID,
      gateway: `${url}/gateway.do`,
      test: 'true',
    },
    // Each payment brings its own address along.
    setNoticeUrl: () => undefined,
    payerPage(reference) {
      const trade = gateway.state.trades.findLast(({ outTradeNo }) => outTradeNo === reference);
      return trade && `${url}/cashier/${trade.token}`;
    },
    control: (command) => control(world, command),
    async close() {
      await notices.close();
      await server.close();
    },
  };
}

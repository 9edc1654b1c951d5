/** A simulated WeChat Pay: its API, the page that its codes lead to, its notices, a door for scripts. */
import { createTwists } from '../answers.ts';
import {
  buildSimulatorServer,
  listen,
  type Simulator,
  type SimulatorOptions,
} from '../simulator.ts';
import { type Api, apiRoutes, codeUrl } from './api.ts';
import { bookOf, control } from './control.ts';
import { createKeys, type Keys } from './keys.ts';
import { createNotices } from './notices.ts';
import { payerRoutes } from './payer.ts';
import { createState } from './state.ts';

export type WechatpaySimulator = Simulator & { readonly api: Api };

/** @param keys fresh ones by default; who starts many simulators may make them once. */
export async function createWechatpaySimulator(
  options: SimulatorOptions = {},
  keys: Keys = createKeys(),
): Promise<WechatpaySimulator> {
  const { timesFaster = 1_000 } = options;
  const state = createState();
  const notices = createNotices(keys, { timesFaster, clock: state.clock });
  let url = '';
  const api: Api = {
    ...{ keys, state, notices },
    twists: createTwists(),
    signatureFaults: new Map(),
    calls: [],
    siteUrl: () => url,
  };
  const server = buildSimulatorServer({
    control: (command) => control(api, command),
    book: () => bookOf(api),
  });
  server.register(async (signed) => {
    // Signatures cover the bytes that came.
    signed.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    );
    apiRoutes(signed, api);
  });
  payerRoutes(server, api);
  url = await listen(server, options);
  return {
    url,
    settings: {
      appid: keys.appid,
      mchid: keys.mchid,
      serial_no: keys.serialNo,
      private_key: keys.merchantPrivateKey,
      api_v3_key: keys.apiV3Key,
      platform_key_id: keys.platformKeyId,
      platform_public_key: keys.platformPublicKey,
      api_base: url,
      test: 'true',
    },
    // Each order and each refund brings its own address.
    setNoticeUrl: () => undefined,
    payerPage(reference) {
      const order = state.orders.get(reference);
      return order && codeUrl(api, order);
    },
    control: (command) => control(api, command),
    api,
    async close() {
      await notices.sender.close();
      await server.close();
    },
  };
}

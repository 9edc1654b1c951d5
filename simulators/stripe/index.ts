/** A simulated Stripe: its API, its payment page, its webhooks, and a door for scripts. */
import { randomBytes } from 'node:crypto';
import { createTwists } from '../answers.ts';
import {
  buildSimulatorServer,
  listen,
  type Simulator,
  type SimulatorOptions,
} from '../simulator.ts';
import { type Api, apiRoutes } from './api.ts';
import { bookOf, type Controlled, control } from './control.ts';
import { createAnnouncer } from './events.ts';
import { payerRoutes } from './payer.ts';
import { createState } from './state.ts';
import { startWebhooks } from './webhooks.ts';

export type StripeSimulator = Simulator & {
  readonly api: Pick<Api, 'state' | 'calls' | 'webhooks'>;
};

export async function createStripeSimulator(
  options: SimulatorOptions = {},
): Promise<StripeSimulator> {
  const { timesFaster = 1_000 } = options;
  const webhooks = startWebhooks({ timesFaster });
  webhooks.url = options.noticeUrl;
  const state = createState();
  let url = '';
  const siteUrl = () => url;
  const secretKey = `sk_test_${randomBytes(24).toString('hex')}`;
  const twists = createTwists();
  const announce = createAnnouncer(webhooks, state, siteUrl);
  const api: Api = { state, webhooks, twists, announce, secretKey, siteUrl, calls: [] };
  const server = buildSimulatorServer({
    control: (command) => control(controlled, command),
    book: () => bookOf(api),
  });
  const controlled: Controlled = { ...api, door: apiRoutes(server, api) };
  payerRoutes(server, api);
  url = await listen(server, options);
  return {
    url,
    settings: {
      secret_key: secretKey,
      webhook_secret: webhooks.secrets.join(','),
      api_base: url,
      test: 'true',
    },
    setNoticeUrl(address) {
      webhooks.url = address;
    },
    payerPage(reference) {
      const sessions = [...state.sessions.values()];
      const session = sessions.findLast((each) => each.clientReferenceId === reference);
      return session && `${url}/c/pay/${session.id}`;
    },
    control: (command) => control(controlled, command),
    api,
    async close() {
      await webhooks.close();
      await server.close();
    },
  };
}

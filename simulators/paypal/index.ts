/** A simulated PayPal: its REST API, its payer page, its webhooks, and a door for scripts. */
import { randomBytes } from 'node:crypto';
import { createTwists } from '../answers.ts';
import {
  buildSimulatorServer,
  listen,
  type Simulator,
  type SimulatorOptions,
} from '../simulator.ts';
import { type Api, apiRoutes } from './api.ts';
import { bookOf, control } from './control.ts';
import { createAnnouncer } from './events.ts';
import { payerAddress, payerRoutes } from './payer.ts';
import { createState } from './state.ts';
import { startWebhooks } from './webhooks.ts';

export type PayPalSimulator = Simulator & {
  readonly api: Pick<Api, 'state' | 'calls' | 'webhooks'>;
};

export async function createPayPalSimulator(
  options: SimulatorOptions = {},
): Promise<PayPalSimulator> {
  const { timesFaster = 1_000 } = options;
  const webhooks = await startWebhooks({ timesFaster });
  webhooks.url = options.noticeUrl;
  const state = createState();
  let url = '';
  const siteUrl = () => url;
  const announce = createAnnouncer(webhooks, { clock: state.clock, siteUrl });
  const credentials = {
    clientId: `sim-${randomBytes(16).toString('hex')}`,
    clientSecret: randomBytes(24).toString('hex'),
  };
  const twists = createTwists();
  const api: Api = { state, webhooks, twists, announce, credentials, siteUrl, calls: [] };
  const server = buildSimulatorServer({
    control: (command) => control(api, command),
    book: () => bookOf(api),
  });
  apiRoutes(server, api);
  payerRoutes(server, api, (command) => control(api, command));
  url = await listen(server, options);
  return {
    url,
    settings: {
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      webhook_id: webhooks.webhookId,
      cert_hosts: webhooks.certificateHost,
      cert_ca: webhooks.authority,
      api_base: url,
      test: 'true',
    },
    setNoticeUrl(address) {
      webhooks.url = address;
    },
    payerPage(reference) {
      const order = [...state.orders.values()].findLast(({ customId }) => customId === reference);
      return order && `${url}${payerAddress(order)}`;
    },
    control: (command) => control(api, command),
    api,
    async close() {
      await webhooks.close();
      await server.close();
    },
  };
}

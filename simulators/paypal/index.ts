/** A simulated PayPal: its REST API, its payer page, its webhooks, and a door for scripts. */
import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { createTwists } from '../answers.ts';
import { type Api, apiRoutes } from './api.ts';
import { type Command, control, controlRoutes } from './control.ts';
import { createAnnouncer } from './events.ts';
import { payerRoutes } from './payer.ts';
import { createState } from './state.ts';
import { startWebhooks } from './webhooks.ts';

export type PayPalSimulatorOptions = {
  readonly host?: string;
  /** Any free one if absent. */
  readonly port?: number;
  /** How much faster than in life refused webhooks are repeated. */
  readonly timesFaster?: number;
  /** Where webhooks go; may be said later. */
  readonly webhookUrl?: string;
};

export type PayPalSimulator = {
  readonly url: string;
  /** The settings of the account that this simulator has, as `channel set` takes them. */
  readonly settings: Readonly<Record<string, string>>;
  setWebhookUrl(url: string): void;
  /** The same as `POST /control`. */
  control(command: Command): Promise<unknown>;
  readonly api: Pick<Api, 'state' | 'calls' | 'webhooks'>;
  close(): Promise<void>;
};

export async function createPayPalSimulator(
  options: PayPalSimulatorOptions = {},
): Promise<PayPalSimulator> {
  const { host = '127.0.0.1', port = 0, timesFaster = 1_000 } = options;
  const webhooks = await startWebhooks({ timesFaster });
  webhooks.url = options.webhookUrl;
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
  const server = build();
  apiRoutes(server, api);
  payerRoutes(server, state, announce);
  controlRoutes(server, api);
  await server.listen({ host, port });
  const address = server.server.address();
  url = `http://${host}:${typeof address === 'object' && address ? address.port : port}`;
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
    setWebhookUrl(address) {
      webhooks.url = address;
    },
    control: (command) => control(api, command),
    api,
    async close() {
      await webhooks.close();
      await server.close();
    },
  };
}

function build(): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  return server;
}

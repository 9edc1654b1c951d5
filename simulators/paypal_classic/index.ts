/** A simulated PayPal of Website Payments Standard: its form, its payer page, IPN, and a door for scripts. */
import { createTwists } from '../answers.ts';
import { newPayPalId } from '../paypal/state.ts';
import {
  buildSimulatorServer,
  listen,
  type Simulator,
  type SimulatorOptions,
} from '../simulator.ts';
import { type Api, bookOf, control } from './control.ts';
import { createDeeds } from './deeds.ts';
import { createIpn } from './ipn.ts';
import { payerRoutes } from './payer.ts';
import { createState, type Receiver } from './state.ts';
import { webscrRoutes } from './webscr.ts';

export type PayPalClassicSimulator = Simulator & {
  readonly api: Pick<Api, 'state' | 'ipn' | 'calls'>;
};

export async function createPayPalClassicSimulator(
  options: SimulatorOptions = {},
): Promise<PayPalClassicSimulator> {
  const { timesFaster = 1_000 } = options;
  const ipn = createIpn({ timesFaster });
  ipn.url = options.noticeUrl;
  const state = createState();
  const own: Receiver = { email: 'shop@paypal-simulator.example', id: newPayPalId(13) };
  const twists = createTwists();
  const api: Api = { state, ipn, twists, deeds: createDeeds(state, ipn), calls: [] };
  const server = buildSimulatorServer({
    control: (command) => control(api, command),
    book: () => bookOf(api),
  });
  webscrRoutes(server, { ...api, own });
  payerRoutes(server, state, api.deeds);
  const url = await listen(server, options);
  const webscr = `${url}/cgi-bin/webscr`;
  return {
    url,
    settings: {
      business: own.email,
      receiver_id: own.id,
      webscr_url: webscr,
      ipn_verify_url: webscr,
      test: 'true',
    },
    setNoticeUrl(address) {
      ipn.url = address;
    },
    payerPage(reference) {
      const checkout = state.checkouts.findLast(({ custom }) => custom === reference);
      return checkout && `${url}/checkout/${checkout.token}`;
    },
    control: (command) => control(api, command),
    api,
    async close() {
      await ipn.sender.close();
      await server.close();
    },
  };
}

/** A simulated Skrill: its payment page, status reports, queries and refunds, and a door for scripts. */
import { createTwists } from '../answers.ts';
import {
  buildSimulatorServer,
  listen,
  type Simulator,
  type SimulatorOptions,
} from '../simulator.ts';
import { bookOf, control } from './control.ts';
import { payerRoutes, showSession } from './payer.ts';
import { prepareRoute } from './prepare.ts';
import { type Api, queryRoute } from './query.ts';
import { refundRoute } from './refunds.ts';
import { createReports } from './reports.ts';
import { createState } from './state.ts';

export type MoneybookersSimulator = Simulator & {
  readonly api: Pick<Api, 'state' | 'calls' | 'reports'>;
};

export async function createMoneybookersSimulator(
  options: SimulatorOptions = {},
): Promise<MoneybookersSimulator> {
  const { timesFaster = 1_000 } = options;
  const state = createState();
  const reports = createReports({ timesFaster });
  const api: Api = { state, reports, twists: createTwists(), calls: [] };
  const server = buildSimulatorServer({
    control: (command) => control(api, command),
    book: () => bookOf(api),
  });
  prepareRoute(server, api, (sid, reply) => showSession(state, sid, reply));
  payerRoutes(server, api);
  queryRoute(server, api);
  refundRoute(server, api);
  const url = await listen(server, options);
  const { account } = state;
  return {
    url,
    settings: {
      pay_to_email: account.payToEmail,
      merchant_id: account.merchantId,
      secret_word: account.secretWord,
      api_password: account.apiPassword,
      pay_base: url,
      api_base: url,
      test: 'true',
    },
    // Each session names its own address.
    setNoticeUrl: () => undefined,
    payerPage(reference) {
      const sessions = [...state.sessions.values()];
      const session = sessions.findLast(({ transactionId }) => transactionId === reference);
      return session && `${url}/?sid=${session.sid}`;
    },
    control: (command) => control(api, command),
    api,
    async close() {
      await reports.sender.close();
      await server.close();
    },
  };
}

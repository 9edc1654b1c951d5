/** The demo's channels: PayPal and Skrill, played by their simulators, and the sandbox. */
import type { SIMULATORS } from '../../simulators/registry.ts';
import type { Simulator } from '../../simulators/simulator.ts';
import { setChannel } from '../flows/configure-channel.ts';
import { noticeUrl } from '../flows/start-attempt.ts';
import type { RunningCentre } from '../runtime.ts';
import { findPayment } from '../store/payments.ts';
import { portTaken } from './running.ts';

export type DemoChannels = {
  /** By channel. */
  readonly simulators: ReadonlyMap<string, Simulator>;
  /** Where the payer and the bank of this payment are played. */
  playPage(transId: string): Promise<string | undefined>;
  close(): Promise<void>;
};

const SIMULATED = [
  { channel: 'paypal', displayName: 'PayPal' },
  { channel: 'moneybookers', displayName: 'Skrill' },
] as const;

/**
 * Starts the simulators on the ports from `firstPort` on and gives the app an account at each, and one at
 * the sandbox. Simulators forget with the process, so they have new keys, which the accounts are set to,
 * at every start.
 */
export async function openDemoChannels(
  running: RunningCentre,
  appId: string,
  { host, firstPort }: { host: string; firstPort: number },
): Promise<DemoChannels> {
  // Here and not above: nothing but the demo needs simulators.
  const { SIMULATORS: known } = await import('../../simulators/registry.ts');
  const simulators = new Map<string, Simulator>();
  const close = async () => {
    await Promise.all([...simulators.values()].map((each) => each.close()));
  };
  try {
    for (const [at, { channel, displayName }] of SIMULATED.entries()) {
      const simulator = await start(known, channel, host, firstPort + at);
      simulators.set(channel, simulator);
      const given = { ...simulator.settings, display_name: displayName, order: `${at + 1}` };
      await connect(running, appId, channel, given, simulator);
    }
    const last = `${SIMULATED.length + 1}`;
    await connect(running, appId, 'sandbox', { display_name: 'Test bank', order: last });
  } catch (error) {
    await close();
    throw error;
  }
  return { simulators, playPage: (transId) => playPage(running, simulators, transId), close };
}

async function start(
  known: typeof SIMULATORS,
  channel: string,
  host: string,
  port: number,
): Promise<Simulator> {
  const create = known.get(channel);
  if (!create) throw new Error(`There is no simulator of ${channel}.`);
  try {
    // In a demo nobody waits for hours until a notice is sent again.
    return await create({ host, port, timesFaster: 100 });
  } catch (error) {
    const variable = 'PAYCENTER_PORT (the simulators take the ports after the shop’s)';
    throw portTaken(error, port, variable) ?? error;
  }
}

async function connect(
  { centre, url }: RunningCentre,
  appId: string,
  channel: string,
  settings: Readonly<Record<string, string>>,
  simulator?: Simulator,
): Promise<void> {
  const { account } = await setChannel(centre, appId, channel, new Map(Object.entries(settings)));
  // Simulators are on this machine, wherever shoppers come from.
  simulator?.setNoticeUrl(noticeUrl({ publicUrl: url }, account));
}

async function playPage(
  { centre }: RunningCentre,
  simulators: ReadonlyMap<string, Simulator>,
  transId: string,
): Promise<string | undefined> {
  const payment = await findPayment(centre.db, transId);
  const attempt = payment?.attempts.at(-1);
  if (attempt?.channel === 'sandbox') {
    return `${centre.publicUrl}/channels/sandbox/payments/${encodeURIComponent(transId)}`;
  }
  return attempt && simulators.get(attempt.channel)?.payerPage(attempt.id);
}

import {
  createMoneybookersSimulator,
  type MoneybookersSimulator,
} from '../../simulators/moneybookers/index.ts';
import { FORGERIES } from '../../simulators/moneybookers/reports.ts';
import type { ConformanceChannel, Driver, Visit } from './driver.ts';

const NO_DISPUTES = 'Skrill tells of no disputes: the first that is heard is a chargeback';

/** Skrill, played by its simulator. */
export const moneybookers: ConformanceChannel = {
  adapter: 'moneybookers',
  amount: { gross: '12.34', currency: 'EUR' },
  part: { gross: '4.00', currency: 'EUR' },
  other: [
    { gross: '12.33', currency: 'EUR' },
    { gross: '123.40', currency: 'EUR' },
    { gross: '12.34', currency: 'USD' },
  ],
  forgeries: FORGERIES,
  lacks: {
    refundInDashboard: 'Skrill tells nobody of refunds that are made on its own pages',
    dispute: NO_DISPUTES,
    endDispute: NO_DISPUTES,
  },
  async open() {
    const simulator = await createMoneybookersSimulator();
    return { driver: drive(simulator), settings: simulator.settings };
  },
};

export function drive(simulator: MoneybookersSimulator): Driver {
  let bareAddress = '';
  const control = async (action: string, rest: object = {}) =>
    (await simulator.control({ action, ...rest })) as Record<string, unknown> | undefined;
  const about = ({ reference }: Visit) => ({ reference });
  const returnOf = (done: Record<string, unknown> | undefined) => String(done?.return_to);
  const statusOf = (done: Record<string, unknown> | undefined) => done?.status as number | null;

  return {
    async connect({ noticeUrl }) {
      bareAddress = noticeUrl;
    },
    behave: async () => void (await control('notices', { mode: 'send' })),
    async settled() {
      const { sender } = simulator.api.reports;
      const waits = () => sender.deliveries().some(({ state }) => state === 'waiting');
      while (waits()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    close: () => simulator.close(),

    pay: async (visit) => returnOf(await control('approve', about(visit))),
    payInSilence: async (visit) => {
      await control('notices', { mode: 'drop' });
      return returnOf(await control('approve', about(visit)));
    },
    payUnheard: async (visit) => {
      await control('notices', { mode: 'hold' });
      await control('approve', about(visit));
      await control('notices', { mode: 'send' });
    },
    tellPaid: async () => void (await control('release', { words: ['2'] })),
    repeatPaid: async (visit) => statusOf(await control('repeat', { ...about(visit), word: '2' })),
    // Nobody but the payer can change what is asked for: in a session of his own, by our reference.
    payOther: async ({ reference }, { gross: amount, currency }) => {
      const fields = { transaction_id: reference, amount, currency, status_url: bareAddress };
      const { sid } = (await control('open_session', { fields })) as { sid: string };
      await control('approve', { sid });
    },
    payToAnother: async (visit) =>
      void (await control('approve', { ...about(visit), merchant_id: '999' })),
    decline: async (visit) => returnOf(await control('approve_declined', about(visit))),
    cancel: async (visit) => returnOf(await control('cancel', about(visit))),
    pend: async (visit) => void (await control('approve_bank', about(visit))),
    endPending: async (visit, as) =>
      void (await control(as === 'paid' ? 'pending_completes' : 'pending_canceled', about(visit))),

    forgePaid: async (visit, forgery) =>
      statusOf(await control('forge', { ...about(visit), forgery })),
    tellUnknown: async (visit) =>
      statusOf(await control('status', { ...about(visit), status: '7' })),

    // Nothing is collected by a call; what finds out that it was paid is a query.
    loseAnswer: async (call, when) =>
      void (await control('answer', {
        operation: call === 'capture' ? 'query' : 'refund',
        how: when === 'after' ? 'lose' : 'fail',
      })),
    fallSilent: async () => void (await control('notices', { mode: 'drop' })),
    refuseNextRefund: async () =>
      void (await control('answer', {
        ...{ operation: 'refund', how: 'refuse', issue: 'BALANCE_NOT_ENOUGH' },
      })),
    delayNextRefund: async () => void (await control('refund_twist', { status: 'PENDING' })),
    endRefund: async (visit, as) =>
      void (await control(as === 'succeeded' ? 'refund_completes' : 'refund_fails', about(visit))),

    reverse: async (visit) => void (await control('chargeback', about(visit))),

    book: async ({ reference }) =>
      simulator.api.state.book.entries(reference).map(({ kind, gross }) => `${kind} ${gross}`),
  };
}

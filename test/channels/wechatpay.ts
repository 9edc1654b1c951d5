import {
  createWechatpaySimulator,
  type WechatpaySimulator,
} from '../../simulators/wechatpay/index.ts';
import { syncPayment } from '../../src/flows/sync-payment.ts';
import type { TestCentre } from '../centre.ts';
import type { Amount, ConformanceChannel, Driver, Visit } from './driver.ts';

const NO_DISPUTES = 'WeChat Pay moves no money for a payer who complains';

/** WeChat Pay, played by its simulator. */
export const wechatpay: ConformanceChannel = {
  adapter: 'wechatpay',
  amount: { gross: '12.34', currency: 'CNY' },
  part: { gross: '4.00', currency: 'CNY' },
  other: [
    { gross: '12.33', currency: 'CNY' },
    { gross: '123.40', currency: 'CNY' },
    { gross: '12.34', currency: 'HKD' },
  ],
  forgeries: [
    ...['unsigned', 'signature', 'body', 'other_key', 'serial', 'stale', 'future'],
    // A wrong signature that WeChat Pay itself sends, to see whether it is noticed.
    'probe',
  ],
  refundsTakeTime: true,
  lacks: {
    decline: 'a payer whose card is declined stays in WeChat and takes another',
    cancel: 'a payer who does not want to pay goes away: nobody is told',
    'refunds that fail late': 'a refund that has succeeded is final',
    refundInDashboard: 'what is refunded in the merchant platform is told to nobody',
    dispute: NO_DISPUTES,
    endDispute: NO_DISPUTES,
    reverse: NO_DISPUTES,
  },
  async open(centre) {
    const simulator = await createWechatpaySimulator();
    return { driver: drive(simulator, centre), settings: simulator.settings };
  },
};

const PAID = 'TRANSACTION.SUCCESS';

export function drive(simulator: WechatpaySimulator, { running }: TestCentre): Driver {
  const { sender } = simulator.api.notices;
  const control = async (action: string, rest: object = {}) =>
    (await simulator.control({ action, ...rest })) as Record<string, unknown> | undefined;
  const about = ({ reference }: Visit) => ({ reference });
  const fen = ({ gross, currency }: Amount) => ({
    amount: { total: Number(gross.replace('.', '')), currency },
  });
  const settled = async () => {
    const waits = () => sender.deliveries().some(({ state }) => state === 'waiting');
    while (waits()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  /** What becomes of a payer who is still at it is heard by asking only. */
  const becomes = async (visit: Visit, action: string) => {
    await control(action, about(visit));
    await syncPayment(running.centre, visit.transId);
  };

  return {
    // Each order brings the address of its notices.
    connect: async () => undefined,
    behave: async () => void (await control('notices', { mode: 'send' })),
    settled,
    close: () => simulator.close(),

    // The browser never leaves the page with the code.
    async pay(visit) {
      await control('approve', about(visit));
      return visit.page;
    },
    async payInSilence(visit) {
      await control('notices', { mode: 'drop' });
      await control('approve', about(visit));
      return visit.page;
    },
    async payUnheard(visit) {
      await control('notices', { mode: 'hold' });
      await control('approve', about(visit));
      await control('notices', { mode: 'send' });
    },
    tellPaid: async () => void (await control('release', { words: [PAID] })),
    repeatPaid: async (visit) =>
      (await control('repeat', { ...about(visit), word: PAID }))?.status as number | null,
    payOther: async (visit, amount) =>
      void (await control('approve', { ...about(visit), ...fen(amount) })),
    payToAnother: async (visit) =>
      void (await control('approve', { ...about(visit), mchid: '1900000002' })),
    pend: (visit) => becomes(visit, 'approve_slowly'),
    endPending: async (visit, as) =>
      as === 'paid'
        ? void (await control('approve', about(visit)))
        : becomes(visit, 'approval_fails'),

    forgePaid: async (visit, forgery) =>
      (await control('forge', { ...about(visit), word: PAID, forgery }))?.status as number | null,
    tellUnknown: async (visit) => {
      await control('event', { ...about(visit), event_type: 'TRANSACTION.DREAMT' });
      await settled();
      return sender.deliveries().at(-1)?.statuses.at(-1) ?? null;
    },

    loseAnswer: async (call, when) =>
      void (await control('answer', {
        // Money is not collected by us: the question whether it has come takes the place of that.
        operation: call === 'capture' ? 'query' : call,
        how: when === 'after' ? 'lose' : 'fail',
      })),
    fallSilent: async () => void (await control('notices', { mode: 'drop' })),
    refuseNextRefund: async () =>
      void (await control('answer', { operation: 'refund', how: 'refuse', issue: 'NOT_ENOUGH' })),
    delayNextRefund: async () => void (await control('refund_twist', { status: 'PROCESSING' })),
    endRefund: async (visit, as) =>
      void (await control(as === 'succeeded' ? 'refund_completes' : 'refund_fails', about(visit))),

    book: async ({ reference }) =>
      simulator.api.state.book.entries(reference).map(({ kind, gross }) => `${kind} ${gross}`),
  };
}

import { type AlipaySimulator, createAlipaySimulator } from '../../simulators/alipay/index.ts';
import { FORGERIES } from '../../simulators/alipay/notices.ts';
import type { Amount, ConformanceChannel, Driver, Visit } from './driver.ts';

const AT_ONCE = 'Alipay pays back at once, or says that it does not';
const UNDECIDED = 'a payment is made or not made; while the payer decides, nothing is confirmed';
const NONE = 'Alipay tells of no such thing';

/** Alipay, played by its simulator. */
export const alipay: ConformanceChannel = {
  adapter: 'alipay',
  amount: { gross: '12.34', currency: 'CNY' },
  part: { gross: '4.00', currency: 'CNY' },
  other: [
    { gross: '12.33', currency: 'CNY' },
    { gross: '123.40', currency: 'CNY' },
  ],
  forgeries: FORGERIES,
  lacks: {
    decline: 'what goes wrong on its pages, the payer tries again there',
    cancel: 'its pages have no way back for who does not pay',
    pend: UNDECIDED,
    endPending: UNDECIDED,
    delayNextRefund: AT_ONCE,
    endRefund: AT_ONCE,
    dispute: NONE,
    endDispute: NONE,
    reverse: NONE,
  },
  async open() {
    const simulator = await createAlipaySimulator();
    return { driver: drive(simulator), settings: simulator.settings };
  },
};

const PAID = 'TRADE_SUCCESS';

export function drive(simulator: AlipaySimulator): Driver {
  const control = async (action: string, rest: object = {}) =>
    (await simulator.control({ action, ...rest })) as Record<string, unknown> | undefined;
  const { sender } = simulator.notices;
  const settled = async () => {
    const waits = () => sender.deliveries().some(({ state }) => state === 'waiting');
    while (waits()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  /** Alipay hears of a payment when the payer comes to pay it. */
  const come = async ({ page, reference }: Visit) => {
    await fetch(page);
    return { reference };
  };
  const pay = async (visit: Visit, more: object = {}) => {
    const done = await control('pay', { ...(await come(visit)), ...more });
    return String(done?.return_to);
  };
  const statusOf = (done: Record<string, unknown> | undefined) => done?.status as number | null;

  return {
    connect: async () => undefined,
    async behave() {
      await control('notices', { mode: 'send' });
      await control('sign_answers', { how: 'good' });
      await control('refund_fee', { mode: 'total' });
    },
    settled,
    close: () => simulator.close(),

    pay,
    async payInSilence(visit) {
      await control('notices', { mode: 'drop' });
      return pay(visit);
    },
    async payUnheard(visit) {
      await control('notices', { mode: 'hold' });
      await pay(visit);
      await control('notices', { mode: 'send' });
    },
    tellPaid: async () => void (await control('release', { words: [PAID] })),
    repeatPaid: async ({ reference }) =>
      statusOf(await control('repeat', { reference, word: PAID })),
    payOther: async (visit, { gross }) => void (await pay(visit, { amount: gross })),
    payToAnother: async (visit) => void (await pay(visit, { seller_id: '2088999999999999' })),

    forgePaid: async (visit, forgery) =>
      statusOf(await control('forge', { ...(await come(visit)), forgery })),
    async tellUnknown({ reference }) {
      await control('event', { reference, fields: { trade_status: 'TRADE_DREAMT' } });
      await settled();
      return sender.deliveries().at(-1)?.statuses.at(-1) ?? null;
    },

    // Nothing is collected by a call; what a query finds out is the same to a merchant.
    loseAnswer: async (call, when) =>
      void (await control('answer', {
        operation: call === 'capture' ? 'query' : 'refund',
        how: when === 'after' ? 'lose' : 'fail',
      })),
    fallSilent: async () => void (await control('notices', { mode: 'drop' })),
    refuseNextRefund: async () =>
      void (await control('answer', {
        ...{ operation: 'refund', how: 'refuse' },
        issue: 'ACQ.SELLER_BALANCE_NOT_ENOUGH',
      })),
    refundInDashboard: async ({ reference }, amount?: Amount) =>
      void (await control('refund', { reference, ...(amount && { amount: amount.gross }) })),

    book: async ({ reference }) =>
      simulator.gateway.state.book.entries(reference).map(({ kind, gross }) => `${kind} ${gross}`),
  };
}

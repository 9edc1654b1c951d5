import { createStripeSimulator, type StripeSimulator } from '../../simulators/stripe/index.ts';
import { FORGERIES } from '../../simulators/stripe/webhooks.ts';
import type { Amount, ConformanceChannel, DisputeEnd, Driver, Visit } from './driver.ts';

/** Stripe, played by its simulator. */
export const stripe: ConformanceChannel = {
  adapter: 'stripe',
  amount: { gross: '12.34', currency: 'EUR' },
  part: { gross: '4.00', currency: 'EUR' },
  other: [
    { gross: '12.33', currency: 'EUR' },
    { gross: '123.40', currency: 'EUR' },
    { gross: '12.34', currency: 'USD' },
    // As many units of Stripe's, and a hundred times the money.
    { gross: '1234', currency: 'JPY' },
  ],
  forgeries: FORGERIES,
  lacks: {
    payToAnother: 'money goes to the account whose key opened the session',
    reverse: 'money is taken back on account of a dispute only',
    'dispute accepted':
      'a dispute that is accepted is told as lost, and refunds are refused meanwhile',
    'dispute undecided': 'a dispute is won or lost, and an inquiry that is closed costs nothing',
  },
  async open() {
    const simulator = await createStripeSimulator();
    return { driver: drive(simulator), settings: simulator.settings };
  },
};

const DISPUTE_END: Partial<Record<DisputeEnd, string>> = {
  won: 'dispute_won',
  lost: 'dispute_lost',
  withdrawn: 'dispute_withdrawn',
};

const PAID = 'checkout.session.completed';

export function drive(simulator: StripeSimulator): Driver {
  const control = async (action: string, rest: object = {}) =>
    (await simulator.control({ action, ...rest })) as Record<string, unknown> | undefined;
  const { sender } = simulator.api.webhooks;
  const about = ({ reference }: Visit) => ({ reference });
  const money = ({ gross, currency }: Amount) => ({
    amount: { currency_code: currency, value: gross },
  });
  const returnOf = (done: Record<string, unknown> | undefined) => String(done?.return_to);
  const settled = async () => {
    while (sender.deliveries().some(({ state }) => state === 'waiting')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  return {
    async connect({ noticeUrl }) {
      simulator.setNoticeUrl(noticeUrl);
    },
    behave: async () => void (await control('notices', { mode: 'send' })),
    settled,
    close: () => simulator.close(),

    pay: async (visit) => returnOf(await control('approve', about(visit))),
    payInSilence: async (visit) => {
      await control('notices', { mode: 'drop' });
      return returnOf(await control('approve', about(visit)));
    },
    async payUnheard(visit) {
      await control('notices', { mode: 'hold' });
      await control('approve', about(visit));
      await control('notices', { mode: 'send' });
    },
    tellPaid: async () => void (await control('release', { words: [PAID] })),
    repeatPaid: async (visit) =>
      (await control('repeat', { ...about(visit), word: PAID }))?.status as number | null,
    payOther: async (visit, amount) => {
      await control('capture_twist', money(amount));
      await control('approve', about(visit));
    },
    decline: async (visit) => returnOf(await control('approve_declined', about(visit))),
    cancel: async (visit) => returnOf(await control('cancel', about(visit))),
    pend: async (visit) => void (await control('approve_bank', about(visit))),
    endPending: async (visit, as) =>
      void (await control(as === 'paid' ? 'capture_completes' : 'capture_denied', about(visit))),

    forgePaid: async (visit, forgery) =>
      (await control('forge', { ...about(visit), word: PAID, forgery }))?.status as number | null,
    tellUnknown: async (visit) => {
      const object = { id: 'dream_1', metadata: { paycenter_reference: visit.reference } };
      await control('event', { event_type: 'charge.dreamt', object });
      await settled();
      return sender.deliveries().at(-1)?.statuses.at(-1) ?? null;
    },

    loseAnswer: async (call, when) =>
      void (await control('answer', {
        operation: call === 'capture' ? 'read' : call,
        how: when === 'after' ? 'lose' : 'fail',
      })),
    fallSilent: async () => void (await control('notices', { mode: 'drop' })),
    refuseNextRefund: async () =>
      void (await control('answer', {
        ...{ operation: 'refund', how: 'refuse' },
        issue: 'insufficient_funds',
      })),
    delayNextRefund: async () => void (await control('refund_twist', { status: 'PENDING' })),
    endRefund: async (visit, as) =>
      void (await control(as === 'succeeded' ? 'refund_completes' : 'refund_fails', about(visit))),
    refundInDashboard: async (visit, amount) =>
      void (await control('refund', { ...about(visit), ...(amount && money(amount)) })),

    dispute: async (visit) => void (await control('dispute', about(visit))),
    endDispute: async (visit, as) => void (await control(DISPUTE_END[as] ?? '', about(visit))),

    book: async ({ reference }) =>
      simulator.api.state.book.entries(reference).map(({ kind, gross }) => `${kind} ${gross}`),
  };
}

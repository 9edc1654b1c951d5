import { createPayPalSimulator, type PayPalSimulator } from '../../simulators/paypal/index.ts';
import type { Amount, ConformanceChannel, DisputeEnd, Driver, Visit } from './driver.ts';

/** PayPal, played by its simulator. */
export const paypal: ConformanceChannel = {
  adapter: 'paypal',
  amount: { gross: '12.34', currency: 'EUR' },
  part: { gross: '4.00', currency: 'EUR' },
  other: [
    { gross: '12.33', currency: 'EUR' },
    { gross: '123.40', currency: 'EUR' },
    { gross: '12.34', currency: 'USD' },
  ],
  payerEmail: 'payer@paypal-simulator.example',
  forgeries: [
    ...['unsigned', 'signature', 'body', 'algorithm', 'foreign_certificate'],
    ...['other_authority', 'expired_certificate', 'other_name'],
    // Another account's notice: signed by PayPal, for another webhook.
    'webhook_id',
  ],
  lacks: {
    payToAnother: 'a webhook tells of the payments of its own app only',
  },
  async open() {
    const simulator = await createPayPalSimulator();
    return { driver: drive(simulator), settings: simulator.settings };
  },
};

const DISPUTE_END: Readonly<Record<DisputeEnd, string>> = {
  won: 'dispute_won',
  lost: 'dispute_lost',
  withdrawn: 'dispute_withdrawn',
  accepted: 'dispute_accepted',
  undecided: 'dispute_undecided',
};

const PAID = 'PAYMENT.CAPTURE.COMPLETED';

export function drive(simulator: PayPalSimulator): Driver {
  const control = async (action: string, rest: object = {}) =>
    (await simulator.control({ action, ...rest })) as Record<string, unknown> | undefined;
  const about = ({ reference }: Visit) => ({ reference });
  const money = ({ gross, currency }: Amount) => ({
    amount: { currency_code: currency, value: gross },
  });
  const returnOf = (done: Record<string, unknown> | undefined) => String(done?.return_to);
  const settled = async () => {
    const waits = () =>
      simulator.api.webhooks.sender.deliveries().some(({ state }) => state === 'waiting');
    while (waits()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  /** Everything that comes of it is kept back, and nothing of what comes later. */
  const held = async <Result>(act: () => Promise<Result>) => {
    await control('notices', { mode: 'hold' });
    const result = await act();
    await control('notices', { mode: 'send' });
    return result;
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
    payUnheard: (visit) =>
      held(async () => {
        await control('answer', { operation: 'capture', how: 'lose' });
        await fetch(returnOf(await control('approve', about(visit))));
      }),
    tellPaid: async () => void (await control('release', { words: [PAID] })),
    repeatPaid: async (visit) =>
      (await control('repeat', { ...about(visit), word: PAID }))?.status as number | null,
    payOther: async (visit, amount) => {
      await control('capture_twist', money(amount));
      await control('approve', about(visit));
    },
    decline: async (visit) => {
      await control('capture_twist', { status: 'DECLINED', reason: 'GENERIC_DECLINE' });
      return returnOf(await control('approve', about(visit)));
    },
    cancel: async (visit) => returnOf(await control('cancel', about(visit))),
    pend: async (visit) => void (await control('approve_bank', about(visit))),
    endPending: async (visit, as) =>
      void (await control(as === 'paid' ? 'capture_completes' : 'capture_denied', about(visit))),

    forgePaid: async (visit, forgery) =>
      (await control('forge', { ...about(visit), word: PAID, forgery }))?.status as number | null,
    strangerVisits: () => simulator.api.webhooks.foreignVisits(),
    tellUnknown: async (visit) => {
      const word = 'PAYMENT.CAPTURE.DREAMT';
      await control('event', { event_type: word, resource: { custom_id: visit.reference } });
      await settled();
      return simulator.api.webhooks.sender.deliveries().at(-1)?.statuses.at(-1) ?? null;
    },

    loseAnswer: async (operation, when) =>
      void (await control('answer', { operation, how: when === 'after' ? 'lose' : 'fail' })),
    fallSilent: async () => void (await control('notices', { mode: 'drop' })),
    refuseNextRefund: async () =>
      void (await control('answer', {
        ...{ operation: 'refund', how: 'refuse' },
        issue: 'REFUND_FAILED_INSUFFICIENT_FUNDS',
      })),
    delayNextRefund: async () => void (await control('refund_twist', { status: 'PENDING' })),
    endRefund: async (visit, as) =>
      void (await control(as === 'succeeded' ? 'refund_completes' : 'refund_fails', about(visit))),
    refundInDashboard: async (visit, amount) =>
      void (await control('refund', { ...about(visit), ...(amount && money(amount)) })),

    dispute: async (visit) => void (await control('dispute', about(visit))),
    endDispute: async (visit, as) => void (await control(DISPUTE_END[as], about(visit))),
    reverse: async (visit) => void (await control('reverse', about(visit))),

    book: async ({ reference }) =>
      simulator.api.state.book.entries(reference).map(({ kind, gross }) => `${kind} ${gross}`),
  };
}

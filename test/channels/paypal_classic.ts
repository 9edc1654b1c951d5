import {
  createPayPalClassicSimulator,
  type PayPalClassicSimulator,
} from '../../simulators/paypal_classic/index.ts';
import { attributesOf } from '../shopper.ts';
import type { Amount, ConformanceChannel, Driver, Visit } from './driver.ts';

const BY_MONEY = 'how a case ends is told by money that goes back, or comes back';
const NOBODY_ASKS = 'PayPal cannot be asked about it, and makes refunds in its dashboard only';

/** PayPal's Website Payments Standard, played by its simulator. */
export const paypalClassic: ConformanceChannel = {
  adapter: 'paypal_classic',
  amount: { gross: '12.34', currency: 'EUR' },
  part: { gross: '4.00', currency: 'EUR' },
  other: [
    { gross: '12.33', currency: 'EUR' },
    { gross: '123.40', currency: 'EUR' },
    { gross: '12.34', currency: 'USD' },
  ],
  payerEmail: 'payer@paypal-simulator.example',
  forgeries: ['invented', 'amount', 'reencoded', 'live'],
  lacks: {
    query: NOBODY_ASKS,
    refunds: NOBODY_ASKS,
    loseAnswer: NOBODY_ASKS,
    refuseNextRefund: NOBODY_ASKS,
    delayNextRefund: NOBODY_ASKS,
    endRefund: NOBODY_ASKS,
    decline: 'whose card is declined stays with PayPal and chooses another',
    'dispute won': BY_MONEY,
    'dispute lost': BY_MONEY,
    'dispute withdrawn': BY_MONEY,
    'dispute accepted': BY_MONEY,
  },
  async open() {
    const simulator = await createPayPalClassicSimulator();
    return { driver: drive(simulator), settings: simulator.settings };
  },
};

/** The form that the payer's browser brings to PayPal. */
export function formOf({ html }: Pick<Visit, 'html'>) {
  const [action = ''] = attributesOf(html, /<form method="post" action="([^"]*)"/g);
  const names = attributesOf(html, /<input type="hidden" name="([^"]*)"/g);
  const values = attributesOf(html, /<input type="hidden" name="[^"]*" value="([^"]*)"/g);
  const fields = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
  return { action, fields };
}

/** Brings the form to PayPal, edited on the way or not; the page where it is paid. */
export async function bringForm(
  visit: Pick<Visit, 'html'>,
  edited: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { action, fields } = formOf(visit);
  const body = new URLSearchParams({ ...fields, ...edited });
  return fetch(action, { method: 'POST', body });
}

export function drive(simulator: PayPalClassicSimulator): Driver {
  const brought = new Set<string>();
  const about = ({ reference }: Visit) => ({ reference });
  const money = ({ gross, currency }: Amount) => ({
    amount: { currency_code: currency, value: gross },
  });
  const order = async (action: string, rest: object = {}) =>
    (await simulator.control({ action, ...rest })) as Record<string, unknown> | undefined;
  /** The payer is at PayPal, and does this. */
  const payer = async (visit: Visit, action: string, rest: object = {}) => {
    if (!brought.has(visit.reference)) await bring(visit);
    return order(action, { ...about(visit), ...rest });
  };
  const bring = async (visit: Visit, edited: Readonly<Record<string, string>> = {}) => {
    brought.add(visit.reference);
    await bringForm(visit, edited);
  };
  const does =
    (action: string, rest: object = {}) =>
    async (visit: Visit): Promise<void> =>
      void (await payer(visit, action, rest));
  const returnOf = (done: Record<string, unknown> | undefined) => String(done?.return_to);

  return {
    async connect() {
      // Each form says where its messages go.
    },
    behave: async () => void (await order('notices', { mode: 'send' })),
    async settled() {
      const waits = () =>
        simulator.api.ipn.sender.deliveries().some(({ state }) => state === 'waiting');
      while (waits()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    close: () => simulator.close(),

    pay: async (visit) => returnOf(await payer(visit, 'approve')),
    async payInSilence(visit) {
      await order('notices', { mode: 'drop' });
      return returnOf(await payer(visit, 'approve'));
    },
    async payUnheard(visit) {
      await order('notices', { mode: 'hold' });
      await payer(visit, 'approve');
      await order('notices', { mode: 'send' });
    },
    tellPaid: async () => void (await order('release', { words: ['Completed'] })),
    repeatPaid: async (visit) =>
      (await payer(visit, 'repeat', { word: 'Completed' }))?.status as number | null,
    async payOther(visit, { gross, currency }) {
      await bring(visit, { amount: gross, currency_code: currency });
      await payer(visit, 'approve');
    },
    async payToAnother(visit) {
      await bring(visit, { business: 'thief@elsewhere.example' });
      await payer(visit, 'approve');
    },
    cancel: async (visit) => returnOf(await payer(visit, 'cancel')),
    pend: does('approve_bank'),
    endPending: async (visit, as) =>
      void (await payer(visit, as === 'paid' ? 'pending_completes' : 'pending_denied')),

    forgePaid: async (visit, forgery) =>
      (await payer(visit, 'forge', { forgery }))?.status as number | null,
    async tellUnknown(visit) {
      await payer(visit, 'message', { fields: { payment_status: 'Dreamt' } });
      return simulator.api.ipn.sender.deliveries().at(-1)?.statuses.at(-1) ?? null;
    },

    fallSilent: async () => void (await order('notices', { mode: 'drop' })),
    refundInDashboard: async (visit, amount) =>
      void (await payer(visit, 'refund', amount && money(amount))),

    dispute: does('dispute'),
    endDispute: does('dispute_closed'),
    reverse: does('reverse'),

    book: async ({ reference }) =>
      simulator.api.state.book.entries(reference).map(({ kind, gross }) => `${kind} ${gross}`),
  };
}

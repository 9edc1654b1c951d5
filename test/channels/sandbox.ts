import { expect } from 'vitest';
import { loadCharge } from '../../src/sandbox/book.ts';
import type { TestCentre } from '../centre.ts';
import { control } from '../shopper.ts';
import type { Amount, ConformanceChannel, Driver, Visit } from './driver.ts';

const NONE = 'the bank does at once, and for good, what it is told';

/** The sandbox, with its bank inside the centre. */
export const sandbox: ConformanceChannel = {
  adapter: 'sandbox',
  amount: { gross: '12.34', currency: 'EUR' },
  part: { gross: '4.00', currency: 'EUR' },
  other: [
    { gross: '12.33', currency: 'EUR' },
    { gross: '123.40', currency: 'EUR' },
    { gross: '12.34', currency: 'USD' },
  ],
  forgeries: ['signature', 'unsigned', 'stale', 'other_account', 'amount'],
  lacks: {
    payToAnother: 'the bank has one receiver for each account',
    tellUnknown: 'the bank says nothing that the sandbox does not know',
    loseAnswer: NONE,
    refuseNextRefund: NONE,
    delayNextRefund: NONE,
    endRefund: NONE,
    'dispute withdrawn': 'its disputes are won or lost',
    'dispute accepted': 'its disputes are won or lost',
    'dispute undecided': 'its disputes are won or lost',
  },
  open: async (centre) => ({ driver: drive(centre), settings: {} }),
};

const DAY_MS = 24 * 3_600_000;

function drive(centre: TestCentre): Driver {
  let account = '';

  /** What PayCenter answered to the notice. */
  async function order(visit: Visit, action: string, more: object = {}): Promise<number | null> {
    const asked = { order_id: visit.orderId, action, ...more };
    const { status, body } = await control(centre, account, asked);
    expect([200, 202]).toContain(status);
    const [reply = null] = body.replies as (number | null)[];
    return reply;
  }

  const back = ({ reference }: Visit) => `${centre.url}/pay/return/${reference}`;
  const does =
    (action: string) =>
    async (visit: Visit, amount: Partial<Amount> = {}): Promise<void> =>
      void (await order(visit, action, amount));
  const untold = async (visit: Visit) => {
    await order(visit, 'pay', { delay_ms: DAY_MS });
    return back(visit);
  };

  return {
    async connect({ id }) {
      account = id;
    },
    behave: async () => undefined,
    settled: async () => undefined,
    close: async () => undefined,

    async pay(visit) {
      await order(visit, 'pay');
      return back(visit);
    },
    payInSilence: untold,
    async payUnheard(visit) {
      await untold(visit);
    },
    tellPaid: does('pay'),
    repeatPaid: (visit) => order(visit, 'pay'),
    payOther: does('pay'),
    async decline(visit) {
      await order(visit, 'decline');
      return back(visit);
    },
    async cancel(visit) {
      await order(visit, 'cancel');
      return `${back(visit)}?canceled=1`;
    },
    pend: does('pend'),
    async endPending(visit, as) {
      await order(visit, as === 'paid' ? 'pay' : 'decline');
    },

    forgePaid: (visit, forge) => order(visit, 'pay', { forge }),

    refundInDashboard: does('refund'),
    dispute: does('dispute'),
    async endDispute(visit, as) {
      await order(visit, as === 'won' ? 'dispute_won' : 'dispute_lost');
    },
    reverse: does('reverse'),

    async book({ reference }) {
      const charge = await loadCharge(centre.running.centre.db, account, reference);
      const paid = charge?.payment ? [`collected ${decimal(charge.payment.gross.minor)}`] : [];
      const refunds = (charge?.movements ?? [])
        .filter(({ kind }) => kind === 'refund')
        .map(({ grossMinor }) => `refunded ${decimal(grossMinor)}`);
      return [...paid, ...refunds];
    },
  };
}

function decimal(minor: bigint): string {
  const digits = minor.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

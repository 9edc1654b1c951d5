/** The page that a code leads to: where a person plays the payer, and afterwards the merchant. */
import type { FastifyInstance } from 'fastify';
import { renderPayerPage } from '../payer-page.ts';
import type { Notices } from './notices.ts';
import { settleRefund } from './refunds.ts';
import {
  beginRefund,
  decimal,
  isPayable,
  leftOf,
  newNumber,
  type Order,
  type Payment,
  pay,
  type State,
} from './state.ts';

type Office = { readonly state: State; readonly notices: Notices };

type Choice = {
  readonly label: string;
  readonly quiet?: boolean;
  readonly fits: (state: State, order: Order) => boolean;
  readonly act: (office: Office, order: Order) => void;
};

const waits = (state: State, order: Order) => isPayable(state, order) && order.state === 'NOTPAY';

const CHOICES: Readonly<Record<string, Choice>> = {
  pay: { label: 'Pay', fits: isPayable, act: (office, order) => payerPays(office, order) },
  coupon: {
    label: 'Pay with a coupon of ¥0.01',
    quiet: true,
    fits: (state, order) => isPayable(state, order) && order.amount.total > 1,
    act: (office, order) => payerPays(office, order, { payerTotal: order.amount.total - 1 }),
  },
  hesitate: {
    label: 'Begin, and look for the password',
    quiet: true,
    fits: waits,
    act: (_, order) => {
      order.state = 'USERPAYING';
    },
  },
  give_up: {
    label: 'Give up',
    quiet: true,
    fits: (_, order) => order.state === 'USERPAYING',
    act: (_, order) => {
      order.state = 'PAYERROR';
    },
  },
  refund: {
    label: 'Refund the rest in the merchant platform (which tells nobody)',
    quiet: true,
    fits: (_, order) => order.payment !== undefined && leftOf(order) > 0,
    act: (office, order) => refundInPlatform(office, order),
  },
};

const NOTE: Readonly<Record<Order['state'], string>> = {
  NOTPAY: 'Nothing here is real: no money moves. In life, WeChat opens here.',
  USERPAYING:
    'The payer is looking for the password: the shop sees that the payment is being made.',
  PAYERROR: 'The payer has given up.',
  CLOSED: 'The order is closed: it cannot be paid any more.',
  SUCCESS: 'Paid. The page with the code notices it by itself.',
  REFUND: 'Paid, and something of it has gone back.',
};

type PayerRoute = { Params: { code: string; choice: string } };

export function payerRoutes(server: FastifyInstance, office: Office): void {
  const { state } = office;
  const orderWith = (code: string) =>
    [...state.orders.values()].find((order) => order.code === code);

  server.get<PayerRoute>('/pay/:code', async (request, reply) => {
    const order = orderWith(request.params.code);
    if (!order) return reply.code(404).type('text/plain').send('There is no such code.');
    const overdue = order.state === 'NOTPAY' && !isPayable(state, order);
    const html = renderPayerPage({
      channel: 'WeChat Pay',
      colour: '#087a3e',
      amount: `¥${decimal(order.amount.total)}`,
      item: order.description,
      choices: Object.entries(CHOICES)
        .filter(([, { fits }]) => fits(state, order))
        .map(([name, { label, quiet = false }]) => ({
          ...{ label, quiet },
          action: `/pay/${order.code}/${name}`,
        })),
      note: overdue ? 'The code has run out: it cannot be paid any more.' : NOTE[order.state],
    });
    return reply.type('text/html').send(html);
  });

  server.post<PayerRoute>('/pay/:code/:choice', async (request, reply) => {
    const { code, choice } = request.params;
    const order = orderWith(code);
    const chosen = Object.hasOwn(CHOICES, choice) ? CHOICES[choice] : undefined;
    if (!order || !chosen) return reply.code(404).type('text/plain').send('There is no such code.');
    // A button of a page that is out of date does nothing.
    if (chosen.fits(state, order)) chosen.act(office, order);
    return reply.redirect(`/pay/${code}`, 303);
  });
}

/** The payer pays what was asked, or what a script wants to come instead. */
export function payerPays(
  { state, notices }: Office,
  order: Order,
  change: Partial<Payment> = {},
): void {
  const { mchid, appid, amount } = order;
  const asked = { mchid, appid, amount, payerTotal: (change.amount ?? amount).total };
  pay(state, order, {
    ...{ transactionId: newNumber('4200'), atMs: state.clock() },
    ...asked,
    ...change,
  });
  notices.paid(order);
}

/** What is refunded there has a number of WeChat Pay's own, and nobody to tell it to. */
export function refundInPlatform(office: Office, order: Order, fen = leftOf(order)): void {
  const wish = { outRefundNo: newNumber('50'), fen, notifyUrl: undefined };
  settleRefund(office, beginRefund(office.state, order, wish), 'SUCCESS');
}

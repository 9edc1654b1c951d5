/** The page on which the payer pays, and afterwards whoever plays along does what can still be done. */
import type { FastifyInstance } from 'fastify';
import { type PayerPage, renderPayerPage } from '../payer-page.ts';
import { decimal } from '../paypal/amount.ts';
import type { Deeds } from './deeds.ts';
import { paymentFields } from './messages.ts';
import {
  type Checkout,
  findCheckout,
  leftOf,
  type Payment,
  type State,
  standingReversal,
} from './state.ts';

type Choice = { readonly label: string; readonly act: (deeds: Deeds) => void };

/** What the payer can do before there is a payment. */
function waysToPay(checkout: Checkout): Readonly<Record<string, Choice>> {
  return {
    balance: { label: 'Pay now', act: (deeds) => deeds.pay(checkout, false) },
    bank: {
      label: 'Pay from a bank account (takes days)',
      act: (deeds) => deeds.pay(checkout, true),
    },
  };
}

/** What can happen to a payment as it stands, by whom. */
function nextOf(payment: Payment): Readonly<Record<string, Choice>> {
  if (payment.status === 'Pending') {
    return {
      arrive: { label: 'Bank: the money arrives', act: (d) => d.settle(payment, 'Completed') },
      fail: { label: 'Bank: there is no money', act: (d) => d.settle(payment, 'Denied') },
    };
  }
  if (payment.status === 'Denied') return {};
  const left = leftOf(payment);
  const reversal = standingReversal(payment);
  const opened = payment.cases.find(({ closed }) => !closed);
  return {
    ...(left > 0n && {
      refund: { label: 'Shop: refund it', act: (deeds) => deeds.refund(payment) },
    }),
    ...(left > 2n && {
      part: { label: 'Shop: refund a third', act: (deeds) => deeds.refund(payment, left / 3n) },
    }),
    ...(!opened && {
      dispute: {
        label: 'Payer: open a case',
        act: (deeds) => deeds.openCase(payment, 'complaint', 'non_receipt'),
      },
    }),
    ...(opened && {
      close: { label: 'PayPal: close the case', act: (deeds) => deeds.closeCase(opened) },
    }),
    ...(left > 0n && {
      reverse: {
        label: 'PayPal: take the money back',
        act: (deeds) => deeds.reverse(payment, opened ? 'buyer_complaint' : 'chargeback'),
      },
    }),
    ...(reversal && {
      cancel_reversal: {
        label: 'PayPal: give the shop the money back',
        act: (deeds) => deeds.cancelReversal(reversal),
      },
    }),
  };
}

function choicesOf(checkout: Checkout): Readonly<Record<string, Choice>> {
  return checkout.payment ? nextOf(checkout.payment) : waysToPay(checkout);
}

type CheckoutRoute = { Params: { token: string; choice: string } };

export function payerRoutes(server: FastifyInstance, state: State, deeds: Deeds): void {
  server.get<CheckoutRoute>('/checkout/:token', async (request, reply) => {
    const checkout = findCheckout(state, request.params.token);
    if (!checkout) return reply.code(404).type('text/plain').send('There is no such payment.');
    return reply.type('text/html').send(renderPayerPage(pageOf(checkout)));
  });

  server.post<CheckoutRoute>('/checkout/:token/:choice', async (request, reply) => {
    const { token, choice } = request.params;
    const checkout = findCheckout(state, token);
    if (!checkout) return reply.code(404).type('text/plain').send('There is no such payment.');
    if (choice === 'leave') return reply.redirect(wayBack(checkout), 303);
    const choices = choicesOf(checkout);
    // A button of a page that is out of date does nothing.
    if (Object.hasOwn(choices, choice)) choices[choice]?.act(deeds);
    return reply.redirect(`/checkout/${token}`, 303);
  });
}

export function wayBack({ payment, returnUrl, cancelUrl }: Checkout): string {
  return payment ? returnUrl : cancelUrl;
}

function pageOf(checkout: Checkout): PayerPage {
  const { token, amount, payment } = checkout;
  const choices = Object.entries(choicesOf(checkout)).map(([choice, { label }]) => ({
    label,
    action: `/checkout/${token}/${choice}`,
    quiet: payment !== undefined || choice !== 'balance',
  }));
  const leave = `/checkout/${token}/leave`;
  return {
    channel: 'PayPal',
    colour: '#003087',
    amount: `${decimal(amount)} ${amount.currency}`,
    item: checkout.itemName,
    choices: payment
      ? [returnChoice(checkout, payment, leave), ...choices]
      : [...choices, { label: 'Cancel and return to the shop', action: leave, quiet: true }],
    ...(payment ? { note: `${payment.status}. Nothing here is real: no money moves.` } : {}),
  };
}

/** Back to the shop: by a form with all that PayPal knows, if the form that came has asked for that. */
function returnChoice(checkout: Checkout, payment: Payment, leave: string) {
  const label = 'Return to the shop';
  if (checkout.returnMethod !== '2') return { label, action: leave };
  return { label, action: checkout.returnUrl, fields: paymentFields(payment) };
}

/** Where the payer comes to agree, to cancel, or to pay in a way that takes a while. */
import type { FastifyInstance } from 'fastify';
import { renderPayerPage } from '../payer-page.ts';
import type { Command } from '../simulator.ts';
import { decimal } from './amount.ts';
import type { Announce } from './events.ts';
import { PAYER } from './resources.ts';
import { type Funding, leftOf, type Order, type State } from './state.ts';

type Choice = { readonly label: string; readonly choice: string; readonly quiet?: boolean };

const UNPAID: readonly Choice[] = [
  { label: 'Pay now', choice: 'balance' },
  { label: 'Pay from a bank account (takes days)', choice: 'bank', quiet: true },
  { label: 'Pay with a card that is declined', choice: 'declined', quiet: true },
  { label: 'Cancel and return to the shop', choice: 'cancel', quiet: true },
];
/** What comes later, by the names that scripts have for it. */
const PENDING: readonly Choice[] = [
  { label: 'The money arrives from the bank', choice: 'capture_completes' },
  { label: 'The bank refuses', choice: 'capture_denied', quiet: true },
];
const PAID: readonly Choice[] = [
  { label: 'Open a dispute', choice: 'dispute', quiet: true },
  { label: 'Have the payment reversed', choice: 'reverse', quiet: true },
  {
    label: 'As the merchant: refund what is left, in the dashboard',
    choice: 'refund',
    quiet: true,
  },
];
const DISPUTED: readonly Choice[] = [
  { label: 'PayPal decides for the merchant', choice: 'dispute_won', quiet: true },
  { label: 'PayPal decides for the payer', choice: 'dispute_lost', quiet: true },
  { label: 'Withdraw the dispute', choice: 'dispute_withdrawn', quiet: true },
];

function choicesFor(state: State, order: Order): readonly Choice[] {
  const capture = order.captures.at(-1);
  if (capture === undefined || capture.status === 'DECLINED') return UNPAID;
  if (capture.status === 'PENDING') return PENDING;
  const dispute = state.disputes.findLast((each) => each.capture === capture);
  if (dispute !== undefined && dispute.status !== 'RESOLVED') return DISPUTED;
  return leftOf(capture) > 0n ? PAID : [];
}

function isFunding(choice: string): choice is Funding {
  return choice === 'balance' || choice === 'bank' || choice === 'declined';
}

type PayerRoute = { Params: { id: string; choice: string } };

/** @param carryOut does what scripts, too, can ask for by the door */
export function payerRoutes(
  server: FastifyInstance,
  { state, announce }: { state: State; announce: Announce },
  carryOut: (command: Command) => Promise<unknown>,
): void {
  server.get<{ Querystring: { token?: string } }>('/checkoutnow', async (request, reply) => {
    const order = state.orders.get(request.query.token ?? '');
    if (!order) return reply.code(404).type('text/plain').send('There is no such order.');
    const standing = order.captures.at(-1)?.status.toLowerCase().replaceAll('_', ' ');
    const html = renderPayerPage({
      channel: 'PayPal',
      colour: '#0070ba',
      amount: `${decimal(order.amount)} ${order.amount.currency}`,
      item: [order.description, ...(standing === undefined ? [] : [standing])].join(' · '),
      choices: choicesFor(state, order).map(({ choice, ...rest }) => ({
        ...rest,
        action: `/checkoutnow/${order.id}/${choice}`,
      })),
    });
    return reply.type('text/html').send(html);
  });

  server.post<PayerRoute>('/checkoutnow/:id/:choice', async (request, reply) => {
    const order = state.orders.get(request.params.id);
    const chosen =
      order && choicesFor(state, order).find((each) => each.choice === request.params.choice);
    if (!order) return reply.code(404).type('text/plain').send('There is no such order.');
    // Pressed twice, or overtaken by what happened meanwhile: the page says how it stands.
    if (!chosen) return reply.redirect(payerAddress(order), 303);
    if (chosen.choice === 'cancel') return reply.redirect(cancelAddress(order), 303);
    if (isFunding(chosen.choice)) {
      approve(state, announce, order, chosen.choice);
      return reply.redirect(returnAddress(order), 303);
    }
    await carryOut({ action: chosen.choice, reference: order.id });
    return reply.redirect(payerAddress(order), 303);
  });
}

/** Where the payer is sent, and comes again to do what can be done later. */
export function payerAddress(order: Order): string {
  return `/checkoutnow?token=${order.id}`;
}

/** The payer agrees; nothing is paid by that. */
export function approve(state: State, announce: Announce, order: Order, funding: Funding): void {
  if (order.status === 'COMPLETED' || order.status === 'VOIDED') return;
  order.status = 'APPROVED';
  order.funding = funding;
  order.updatedAtMs = state.clock();
  announce.approved(order);
}

export function returnAddress(order: Order): string {
  return withQuery(order.returnUrl, { token: order.id, PayerID: PAYER.payer_id });
}

export function cancelAddress(order: Order): string {
  return withQuery(order.cancelUrl, { token: order.id });
}

function withQuery(address: string, query: Record<string, string>): string {
  return `${address}${address.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`;
}

/** Where the payer comes to agree, to cancel, or to pay in a way that takes a while. */
import type { FastifyInstance } from 'fastify';
import { renderPayerPage } from '../payer-page.ts';
import { decimal } from './amount.ts';
import type { Announce } from './events.ts';
import { PAYER } from './resources.ts';
import type { Funding, Order, State } from './state.ts';

const CHOICES: readonly { label: string; choice: Funding | 'cancel'; quiet?: boolean }[] = [
  { label: 'Pay now', choice: 'balance' },
  { label: 'Pay from a bank account (takes days)', choice: 'bank', quiet: true },
  { label: 'Pay with a card that is declined', choice: 'declined', quiet: true },
  { label: 'Cancel and return to the shop', choice: 'cancel', quiet: true },
];

type PayerRoute = { Params: { id: string; choice: string } };

export function payerRoutes(server: FastifyInstance, state: State, announce: Announce): void {
  server.get<{ Querystring: { token?: string } }>('/checkoutnow', async (request, reply) => {
    const order = state.orders.get(request.query.token ?? '');
    if (!order) return reply.code(404).type('text/plain').send('There is no such order.');
    const html = renderPayerPage({
      channel: 'PayPal',
      colour: '#0070ba',
      amount: `${decimal(order.amount)} ${order.amount.currency}`,
      item: order.description,
      choices: CHOICES.map(({ choice, ...rest }) => ({
        ...rest,
        action: `/checkoutnow/${order.id}/${choice}`,
      })),
    });
    return reply.type('text/html').send(html);
  });

  server.post<PayerRoute>('/checkoutnow/:id/:choice', async (request, reply) => {
    const order = state.orders.get(request.params.id);
    const chosen = CHOICES.find(({ choice }) => choice === request.params.choice);
    if (!order || !chosen)
      return reply.code(404).type('text/plain').send('There is no such order.');
    if (chosen.choice === 'cancel') return reply.redirect(cancelAddress(order), 303);
    approve(state, announce, order, chosen.choice);
    return reply.redirect(returnAddress(order), 303);
  });
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

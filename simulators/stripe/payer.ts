/** Where the payer comes to pay, and what can happen there afterwards. */
import type { FastifyInstance } from 'fastify';
import { type PayerPage, renderPayerPage } from '../payer-page.ts';
import { ControlError } from '../simulator.ts';
import { expireInTime } from './acts.ts';
import { decimal } from './amount.ts';
import type { Api } from './api.ts';
import { CHOICES } from './choices.ts';
import { paymentStatus, type Session } from './state.ts';

type PayerRoute = { Params: { id: string; choice: string } };

export function payerRoutes(server: FastifyInstance, api: Api): void {
  const find = (id: string) => expireInTime(api, api.state.sessions.get(id));
  const gone = 'There is no such session.';

  server.get<PayerRoute>('/c/pay/:id', async (request, reply) => {
    const session = find(request.params.id);
    if (!session) return reply.code(404).type('text/plain').send(gone);
    return reply.type('text/html').send(renderPayerPage(pageOf(api, session)));
  });

  server.post<PayerRoute>('/c/pay/:id/:choice', async (request, reply) => {
    const session = find(request.params.id);
    const choice = CHOICES.find(({ name }) => name === request.params.choice);
    if (!session || !choice) return reply.code(404).type('text/plain').send(gone);
    try {
      return reply.redirect(choice.act(api, session) ?? `/c/pay/${session.id}`, 303);
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return reply.code(409).type('text/plain').send(error.message);
    }
  });
}

function pageOf(api: Api, session: Session): PayerPage {
  const { amount, name, id } = session;
  return {
    channel: 'Stripe',
    colour: '#635bff',
    amount: `${decimal(amount)} ${amount.currency.toUpperCase()}`,
    item: name,
    choices: CHOICES.filter(({ when }) => when(api, session)).map((choice) => ({
      label: choice.label,
      action: `/c/pay/${id}/${choice.name}`,
      quiet: choice.quiet,
    })),
    note: noteOf(session),
  };
}

function noteOf(session: Session): string {
  if (session.status === 'open') return 'Nothing here is real: no money moves.';
  if (session.status === 'expired') return 'This session has expired.';
  return paymentStatus(session) === 'paid'
    ? 'It is paid. Above is what could happen next.'
    : 'No money has come of it.';
}

/** The payment page; when something was paid there, what the payer or the bank could do about it later. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { renderPayerPage } from '../payer-page.ts';
import { decimal } from './amount.ts';
import { paymentReports, type Reports } from './reports.ts';
import {
  pay,
  type Session,
  type State,
  type Status,
  setStatus,
  type Transaction,
} from './state.ts';

export type Checkout = { readonly state: State; readonly reports: Reports };

/** A session leads here for that long. */
export const SESSION_LIFE_MS = 15 * 60_000;

type Choice = { readonly label: string; readonly choice: string; readonly quiet?: boolean };

const UNPAID: readonly Choice[] = [
  { label: 'Pay now', choice: 'pay' },
  { label: 'Pay by bank transfer (takes days)', choice: 'pend', quiet: true },
  { label: 'Pay with a card that is declined', choice: 'decline', quiet: true },
  { label: 'Cancel and return to the shop', choice: 'cancel', quiet: true },
];
const PENDING: readonly Choice[] = [
  { label: 'The bank transfer arrives', choice: 'complete' },
  { label: 'It does not come in 14 days', choice: 'lapse', quiet: true },
];
const PAID: readonly Choice[] = [
  { label: 'Have the bank charge it back', choice: 'chargeback', quiet: true },
];

export function payerRoutes(server: FastifyInstance, checkout: Checkout): void {
  server.post<{ Params: { sid: string; choice: string } }>(
    '/payment/:sid/:choice',
    async (request, reply) => {
      const { sid, choice } = request.params;
      const session = checkout.state.sessions.get(sid);
      if (!session) return reply.code(404).type('text/plain').send('There is no such session.');
      const act = Object.hasOwn(ACTS, choice) ? ACTS[choice] : undefined;
      const back = act?.(checkout, session);
      return reply.redirect(back || `/?sid=${sid}`, 303);
    },
  );
}

/** Where each choice leads; nowhere else, if it leads nowhere. */
const ACTS: Readonly<Record<string, (checkout: Checkout, session: Session) => string | undefined>> =
  {
    pay: (checkout, session) => choose(checkout, session, '2'),
    pend: (checkout, session) => choose(checkout, session, '0'),
    decline(checkout, session) {
      // The payer stays on the page, and may try another card.
      choose(checkout, session, '-2');
      return undefined;
    },
    cancel: (_, session) => session.cancelUrl,
    complete: (checkout, session) => goOn(checkout, session, '0', '2'),
    lapse: (checkout, session) => goOn(checkout, session, '0', '-1'),
    chargeback: (checkout, session) => goOn(checkout, session, '2', '-3'),
  };

function choose(checkout: Checkout, session: Session, status: Status): string {
  const last = lastOf(checkout.state, session);
  const closed = last?.status === '2' || last?.status === '0' || last?.status === '-3';
  if (!closed) announce(checkout, pay(checkout.state, session, { status, failedReason: '4' }));
  return session.returnUrl;
}

function goOn(checkout: Checkout, session: Session, from: Status, to: Status): undefined {
  const last = lastOf(checkout.state, session);
  if (last?.status !== from) return;
  setStatus(checkout.state, last, to);
  announce(checkout, last);
}

export function announce({ state, reports }: Checkout, transaction: Transaction): void {
  reports.publish(paymentReports(state.account, transaction));
}

function lastOf(state: State, session: Session): Transaction | undefined {
  return state.transactions.findLast((each) => each.session === session);
}

/** The page of that session. */
export function showSession(state: State, sid: string, reply: FastifyReply): FastifyReply {
  const session = state.sessions.get(sid);
  if (!session) return reply.code(404).type('text/plain').send('There is no such session.');
  const last = lastOf(state, session);
  if (!last && Date.now() - session.createdAtMs > SESSION_LIFE_MS) {
    return reply.code(410).type('text/plain').send('Your session has expired.');
  }
  const html = renderPayerPage({
    channel: 'Skrill',
    colour: '#862165',
    amount: `${decimal(session.amount)} ${session.amount.currency}`,
    item: [...session.details, ...(last ? [WORDS[last.status]] : [])].join(' · '),
    choices: choicesAfter(last?.status).map(({ choice, ...rest }) => ({
      ...rest,
      action: `/payment/${sid}/${choice}`,
    })),
  });
  return reply.type('text/html').send(html);
}

const WORDS: Readonly<Record<Status, string>> = {
  '2': 'paid',
  '0': 'waiting for the bank transfer',
  '-1': 'cancelled',
  '-2': 'declined: choose another way to pay',
  '-3': 'charged back',
};

function choicesAfter(status: Status | undefined): readonly Choice[] {
  if (status === '2') return PAID;
  if (status === '0') return PENDING;
  return status === '-3' || status === '-1' ? [] : UNPAID;
}

/** The door for scripts: what a payer, a merchant in the dashboard, a bank or Stripe itself would do. */
import type { Twist } from '../answers.ts';
import { type Command, ControlError } from '../simulator.ts';
import {
  dispute,
  endDispute,
  endPayment,
  endRefundOf,
  escalate,
  expire,
  payBy,
  refundBy,
  reviewDispute,
  withdraw,
} from './acts.ts';
import { type Amount, fromDecimal } from './amount.ts';
import type { Api } from './api.ts';
import type { Door } from './door.ts';
import { makeEvent } from './events.ts';
import { sessionJson } from './resources.ts';
import { newStripeId, type Session } from './state.ts';
import { type Event, FORGERIES, type Forgery } from './webhooks.ts';

export type Controlled = Api & { readonly door: Pick<Door, 'forgetKeys'> };

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export async function control(api: Controlled, command: Command): Promise<unknown> {
  const act = Object.hasOwn(ACTIONS, command.action) ? ACTIONS[command.action] : undefined;
  if (!act) throw new ControlError(`action is one of ${Object.keys(ACTIONS).join(', ')}.`);
  const result = await act(api, command);
  // Scripts give orders one after the other, and expect their news in that order.
  await api.webhooks.sender.settled();
  return result;
}

type Action = (api: Controlled, command: Command) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  approve: (api, command) => ({ return_to: payBy('card')(api, sessionOf(api, command)) }),
  approve_bank: (api, command) => ({ return_to: payBy('bank')(api, sessionOf(api, command)) }),
  // The payer stays at Stripe, and gives up.
  approve_declined: (api, command) => ({ return_to: sessionOf(api, command).cancelUrl }),
  cancel: (api, command) => ({ return_to: sessionOf(api, command).cancelUrl }),
  expire: (api, command) => expire(api, sessionOf(api, command)),
  forget_session: (api, command) => void api.state.sessions.delete(sessionOf(api, command).id),
  forget_keys: (api) => api.door.forgetKeys(),
  capture_twist: (api, command) => void api.state.amountTwists.push(amountOf(command)),
  capture_completes: (api, command) => endPayment(api, sessionOf(api, command), 'succeeded'),
  capture_denied: (api, command) => endPayment(api, sessionOf(api, command), 'failed'),
  refund_twist: (api, { status }) =>
    void api.state.refundTwists.push(status === 'PENDING' ? 'pending' : 'failed'),
  refund(api, command) {
    const amount = command.amount === undefined ? undefined : amountOf(command);
    return { id: refundBy(api, sessionOf(api, command), amount).id };
  },
  refund_completes: (api, command) => endRefundOf(api, sessionOf(api, command), 'succeeded'),
  refund_fails: (api, command) => endRefundOf(api, sessionOf(api, command), 'failed'),
  dispute(api, command) {
    const opened = dispute(api, sessionOf(api, command), {
      inquiry: command.stage === 'INQUIRY',
      ...(command.amount === undefined ? {} : { amount: amountOf(command) }),
      ...(typeof command.reason === 'string' ? { reason: command.reason } : {}),
    });
    return { id: opened.id };
  },
  dispute_updated: (api, command) => reviewDispute(api, sessionOf(api, command)),
  dispute_escalated: (api, command) => escalate(api, sessionOf(api, command)),
  dispute_won: disputeEnds('won'),
  dispute_withdrawn: (api, command) => withdraw(api, sessionOf(api, command)),
  dispute_lost: disputeEnds('lost'),
  // Who accepts a dispute has lost it: Stripe has no other word for it.
  dispute_accepted: disputeEnds('lost'),
  dispute_prevented: disputeEnds('prevented'),
  answer(api, { operation, how, issue, status, times }) {
    api.twists.plan(String(operation), twistOf({ how, issue, status }), Number(times ?? 1));
  },
  notices(api, { mode }) {
    if (mode !== 'send' && mode !== 'hold' && mode !== 'drop') {
      throw new ControlError('mode is send, hold or drop.');
    }
    api.webhooks.sender.setMode(mode);
  },
  release: (api, { order, words }) =>
    api.webhooks.sender.release(
      order === 'reversed' ? 'reversed' : 'made',
      Array.isArray(words) ? words.map(String) : undefined,
    ),
  repeat: async (api, command) => ({ status: await api.webhooks.repeat(eventOf(api, command)) }),
  forge: async (api, command) => ({
    status: await api.webhooks.forge(eventOf(api, command), forgeryOf(command)),
  }),
  event(api, { event_type, object }) {
    api.announce.other(String(event_type), object ?? {});
  },
  clock: (api, { shift_ms }) => api.state.shiftClock(Number(shift_ms ?? 0)),
  roll_secret: (api) => ({ webhook_secret: api.webhooks.rollSecret() }),
  webhook(api, { url }) {
    api.webhooks.url = String(url);
    return { webhook_secret: api.webhooks.secrets[0] };
  },
};

function disputeEnds(status: 'won' | 'lost' | 'prevented'): Action {
  return (api, command) => endDispute(api, sessionOf(api, command), status);
}

function sessionOf(api: Api, { reference }: Command): Session {
  const found = [...api.state.sessions.values()].findLast((session) =>
    [session.id, session.clientReferenceId, session.intent?.id].includes(reference as string),
  );
  if (!found) throw new ControlError(`There is no session ${String(reference)}.`);
  return found;
}

function amountOf({ amount }: Command): Amount {
  const { currency_code, value } = (amount ?? {}) as Record<string, unknown>;
  const read = fromDecimal(currency_code, value);
  if (!read) throw new ControlError('amount is {currency_code, value}, such as EUR and "12.34".');
  return read;
}

function forgeryOf({ forgery }: Command): Forgery {
  const known = FORGERIES.find((each) => each === forgery);
  if (!known) throw new ControlError(`forgery is one of ${FORGERIES.join(', ')}.`);
  return known;
}

/** The newest event of that word about the session; or the one that a payment of it would make. */
function eventOf(api: Api, command: Command): Event {
  const { word } = command;
  const session = sessionOf(api, command);
  const names = [session.id, ...(session.intent ? [session.intent.id] : [])];
  const found = api.webhooks.published.findLast(
    (event) =>
      (word === undefined || event.type === word) &&
      names.some((name) => JSON.stringify(event).includes(name)),
  );
  if (found) return found;
  if (word !== 'checkout.session.completed') throw new ControlError('There is no such event.');
  const never = {
    ...sessionJson(session, api.siteUrl()),
    ...{ status: 'complete', payment_status: 'paid', payment_intent: newStripeId('pi') },
  };
  return makeEvent(word, never, api.state.clock());
}

function twistOf({ how, issue, status }: Omit<Command, 'action'>): Twist {
  if (how === 'lose' || how === 'hang') return { how };
  if (how === 'fail') return { how, status: Number(status ?? 500) };
  if (how === 'refuse' && typeof issue === 'string') return { how, issue };
  throw new ControlError('how is lose, hang, fail (with status) or refuse (with issue).');
}

/** What Stripe has really done, and whom it has told. */
export function bookOf(api: Api) {
  return {
    entries: api.state.book.entries(),
    calls: api.calls.map(({ operation, key, status }) => ({ operation, key, status })),
    deliveries: api.webhooks.sender.deliveries(),
  };
}

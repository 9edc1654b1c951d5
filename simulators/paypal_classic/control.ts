/** The door for scripts: what a payer, a merchant in the dashboard or PayPal itself would do. */
import type { Twist, Twists } from '../answers.ts';
import { readAmount } from '../paypal/amount.ts';
import { type Command, ControlError } from '../simulator.ts';
import type { Deeds } from './deeds.ts';
import { FORGERIES, type Ipn, type Message, stamped } from './ipn.ts';
import { CHARSETS, paymentFields } from './messages.ts';
import {
  type Case,
  type Checkout,
  findCheckout,
  leftOf,
  type Payment,
  paymentOf,
  type State,
  standingReversal,
} from './state.ts';
import type { Call } from './webscr.ts';

export type Api = {
  readonly state: State;
  readonly ipn: Ipn;
  readonly deeds: Deeds;
  readonly twists: Twists;
  readonly calls: Call[];
};

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export async function control(api: Api, command: Command): Promise<unknown> {
  const act = Object.hasOwn(ACTIONS, command.action) ? ACTIONS[command.action] : undefined;
  if (!act) throw new ControlError(`action is one of ${Object.keys(ACTIONS).join(', ')}.`);
  const result = await act(api, command);
  // Scripts give orders one after the other, and expect their news in that order.
  await api.ipn.sender.settled();
  return result;
}

type Action = (api: Api, command: Command) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  approve: payerPays(false),
  approve_bank: payerPays(true),
  cancel: (api, command) => ({ return_to: checkoutOf(api, command).cancelUrl }),
  pending_completes: (api, command) => api.deeds.settle(paymentAt(api, command), 'Completed'),
  pending_denied: (api, command) => api.deeds.settle(paymentAt(api, command), 'Denied'),
  refund(api, command) {
    const { payment, minor } = returnAt(api, command);
    return { id: api.deeds.refund(payment, minor).txnId };
  },
  reverse(api, command) {
    const reason = String(command.reason ?? 'chargeback');
    const { payment, minor } = returnAt(api, command);
    return { id: api.deeds.reverse(payment, reason, minor).txnId };
  },
  reversal_canceled(api, command) {
    const reversal = standingReversal(paymentAt(api, command));
    if (!reversal) throw new ControlError('No reversal of it stands.');
    api.deeds.cancelReversal(reversal, command.parent === 'reversal' ? 'reversal' : 'payment');
  },
  dispute(api, command) {
    const { case_type: type = 'complaint', reason = 'non_receipt' } = command;
    const payment = paymentAt(api, command);
    return { id: api.deeds.openCase(payment, String(type), String(reason)).id };
  },
  dispute_closed: (api, command) => api.deeds.closeCase(caseAt(api, command)),
  message: (api, command) => api.deeds.say(paymentAt(api, command), fieldsOf(command)),
  charset(api, { charset }) {
    const known = CHARSETS.find((each) => each === charset);
    if (!known) throw new ControlError(`charset is one of ${CHARSETS.join(', ')}.`);
    api.ipn.charset = known;
  },
  answer(api, { operation, how, status, times }) {
    if (operation !== 'validate') throw new ControlError('operation is validate.');
    api.twists.plan(operation, twistOf({ how, status }), Number(times ?? 1));
  },
  notices(api, { mode }) {
    if (mode !== 'send' && mode !== 'hold' && mode !== 'drop') {
      throw new ControlError('mode is send, hold or drop.');
    }
    api.ipn.sender.setMode(mode);
  },
  release: (api, { order, words }) =>
    api.ipn.sender.release(
      order === 'reversed' ? 'reversed' : 'made',
      Array.isArray(words) ? words.map(String) : undefined,
    ),
  repeat: async (api, command) => ({ status: await api.ipn.repeat(messageAt(api, command)) }),
  async forge(api, command) {
    const forgery = FORGERIES.find((each) => each === command.forgery);
    if (!forgery) throw new ControlError(`forgery is one of ${FORGERIES.join(', ')}.`);
    return { status: await api.ipn.forge(neverPaid(api, command), forgery) };
  },
  clock: (api, { shift_ms }) => api.state.shiftClock(Number(shift_ms ?? 0)),
};

function payerPays(fromBank: boolean): Action {
  return (api, command) => {
    const checkout = checkoutOf(api, command);
    if (checkout.payment) throw new ControlError('It has been paid.');
    api.deeds.pay(checkout, fromBank);
    return { return_to: checkout.returnUrl };
  };
}

function checkoutOf(api: Api, { reference }: Command): Checkout {
  const found = findCheckout(api.state, reference);
  if (!found) throw new ControlError(`Nobody has brought a form of ${String(reference)}.`);
  return found;
}

function paymentAt(api: Api, command: Command): Payment {
  const { payment } = checkoutOf(api, command);
  if (!payment) throw new ControlError('It has not been paid.');
  return payment;
}

function caseAt(api: Api, command: Command): Case {
  const opened = paymentAt(api, command).cases.findLast(({ closed }) => !closed);
  if (!opened) throw new ControlError('There is no open case of it.');
  return opened;
}

/** The payment that money is to go back of, and how much: all that is left, if nothing is said. */
function returnAt(api: Api, command: Command): { payment: Payment; minor: bigint } {
  const payment = paymentAt(api, command);
  const left = leftOf(payment);
  const asked = command.amount === undefined ? undefined : readAmount(command.amount);
  if (typeof asked === 'string') throw new ControlError(`amount: ${asked}`);
  const minor = asked?.minor ?? left;
  const wrong = asked !== undefined && asked.currency !== payment.checkout.amount.currency;
  if (payment.status !== 'Completed' || minor <= 0n || minor > left || wrong) {
    throw new ControlError('That much of it is not there.');
  }
  return { payment, minor };
}

function fieldsOf({ fields }: Command): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).map(([key, value]) => [key, String(value)]),
  );
}

/** The newest message of that word about the payment. */
function messageAt(api: Api, command: Command): Message {
  const { txnId } = paymentAt(api, command);
  const found = api.ipn.published.findLast(
    ({ fields }) =>
      [fields.txn_id, fields.parent_txn_id].includes(txnId) &&
      [undefined, fields.payment_status, fields.txn_type].includes(command.word as string),
  );
  if (!found) throw new ControlError('There is no such message.');
  return found;
}

/** The message that a payment of the form would make. */
function neverPaid(api: Api, command: Command): Message {
  const checkout = checkoutOf(api, command);
  const fields = stamped(paymentFields(paymentOf(checkout, api.state.clock())));
  return { fields, url: checkout.notifyUrl };
}

function twistOf({ how, status }: Omit<Command, 'action'>): Twist {
  if (how === 'lose' || how === 'hang') return { how };
  if (how === 'fail') return { how, status: Number(status ?? 500) };
  if (how === 'refuse') return { how, issue: 'INVALID' };
  throw new ControlError('how is lose, hang, fail (with status) or refuse.');
}

/** What PayPal has really done, and whom it has told. */
export function bookOf(api: Api) {
  return {
    entries: api.state.book.entries(),
    calls: api.calls,
    deliveries: api.ipn.sender.deliveries(),
  };
}

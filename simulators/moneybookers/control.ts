/** The door for scripts: what a payer, the payer's bank, Skrill itself or a forger would do. */
import type { Twist } from '../answers.ts';
import { type Command, ControlError } from '../simulator.ts';
import { announce, SESSION_LIFE_MS } from './payer.ts';
import { openSession } from './prepare.ts';
import type { Api } from './query.ts';
import {
  FORGERIES,
  type Forgery,
  forgedReport,
  formOf,
  type Report,
  refundReports,
  signed,
  statusFields,
} from './reports.ts';
import {
  endRefund,
  pay,
  type Refund,
  type Session,
  type Status,
  setStatus,
  type Transaction,
} from './state.ts';

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export async function control(api: Api, command: Command): Promise<unknown> {
  const act = Object.hasOwn(ACTIONS, command.action) ? ACTIONS[command.action] : undefined;
  if (!act) throw new ControlError(`action is one of ${Object.keys(ACTIONS).join(', ')}.`);
  const result = await act(api, command);
  // Scripts give orders one after the other, and expect their news in that order.
  await api.reports.sender.settled();
  return result;
}

type Action = (api: Api, command: Command) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  approve: payerChooses('2'),
  approve_bank: payerChooses('0'),
  approve_declined: payerChooses('-2'),
  cancel: (api, command) => ({ return_to: sessionOf(api, command).cancelUrl }),
  /** A session that somebody opens for himself: by the same reference, say, for less. */
  open_session(api, { fields }) {
    const given = { pay_to_email: api.state.account.payToEmail, ...(fields as object) };
    const opened = openSession(api.state, given);
    if (typeof opened === 'string') throw new ControlError(opened);
    return { sid: opened.sid };
  },
  /** The payer comes too late to the page. */
  expire(api, command) {
    sessionOf(api, command).createdAtMs -= SESSION_LIFE_MS + 1;
  },
  pending_completes: goesOn('2'),
  pending_canceled: goesOn('-1'),
  pending_fails: goesOn('-2'),
  chargeback: goesOn('-3'),
  /** A report of a status that Skrill has never spoken of. */
  async status(api, command) {
    const transaction = transactionOf(api, command);
    const odd = { ...transaction, status: String(command.status) as Status };
    const [url = ''] = transaction.session.statusUrls;
    const body = formOf(statusFields(api.state.account, odd));
    return { status: await api.reports.sendNow({ word: odd.status, url }, body) };
  },
  account(api, { currency, md5, sha2, failed_reasons }) {
    Object.assign(api.state.account, {
      ...(typeof currency === 'string' ? { currency } : {}),
      ...(typeof md5 === 'boolean' ? { md5 } : {}),
      ...(typeof sha2 === 'boolean' ? { sha2 } : {}),
      ...(typeof failed_reasons === 'boolean' ? { failedReasons: failed_reasons } : {}),
    });
  },
  refund_twist: (api, { status }) =>
    void api.state.refundTwists.push(status === 'PENDING' || status === '0' ? '0' : '-2'),
  refund_completes: refundEnds('2'),
  refund_fails: refundEnds('-2'),
  answer(api, { operation, how, issue, status, times }) {
    api.twists.plan(String(operation), twistOf({ how, issue, status }), Number(times ?? 1));
  },
  notices(api, { mode }) {
    if (mode !== 'send' && mode !== 'hold' && mode !== 'drop') {
      throw new ControlError('mode is send, hold or drop.');
    }
    api.reports.sender.setMode(mode);
  },
  release: (api, { order, words }) =>
    api.reports.sender.release(
      order === 'reversed' ? 'reversed' : 'made',
      Array.isArray(words) ? words.map(String) : undefined,
    ),
  /** A report once more; `url`: to another address, as somebody would who has got hold of it. */
  repeat: async (api, command) => {
    const report = reportOf(api, command);
    const url = typeof command.url === 'string' ? command.url : report.url;
    const fields = { ...report.fields, ...((command.fields ?? {}) as Record<string, string>) };
    const body = formOf(fields);
    return { status: await api.reports.sendNow({ word: report.word, url }, body) };
  },
  forge: async (api, command) => {
    const forgery = command.forgery as Forgery;
    if (!FORGERIES.includes(forgery)) {
      throw new ControlError(`forgery is one of ${FORGERIES.join(', ')}.`);
    }
    const { url, body } = forgedReport(api.state.account, neverPaid(api, command), forgery);
    return { status: await api.reports.sendNow({ word: '2', url }, body) };
  },
  /** A report with the account's true signature that Skrill has never sent. */
  sign: (api, { fields }) => signed(api.state.account, (fields ?? {}) as Record<string, string>),
};

function payerChooses(status: Status): Action {
  return (api, command) => {
    const session = sessionOf(api, command);
    const { merchant_id: merchantId, reason } = command;
    const transaction = pay(api.state, session, {
      status,
      ...(typeof merchantId === 'string' ? { merchantId } : {}),
      ...(status === '-2' ? { failedReason: String(reason ?? '4') } : {}),
    });
    announce(api, transaction);
    return { return_to: session.returnUrl, id: transaction.id };
  };
}

function goesOn(status: Status): Action {
  return (api, command) => {
    const transaction = transactionOf(api, command);
    setStatus(api.state, transaction, status);
    announce(api, transaction);
  };
}

function refundEnds(status: '2' | '-2'): Action {
  return (api, command) => {
    const refund: Refund | undefined = transactionOf(api, command).refunds.at(-1);
    if (!refund) throw new ControlError('There is no refund of it.');
    endRefund(api.state, refund, status);
    api.reports.publish(refundReports(api.state.account, refund));
  };
}

/** The newest session by that name: the merchant's own id, or the SID. */
function sessionOf(api: Api, { reference, sid }: Command): Session {
  const found = [...api.state.sessions.values()].findLast(
    (each) => each.sid === (sid ?? reference) || each.transactionId === (sid ?? reference),
  );
  if (!found) throw new ControlError(`There is no session ${String(sid ?? reference)}.`);
  return found;
}

function transactionOf(api: Api, { reference, id }: Command): Transaction {
  const found = api.state.transactions.findLast((each) =>
    id === undefined ? each.session.transactionId === reference : each.id === id,
  );
  if (!found) throw new ControlError(`There is no transaction of ${String(id ?? reference)}.`);
  return found;
}

function reportOf(api: Api, command: Command): Report {
  const about = transactionOf(api, command);
  const found = api.reports.published.findLast(
    (each) => each.about === about && (command.word ?? each.word) === each.word,
  );
  if (!found) throw new ControlError('Nothing of the kind has been reported of it.');
  return found;
}

/** The payment that a forger tells of: nobody has made it. */
function neverPaid(api: Api, command: Command): Transaction {
  const session = sessionOf(api, command);
  return {
    id: '2451682729',
    session,
    amount: session.amount,
    received: session.amount,
    merchantId: api.state.account.merchantId,
    status: '2',
    failedReason: undefined,
    refunds: [],
  };
}

function twistOf({ how, issue, status }: Omit<Command, 'action'>): Twist {
  if (how === 'lose' || how === 'hang') return { how };
  if (how === 'fail') return { how, status: Number(status ?? 500) };
  if (how === 'refuse' && typeof issue === 'string') return { how, issue };
  throw new ControlError('how is lose, hang, fail (with status) or refuse (with issue).');
}

/** What Skrill has really done, and whom it has told. */
export function bookOf({ state, calls, reports }: Api) {
  return {
    entries: state.book.entries(),
    calls,
    deliveries: reports.sender.deliveries(),
  };
}

/** The door for scripts: what a payer, a merchant in the dashboard or Alipay itself would do. */
import type { Twist } from '../answers.ts';
import { type Command, ControlError } from '../simulator.ts';
import type { Gateway } from './gateway.ts';
import { FORGERIES, type Forgery, type News, type Notices, newsOf } from './notices.ts';
import { expireTrade, finishTrade, payTrade, refundInDashboard } from './payer.ts';
import { leftOf, logIn, refund, type Trade } from './state.ts';
import { readYuan } from './yuan.ts';

export type Controlled = { readonly gateway: Gateway; readonly notices: Notices };

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export async function control(world: Controlled, command: Command): Promise<unknown> {
  const act = Object.hasOwn(ACTIONS, command.action) ? ACTIONS[command.action] : undefined;
  if (!act) throw new ControlError(`action is one of ${Object.keys(ACTIONS).join(', ')}.`);
  const result = await act(world, command);
  // Scripts give orders one after the other, and expect their news in that order.
  await world.notices.sender.settled();
  return result;
}

type Action = (world: Controlled, command: Command) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  pay({ gateway }, command) {
    const trade = tradeOf(gateway, command);
    if (trade.paidAtMs !== undefined) throw new ControlError('It is paid.');
    trade.fen = command.amount === undefined ? trade.fen : fenOf(command);
    if (typeof command.seller_id === 'string') trade.sellerId = command.seller_id;
    return { return_to: payTrade(gateway, trade) };
  },
  login: ({ gateway }, command) => logIn(tradeOf(gateway, command)),
  expire: ({ gateway }, command) => expireTrade(gateway, tradeOf(gateway, command)),
  finish: ({ gateway }, command) => finishTrade(gateway, paidTradeOf(gateway, command)),
  refund({ gateway }, command) {
    const trade = paidTradeOf(gateway, command);
    const fen = command.amount === undefined ? leftOf(trade) : fenOf(command);
    return { id: refundInDashboard(gateway, trade, fen) };
  },
  refund_twist({ gateway }) {
    gateway.state.refundsToDelay += 1;
  },
  refund_completes({ gateway }, command) {
    const trade = tradeOf(gateway, command);
    const delayed = trade.delayed.shift();
    if (!delayed) throw new ControlError('No refund of it takes its time.');
    gateway.announce(trade, refund(gateway.state, trade, delayed.number, delayed.fen));
  },
  refund_fee({ gateway }, { mode }) {
    if (mode !== 'total' && mode !== 'single') throw new ControlError('mode is total or single.');
    gateway.state.refundFee = mode;
  },
  answer({ gateway }, { operation, how, issue, status, times }) {
    const twist = twistOf({ how, issue, status });
    gateway.twists.plan(String(operation), twist, Number(times ?? 1));
  },
  sign_answers({ gateway }, { how }) {
    if (how !== 'good' && how !== 'wrong' && how !== 'none') {
      throw new ControlError('how is good, wrong or none.');
    }
    gateway.answerSigning = how;
  },
  notices({ notices }, { mode }) {
    if (mode !== 'send' && mode !== 'hold' && mode !== 'drop') {
      throw new ControlError('mode is send, hold or drop.');
    }
    notices.sender.setMode(mode);
  },
  release: ({ notices }, { order, words }) =>
    notices.sender.release(
      order === 'reversed' ? 'reversed' : 'made',
      Array.isArray(words) ? words.map(String) : undefined,
    ),
  repeat: async (world, command) => ({
    status: await world.notices.repeat(publishedOf(world, command)),
  }),
  forge: async (world, command) => ({
    status: await world.notices.forge(newsToForge(world, command), forgeryOf(command)),
  }),
  event({ gateway, notices }, command) {
    const news = newsOf(gateway, tradeOf(gateway, command));
    const fields = { ...news.fields, ...(command.fields as object | undefined) };
    notices.publish({ ...news, word: 'EVENT', fields });
  },
};

function tradeOf({ state }: Gateway, { reference }: Command): Trade {
  const found = state.trades.find(({ outTradeNo, tradeNo }) =>
    [outTradeNo, tradeNo].includes(String(reference)),
  );
  if (!found) throw new ControlError(`Nobody has come to pay ${String(reference)}.`);
  return found;
}

function paidTradeOf(gateway: Gateway, command: Command): Trade {
  const trade = tradeOf(gateway, command);
  if (trade.status !== 'TRADE_SUCCESS') throw new ControlError('It is not paid, or has ended.');
  return trade;
}

function fenOf({ amount }: Command): bigint {
  const fen = readYuan(amount);
  if (fen === undefined) throw new ControlError('amount is yuan, such as "12.34".');
  return fen;
}

/** The newest news of that word about the trade. */
function publishedOf({ gateway, notices }: Controlled, command: Command): News {
  const { outTradeNo } = tradeOf(gateway, command);
  const found = notices.published.findLast(
    ({ word, fields }) =>
      fields.out_trade_no === outTradeNo && (command.word === undefined || word === command.word),
  );
  if (!found) throw new ControlError('There has been no such notice.');
  return found;
}

/** What would be told if the trade were paid, for one that nobody has paid. */
function newsToForge(world: Controlled, command: Command): News {
  const trade = tradeOf(world.gateway, command);
  if (trade.paidAtMs !== undefined) return publishedOf(world, command);
  const now = Date.now();
  const never: Trade = { ...trade, status: 'TRADE_SUCCESS', createdAtMs: now, paidAtMs: now };
  return newsOf(world.gateway, never);
}

function forgeryOf({ forgery }: Command): Forgery {
  const known = FORGERIES.find((each) => each === forgery);
  if (!known) throw new ControlError(`forgery is one of ${FORGERIES.join(', ')}.`);
  return known;
}

function twistOf({ how, issue, status }: Omit<Command, 'action'>): Twist {
  if (how === 'lose' || how === 'hang') return { how };
  // Without a status of its own, the failure is one that Alipay words and signs.
  if (how === 'fail') return { how, status: Number(status ?? 200) };
  if (how === 'refuse' && typeof issue === 'string') return { how, issue };
  throw new ControlError('how is lose, hang, fail (with status) or refuse (with issue).');
}

/** What Alipay has really done, and whom it has told. */
export function bookOf({ gateway, notices }: Controlled) {
  return {
    entries: gateway.state.book.entries(),
    calls: gateway.calls,
    deliveries: notices.sender.deliveries(),
  };
}

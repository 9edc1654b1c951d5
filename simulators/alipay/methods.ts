/** What the gateway does: trades, refunds, and how they stand. */
import { writeChinaTime } from './clock.ts';
import { BUYER } from './notices.ts';
import type { Issue } from './problems.ts';
import { leftOf, type Refund, refund, type State, type Trade } from './state.ts';
import { readYuan, writeYuan } from './yuan.ts';

export type Content = Readonly<Record<string, unknown>>;

/** What a method answers, or an issue in Alipay's words. */
export type Done = Readonly<Record<string, string | undefined>> | Issue;

export type World = {
  readonly state: State;
  readonly announce: (trade: Trade, refund?: Refund) => void;
};

export type Method = (world: World, content: Content) => Done;

/** Each with its name in commands. */
export const METHODS: ReadonlyMap<string, { readonly operation: string; readonly does: Method }> =
  new Map([
    ['alipay.trade.query', { operation: 'query', does: queryTrade }],
    ['alipay.trade.refund', { operation: 'refund', does: refundTrade }],
    ['alipay.trade.fastpay.refund.query', { operation: 'refund_query', does: queryRefund }],
  ]);

/** A number of Alipay's counts for more than one of the merchant's. */
function tradeOf({ state }: World, { trade_no, out_trade_no }: Content): Trade | undefined {
  return state.trades.find(
    ({ status, tradeNo, outTradeNo }) =>
      status !== undefined &&
      (trade_no === undefined ? outTradeNo === out_trade_no : tradeNo === trade_no),
  );
}

function queryTrade(world: World, content: Content): Done {
  const trade = tradeOf(world, content);
  if (!trade) return 'ACQ.TRADE_NOT_EXIST';
  const received = trade.paidAtMs === undefined ? '0.00' : writeYuan(trade.fen);
  return {
    buyer_logon_id: BUYER.logonId,
    buyer_pay_amount: received,
    buyer_user_id: BUYER.id,
    invoice_amount: received,
    out_trade_no: trade.outTradeNo,
    point_amount: '0.00',
    receipt_amount: received,
    send_pay_date: trade.paidAtMs === undefined ? undefined : writeChinaTime(trade.paidAtMs),
    total_amount: writeYuan(trade.fen),
    trade_no: trade.tradeNo,
    trade_status: trade.status,
  };
}

function refundTrade(world: World, content: Content): Done {
  const trade = tradeOf(world, content);
  if (!trade) return 'ACQ.TRADE_NOT_EXIST';
  const fen = readYuan(content.refund_amount);
  // A refund without a number is the one refund of all of it, under the trade's own number.
  const number = content.out_request_no ?? (fen === trade.fen ? trade.outTradeNo : undefined);
  if (fen === undefined || typeof number !== 'string' || !/^[\w-]{1,64}$/.test(number)) {
    return 'ACQ.INVALID_PARAMETER';
  }
  const known = [...trade.refunds, ...trade.delayed].find((each) => each.number === number);
  if (known && known.fen !== fen) return 'ACQ.DISCORDANT_REPEAT_REQUEST';
  const issue = known ? undefined : refundIssue(trade, fen);
  if (issue !== undefined) return issue;
  const moved = !known && startRefund(world, trade, number, fen);
  const made = trade.refunds.find((each) => each.number === number);
  return {
    buyer_logon_id: BUYER.logonId,
    buyer_user_id: BUYER.id,
    fund_change: moved ? 'Y' : 'N',
    gmt_refund_pay: made && writeChinaTime(made.atMs),
    out_trade_no: trade.outTradeNo,
    refund_fee: writeYuan(trade.fen - leftOf(trade)),
    send_back_fee: writeYuan(made?.fen ?? 0n),
    trade_no: trade.tradeNo,
  };
}

/** Whether money has moved at once. */
function startRefund({ state, announce }: World, trade: Trade, number: string, fen: bigint) {
  if (state.refundsToDelay > 0) {
    state.refundsToDelay -= 1;
    trade.delayed.push({ number, fen });
    return false;
  }
  announce(trade, refund(state, trade, number, fen));
  return true;
}

function refundIssue(trade: Trade, fen: bigint): Issue | undefined {
  if (trade.status === 'WAIT_BUYER_PAY') return 'ACQ.TRADE_STATUS_ERROR';
  if (trade.status === 'TRADE_CLOSED') return 'ACQ.TRADE_HAS_CLOSE';
  if (trade.status === 'TRADE_FINISHED') return 'ACQ.TRADE_HAS_FINISHED';
  return fen > leftOf(trade) ? 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' : undefined;
}

function queryRefund(world: World, content: Content): Done {
  const trade = tradeOf(world, content);
  if (!trade) return 'ACQ.TRADE_NOT_EXIST';
  const number = content.out_request_no ?? trade.outTradeNo;
  const made = trade.refunds.find((each) => each.number === number);
  // Of a refund that was not made, the answer says nothing at all.
  if (!made) return {};
  const options = Array.isArray(content.query_options) ? content.query_options : [];
  return {
    gmt_refund_pay: options.includes('gmt_refund_pay') ? writeChinaTime(made.atMs) : undefined,
    out_request_no: made.number,
    out_trade_no: trade.outTradeNo,
    refund_amount: writeYuan(made.fen),
    refund_status: 'REFUND_SUCCESS',
    total_amount: writeYuan(trade.fen),
    trade_no: trade.tradeNo,
  };
}

/** What the simulated Alipay knows: trades, and what went back of them. */
import { randomBytes } from 'node:crypto';
import { type Book, createBook } from '../book.ts';
import { writeYuan } from './yuan.ts';

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

export type Refund = {
  /** `out_request_no`: the merchant's, or made up by the dashboard. */
  readonly number: string;
  readonly fen: bigint;
  readonly atMs: number;
};

export type Trade = {
  /** The way to the page, which only the payer has. */
  readonly token: string;
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly subject: string;
  readonly notifyUrl: string;
  readonly returnUrl: string;
  readonly payableUntilMs: number;
  readonly askedFen: bigint;
  /** What was really paid, when a script wants it to be something else. */
  fen: bigint;
  sellerId: string;
  /** Undefined while the payer has not logged in: such a trade does not exist at Alipay. */
  status: TradeStatus | undefined;
  createdAtMs: number | undefined;
  paidAtMs: number | undefined;
  closedAtMs: number | undefined;
  readonly refunds: Refund[];
  /** Refunds that were asked for and take their time. */
  readonly delayed: Omit<Refund, 'atMs'>[];
};

export type Wish = Pick<
  Trade,
  'outTradeNo' | 'subject' | 'notifyUrl' | 'returnUrl' | 'payableUntilMs' | 'askedFen' | 'sellerId'
>;

export type State = {
  readonly trades: Trade[];
  readonly book: Book;
  /** Whether notices of refunds tell all that has gone back, or each by itself. */
  refundFee: 'total' | 'single';
  /** How many of the next refunds take their time, when a script wants that. */
  refundsToDelay: number;
};

export function createState(): State {
  return { trades: [], book: createBook(), refundFee: 'total', refundsToDelay: 0 };
}

/** Digits that begin with the day, as Alipay's own numbers do. */
export function newNumber(length = 28): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const digits = [...randomBytes(length)].map((value) => value % 10).join('');
  return `${day}${digits}`.slice(0, length);
}

/** A payer was sent here. The same request again leads to the same trade. */
export function visit(state: State, wish: Wish): Trade {
  const known = state.trades.find(({ outTradeNo }) => outTradeNo === wish.outTradeNo);
  if (known) return known;
  const trade: Trade = {
    ...wish,
    token: randomBytes(16).toString('hex'),
    tradeNo: newNumber(),
    fen: wish.askedFen,
    status: undefined,
    createdAtMs: undefined,
    paidAtMs: undefined,
    closedAtMs: undefined,
    refunds: [],
    delayed: [],
  };
  state.trades.push(trade);
  return trade;
}

/** The payer has logged in: now the trade exists. */
export function logIn(trade: Trade): void {
  trade.status ??= 'WAIT_BUYER_PAY';
  trade.createdAtMs ??= Date.now();
}

export function isPayable(trade: Trade): boolean {
  const open = trade.status === undefined || trade.status === 'WAIT_BUYER_PAY';
  return open && Date.now() <= trade.payableUntilMs;
}

export function pay(state: State, trade: Trade): void {
  logIn(trade);
  trade.status = 'TRADE_SUCCESS';
  trade.paidAtMs = Date.now();
  state.book.record({ kind: 'collected', id: trade.tradeNo, ...recordOf(trade, trade.fen) });
}

/** Nobody has paid it in time, or all of it has gone back. */
export function closeTrade(trade: Trade): void {
  trade.status = 'TRADE_CLOSED';
  trade.closedAtMs = Date.now();
}

export function leftOf({ fen, refunds }: Trade): bigint {
  return refunds.reduce((left, refund) => left - refund.fen, fen);
}

export function refund(state: State, trade: Trade, number: string, fen: bigint): Refund {
  const made: Refund = { number, fen, atMs: Date.now() };
  trade.refunds.push(made);
  if (leftOf(trade) === 0n) closeTrade(trade);
  state.book.record({ kind: 'refunded', id: number, ...recordOf(trade, fen) });
  return made;
}

function recordOf({ outTradeNo }: Trade, fen: bigint) {
  return { reference: outTradeNo, gross: writeYuan(fen), currency: 'CNY' };
}

/** What the simulated WeChat Pay knows: orders, what was paid, and what went back. */
import { randomBytes, randomInt } from 'node:crypto';
import { type Book, createBook } from '../book.ts';

export type TradeState =
  | 'NOTPAY'
  | 'USERPAYING'
  | 'PAYERROR'
  | 'CLOSED'
  | 'SUCCESS'
  /** Paid, and something of it went back since. */
  | 'REFUND';

/** Whole fen, and of which currency. */
export type Amount = { readonly total: number; readonly currency: string };

export type Order = {
  /** The merchant's own number. */
  readonly outTradeNo: string;
  readonly mchid: string;
  readonly appid: string;
  readonly description: string;
  readonly amount: Amount;
  readonly attach: string | undefined;
  readonly notifyUrl: string;
  /** As the merchant wrote it; a repeat has to name the same. */
  readonly timeExpire: string | undefined;
  readonly expiresAtMs: number;
  /** What stands in its code: whoever has it may pay. */
  readonly code: string;
  state: TradeState;
  payment: Payment | undefined;
  readonly refunds: Refund[];
};

export type Payment = {
  readonly transactionId: string;
  readonly atMs: number;
  /** As asked for, unless a script wants other money to come, or to go elsewhere. */
  readonly amount: Amount;
  readonly mchid: string;
  readonly appid: string;
  /** Out of the payer's own pocket; less, where a coupon was used. */
  readonly payerTotal: number;
};

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';

export type Refund = {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly order: Order;
  readonly fen: number;
  readonly notifyUrl: string | undefined;
  readonly createdAtMs: number;
  status: RefundStatus;
  endedAtMs: number | undefined;
};

/**
 * A refund is always begun first and told of when it has ended. It may end before it is answered, or stay
 * at PROCESSING until a script ends it.
 */
export type RefundTwist = RefundStatus | 'AT_ONCE';

export type State = {
  /** By the merchant's number. */
  readonly orders: Map<string, Order>;
  readonly book: Book;
  /** What becomes of the next refunds, when a script wants it to be unusual. */
  readonly refundTwists: RefundTwist[];
  /** Scripts can set it forward, so that codes run out. */
  clock(): number;
  shiftClock(ms: number): void;
};

export function createState(): State {
  let shiftMs = 0;
  return {
    orders: new Map(),
    book: createBook(),
    refundTwists: [],
    clock: () => Date.now() + shiftMs,
    shiftClock(ms) {
      shiftMs = ms;
    },
  };
}

/** 28 digits, as WeChat Pay's own numbers are. */
export function newNumber(prefix: string): string {
  const digits = Array.from({ length: 28 - prefix.length }, () => randomInt(10));
  return prefix + digits.join('');
}

export function newCode(): string {
  return randomBytes(9).toString('base64url');
}

export function decimal(fen: number): string {
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Whether the payer can still pay by the code. */
export function isPayable(state: State, order: Order): boolean {
  const open = order.state === 'NOTPAY' || order.state === 'USERPAYING';
  return open && state.clock() < order.expiresAtMs;
}

/** The payer has paid. */
export function pay(state: State, order: Order, payment: Payment): void {
  order.payment = payment;
  order.state = 'SUCCESS';
  const { transactionId, amount } = payment;
  state.book.record({ kind: 'collected', id: transactionId, ...entryOf(order, amount.total) });
}

/** What is left of an order; a refund that is not settled yet keeps its money. */
export function leftOf({ payment, refunds }: Order): number {
  return refunds
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((left, { fen }) => left - fen, payment?.amount.total ?? 0);
}

export function beginRefund(
  state: State,
  order: Order,
  wish: Pick<Refund, 'outRefundNo' | 'fen' | 'notifyUrl'>,
): Refund {
  const refund: Refund = {
    ...wish,
    refundId: newNumber('5030'),
    order,
    createdAtMs: state.clock(),
    status: 'PROCESSING',
    endedAtMs: undefined,
  };
  order.refunds.push(refund);
  order.state = 'REFUND';
  return refund;
}

export function endRefund(
  state: State,
  refund: Refund,
  status: Exclude<RefundStatus, 'PROCESSING'>,
): void {
  refund.status = status;
  refund.endedAtMs = state.clock();
  state.book.record({
    kind: status === 'SUCCESS' ? 'refunded' : 'refund failed',
    id: refund.refundId,
    ...entryOf(refund.order, refund.fen),
  });
}

function entryOf({ outTradeNo, payment, amount }: Order, fen: number) {
  const { currency } = payment?.amount ?? amount;
  return { reference: outTradeNo, gross: decimal(fen), currency };
}

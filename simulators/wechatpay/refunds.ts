/** Refunds: begun by a call or in the merchant platform, and told of when they have ended. */
import type { Done, Request } from './door.ts';
import type { Notices } from './notices.ts';
import type { Code } from './problems.ts';
import { refundJson } from './resources.ts';
import {
  beginRefund,
  endRefund,
  leftOf,
  type Order,
  type Refund,
  type RefundStatus,
  type State,
} from './state.ts';
import { isFen, isNotifyUrl, isText } from './values.ts';

type Office = { readonly state: State; readonly notices: Notices };
type Wish = { readonly order: Order } & Pick<Refund, 'outRefundNo' | 'fen' | 'notifyUrl'>;

const OUT_REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;
const YEAR_MS = 365 * 86_400_000;

export function refundOf(state: State, outRefundNo: unknown): Refund | undefined {
  return [...state.orders.values()]
    .flatMap(({ refunds }) => refunds)
    .find((refund) => refund.outRefundNo === outRefundNo);
}

/** A number that was used before is answered with what has become of it, and nothing more is done. */
export function askRefund({ state, notices }: Office, body: Request['body']): Done {
  const wish = readWish(state, body);
  if (typeof wish === 'string') return wish;
  const known = refundOf(state, wish.outRefundNo);
  if (known) return isRepeat(known, wish) ? answer(known) : 'INVALID_REQUEST';
  if (wish.fen > leftOf(wish.order)) return 'INVALID_REQUEST';
  const refund = beginRefund(state, wish.order, wish);
  const twist = state.refundTwists.shift() ?? 'SUCCESS';
  if (twist === 'AT_ONCE') {
    settleRefund({ state, notices }, refund, 'SUCCESS');
    return answer(refund);
  }
  const begun = answer(refund);
  if (twist !== 'PROCESSING') settleRefund({ state, notices }, refund, twist);
  return begun;
}

/** The refund ends, and whoever asked for it is told. */
export function settleRefund(
  { state, notices }: Office,
  refund: Refund,
  status: Exclude<RefundStatus, 'PROCESSING'>,
): void {
  endRefund(state, refund, status);
  notices.refundEnded(refund);
}

function answer(refund: Refund): Done {
  return { status: 200, json: refundJson(refund) };
}

function readWish(state: State, body: Request['body']): Wish | Code {
  const { transaction_id, out_trade_no, out_refund_no, reason, notify_url } = body;
  const { refund, total, currency } = (body.amount ?? {}) as Record<string, unknown>;
  const good =
    OUT_REFUND_NO.test(String(out_refund_no)) &&
    isFen(refund) &&
    isFen(total) &&
    typeof currency === 'string' &&
    (reason === undefined || isText(reason, 80)) &&
    (notify_url === undefined || isNotifyUrl(notify_url));
  if (!good) return 'PARAM_ERROR';
  const order = [...state.orders.values()].find(
    ({ outTradeNo, payment }) =>
      payment && (payment.transactionId === transaction_id || outTradeNo === out_trade_no),
  );
  if (!order?.payment) return 'RESOURCE_NOT_EXISTS';
  const { amount, atMs } = order.payment;
  if (total !== amount.total || currency !== amount.currency) return 'INVALID_REQUEST';
  if (state.clock() - atMs > YEAR_MS) return 'INVALID_REQUEST';
  return {
    order,
    outRefundNo: String(out_refund_no),
    fen: refund,
    notifyUrl: notify_url === undefined ? undefined : String(notify_url),
  };
}

function isRepeat(known: Refund, wish: Wish): boolean {
  const { order, fen, notifyUrl } = known;
  return order === wish.order && fen === wish.fen && notifyUrl === wish.notifyUrl;
}

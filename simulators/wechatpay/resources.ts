/** Transactions and refunds as WeChat Pay's API and notices show them. */
import type { Order, Payment, Refund } from './state.ts';

/** Times are told with the clock of Beijing. */
export function beijingTime(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

const STATE_TEXT: Readonly<Record<Order['state'], string>> = {
  NOTPAY: '订单未支付',
  USERPAYING: '用户支付中',
  PAYERROR: '支付失败',
  CLOSED: '订单已关闭',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款',
};

/** A transaction that has not been paid has no number of WeChat Pay's, and names no money. */
export function transactionJson(order: Order) {
  const { outTradeNo, attach, state, payment } = order;
  return {
    amount: payment ? amountJson(payment) : { currency: order.amount.currency },
    appid: payment?.appid ?? order.appid,
    attach: attach ?? '',
    mchid: payment?.mchid ?? order.mchid,
    out_trade_no: outTradeNo,
    ...(payment && {
      bank_type: 'OTHERS',
      payer: { openid: 'oSimPayer0000000000000000000' },
      promotion_detail: [],
      success_time: beijingTime(payment.atMs),
      trade_type: 'NATIVE',
      transaction_id: payment.transactionId,
    }),
    trade_state: state,
    trade_state_desc: STATE_TEXT[state],
  };
}

function amountJson({ amount, payerTotal }: Payment) {
  const { total, currency } = amount;
  return { total, currency, payer_total: payerTotal, payer_currency: currency };
}

/** The answer to a call about a refund. */
export function refundJson(refund: Refund) {
  const { refundId, outRefundNo, order, status, createdAtMs } = refund;
  return {
    refund_id: refundId,
    out_refund_no: outRefundNo,
    transaction_id: order.payment?.transactionId,
    out_trade_no: order.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...endJson(refund),
    create_time: beijingTime(createdAtMs),
    status,
    funds_account: 'AVAILABLE',
    amount: { ...refundAmountJson(refund), currency: order.payment?.amount.currency },
  };
}

/** The same in a notice, which has another name for the status and no currency. */
export function refundNoticeJson(refund: Refund) {
  const { refundId, outRefundNo, order, status } = refund;
  return {
    mchid: order.mchid,
    out_trade_no: order.outTradeNo,
    transaction_id: order.payment?.transactionId,
    out_refund_no: outRefundNo,
    refund_id: refundId,
    refund_status: status,
    ...endJson(refund),
    user_received_account: '支付用户零钱',
    amount: refundAmountJson(refund),
  };
}

function endJson({ status, endedAtMs }: Refund) {
  if (status !== 'SUCCESS' || endedAtMs === undefined) return {};
  return { success_time: beijingTime(endedAtMs) };
}

function refundAmountJson({ fen, order }: Refund) {
  const total = order.payment?.amount.total ?? order.amount.total;
  return { total, refund: fen, payer_total: total, payer_refund: fen };
}

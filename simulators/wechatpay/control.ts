/** The door for scripts: what a payer, a merchant in the platform or WeChat Pay itself would do. */
import { type Command, ControlError } from '../simulator.ts';
import { type Action, answerTwist, carryOut, noticeActions } from '../usual-actions.ts';
import type { Api } from './api.ts';
import { SIGNATURE_FAULTS, type SignatureFault } from './keys.ts';
import { type Forgery, type Notice, newNotice, paymentNotice } from './notices.ts';
import { payerPays, refundInPlatform } from './payer.ts';
import { settleRefund } from './refunds.ts';
import { type Amount, newNumber, type Order, type RefundTwist } from './state.ts';

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export function control(api: Api, command: Command): Promise<unknown> {
  return carryOut(ACTIONS, api, command, api.notices.sender);
}

const ACTIONS: Readonly<Record<string, Action<Api>>> = {
  approve(api, command) {
    const { mchid, appid, payer_total: payerTotal } = command;
    payerPays(api, orderOf(api, command), {
      ...(command.amount === undefined ? {} : { amount: amountOf(command) }),
      ...(typeof mchid === 'string' ? { mchid } : {}),
      ...(typeof appid === 'string' ? { appid } : {}),
      ...(typeof payerTotal === 'number' ? { payerTotal } : {}),
    });
  },
  approve_slowly: orderBecomes('USERPAYING'),
  approval_fails: orderBecomes('PAYERROR'),
  close: orderBecomes('CLOSED'),
  forget_order: (api, command) => void api.state.orders.delete(orderOf(api, command).outTradeNo),
  refund(api, command) {
    const fen = command.amount === undefined ? undefined : amountOf(command).total;
    refundInPlatform(api, orderOf(api, command), fen);
  },
  refund_twist(api, { status }) {
    const twist = REFUND_TWISTS.find((each) => each === status);
    if (!twist) throw new ControlError(`status is one of ${REFUND_TWISTS.join(', ')}.`);
    api.state.refundTwists.push(twist);
  },
  refund_completes: (api, command) => settleRefund(api, refundOf(api, command), 'SUCCESS'),
  refund_fails: (api, command) =>
    settleRefund(api, refundOf(api, command), command.status === 'CLOSED' ? 'CLOSED' : 'ABNORMAL'),
  answer(api, command) {
    const operation = String(command.operation);
    const fault = faultOf(command.how);
    if (!fault) {
      api.twists.plan(operation, answerTwist(command), Number(command.times ?? 1));
      return;
    }
    const planned = api.signatureFaults.get(operation) ?? [];
    const faults = Array<SignatureFault>(Number(command.times ?? 1)).fill(fault);
    api.signatureFaults.set(operation, [...planned, ...faults]);
  },
  ...noticeActions((api: Api) => api.notices.sender),
  repeat: async (api, command) => ({
    status: await api.notices.sendNow(noticeOf(api, command)),
  }),
  forge: async (api, command) => ({
    status: await api.notices.sendNow(noticeOf(api, command), command.forgery as Forgery),
  }),
  event(api, command) {
    const { event_type, resource, original_type, associated_data } = command;
    const order = orderOf(api, command);
    api.notices.publish({
      ...newNotice(api.state.clock()),
      word: String(event_type),
      resource: resource ?? { out_trade_no: order.outTradeNo },
      originalType: String(original_type ?? 'unknown'),
      associatedData: String(associated_data ?? ''),
      url: order.notifyUrl,
    });
  },
  clock: (api, { shift_ms }) => api.state.shiftClock(Number(shift_ms ?? 0)),
};

const REFUND_TWISTS: readonly RefundTwist[] = [
  ...(['PROCESSING', 'SUCCESS', 'ABNORMAL', 'CLOSED', 'AT_ONCE'] as const),
];

function orderBecomes(state: 'USERPAYING' | 'PAYERROR' | 'CLOSED'): Action<Api> {
  return (api, command) => {
    const order = orderOf(api, command);
    if (order.payment) throw new ControlError('It has been paid.');
    order.state = state;
  };
}

function faultOf(how: unknown): SignatureFault | undefined {
  return SIGNATURE_FAULTS.find((each) => each === how);
}

function orderOf(api: Api, { reference }: Command): Order {
  const found = [...api.state.orders.values()].find(
    ({ outTradeNo, payment }) => outTradeNo === reference || payment?.transactionId === reference,
  );
  if (!found) throw new ControlError(`There is no order ${String(reference)}.`);
  return found;
}

function refundOf(api: Api, command: Command) {
  const refund = orderOf(api, command).refunds.at(-1);
  if (!refund) throw new ControlError('There is no refund of it.');
  return refund;
}

function amountOf({ amount }: Command): Amount {
  const { total, currency = 'CNY' } = (amount ?? {}) as Record<string, unknown>;
  if (typeof total !== 'number' || typeof currency !== 'string') {
    throw new ControlError('amount is {total, currency}, in fen.');
  }
  return { total, currency };
}

/** The newest notice of that word about the order; or the one that a payment of it would make. */
function noticeOf(api: Api, command: Command): Notice {
  const order = orderOf(api, command);
  const { word = 'TRANSACTION.SUCCESS' } = command;
  const found = api.notices.published.findLast(
    (notice) => notice.word === word && JSON.stringify(notice.resource).includes(order.outTradeNo),
  );
  if (found) return found;
  if (word !== 'TRANSACTION.SUCCESS') throw new ControlError('There is no such notice.');
  const atMs = api.state.clock();
  const { amount, mchid, appid } = order;
  const payment = { transactionId: newNumber('4200'), atMs, payerTotal: amount.total };
  const paid: Order = { ...order, state: 'SUCCESS', payment: { ...payment, amount, mchid, appid } };
  return paymentNotice(paid, atMs);
}

/** What WeChat Pay has really done, and whom it has told. */
export function bookOf(api: Api) {
  return {
    entries: api.state.book.entries(),
    calls: api.calls,
    deliveries: api.notices.sender.deliveries(),
  };
}

/** The door for scripts: what a payer, a merchant in the dashboard or PayPal itself would do. */
import { type Command, ControlError } from '../simulator.ts';
import { type Action, answerTwist, carryOut, noticeActions } from '../usual-actions.ts';
import { type Amount, readAmount } from './amount.ts';
import type { Api } from './api.ts';
import { makeEvent } from './events.ts';
import { approve, cancelAddress, returnAddress } from './payer.ts';
import { captureJson } from './resources.ts';
import {
  type Capture,
  type Dispute,
  endRefund,
  giveBack,
  leftOf,
  type Order,
  openDispute,
  settle,
  updateDispute,
} from './state.ts';
import type { Event, Forgery } from './webhooks.ts';

/** Carries out a command. Throws a ControlError that says what is wrong with it. */
export function control(api: Api, command: Command): Promise<unknown> {
  return carryOut(ACTIONS, api, command, api.webhooks.sender);
}

const ACTIONS: Readonly<Record<string, Action<Api>>> = {
  approve: payerApproves('balance'),
  approve_bank: payerApproves('bank'),
  approve_declined: payerApproves('declined'),
  cancel: (api, command) => ({ return_to: cancelAddress(orderOf(api, command)) }),
  approval_reversed(api, command) {
    const order = orderOf(api, command);
    order.status = 'CREATED';
    api.announce.approvalReversed(order);
  },
  forget_order: (api, command) => void api.state.orders.delete(orderOf(api, command).id),
  capture_twist(api, command) {
    const { status, reason } = command;
    const amount = command.amount === undefined ? {} : { amount: amountOf(command) };
    api.state.captureTwists.push({
      ...(status === 'PENDING' || status === 'DECLINED' ? { status } : {}),
      ...(typeof reason === 'string' ? { reason } : {}),
      ...amount,
    });
  },
  refund_twist: (api, { status }) =>
    void api.state.refundTwists.push(status === 'PENDING' ? 'PENDING' : 'FAILED'),
  capture_completes: captureEnds('COMPLETED'),
  capture_denied: captureEnds('DECLINED'),
  refund(api, command) {
    const capture = captureOf(api, command);
    const back = giveBack(api.state, capture, { ...backOf(capture, command), kind: 'refund' });
    api.announce.refunded(back);
    return { id: back.id };
  },
  reverse(api, command) {
    const capture = captureOf(api, command);
    const wish = { ...backOf(capture, command), note: 'Payment reversed' };
    const back = giveBack(api.state, capture, { ...wish, kind: 'reversal' });
    api.announce.reversed(back);
    return { id: back.id };
  },
  refund_completes: refundEnds('COMPLETED'),
  refund_fails: refundEnds('FAILED'),
  dispute(api, command) {
    const capture = captureOf(api, command);
    const dispute = openDispute(api.state, capture, {
      amount: command.amount === undefined ? capture.amount : amountOf(command),
      reason: String(command.reason ?? 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED'),
      stage: command.stage === 'INQUIRY' ? 'INQUIRY' : 'CHARGEBACK',
    });
    api.announce.disputed(dispute, 'CREATED');
    return { id: dispute.id };
  },
  dispute_updated(api, command) {
    const dispute = disputeOf(api, command);
    updateDispute(api.state, dispute, { status: 'UNDER_REVIEW', outcome: undefined });
    api.announce.disputed(dispute, 'UPDATED');
  },
  dispute_won: disputeEnds('RESOLVED_SELLER_FAVOUR'),
  dispute_withdrawn: disputeEnds('CANCELED_BY_BUYER'),
  dispute_denied: disputeEnds('DENIED'),
  dispute_lost: disputeEnds('RESOLVED_BUYER_FAVOUR'),
  dispute_accepted: disputeEnds('ACCEPTED'),
  dispute_payout: disputeEnds('RESOLVED_WITH_PAYOUT'),
  dispute_undecided: disputeEnds('NONE'),
  answer(api, command) {
    const { operation, times } = command;
    api.twists.plan(String(operation), answerTwist(command), Number(times ?? 1));
  },
  ...noticeActions((api: Api) => api.webhooks.sender),
  repeat: async (api, command) => ({ status: await api.webhooks.repeat(eventOf(api, command)) }),
  forge: async (api, command) => ({
    status: await api.webhooks.forge(eventOf(api, command), command.forgery as Forgery),
  }),
  event(api, { event_type, resource_type, resource }) {
    api.announce.other(String(event_type), String(resource_type ?? 'unknown'), resource ?? {});
  },
  clock: (api, { shift_ms }) => api.state.shiftClock(Number(shift_ms ?? 0)),
  webhook(api, { url }) {
    api.webhooks.url = String(url);
    return { id: api.webhooks.webhookId };
  },
};

function payerApproves(funding: 'balance' | 'bank' | 'declined'): Action<Api> {
  return (api, command) => {
    const order = orderOf(api, command);
    approve(api.state, api.announce, order, funding);
    return { return_to: returnAddress(order) };
  };
}

function captureEnds(status: 'COMPLETED' | 'DECLINED'): Action<Api> {
  return (api, command) => {
    const capture = captureOf(api, command);
    settle(api.state, capture, status);
    api.announce.captured(capture);
  };
}

function refundEnds(status: 'COMPLETED' | 'FAILED'): Action<Api> {
  return (api, command) => {
    const refund = captureOf(api, command).returned.findLast((each) => each.kind === 'refund');
    if (!refund) throw new ControlError('There is no refund of it.');
    endRefund(api.state, refund, status);
    api.announce.refunded(refund);
  };
}

function disputeEnds(outcome: string): Action<Api> {
  return (api, command) => {
    const dispute = disputeOf(api, command);
    updateDispute(api.state, dispute, { status: 'RESOLVED', outcome });
    api.announce.disputed(dispute, 'RESOLVED');
  };
}

function orderOf(api: Api, { reference }: Command): Order {
  const orders = [...api.state.orders.values()];
  const found = orders.find(
    (order) => [order.id, order.customId].includes(reference as string) || holds(order, reference),
  );
  if (!found) throw new ControlError(`There is no order ${String(reference)}.`);
  return found;
}

function holds(order: Order, id: unknown): boolean {
  return order.captures.some((capture) => capture.id === id);
}

function captureOf(api: Api, command: Command): Capture {
  const capture = orderOf(api, command).captures.at(-1);
  if (!capture) throw new ControlError('It has not been captured.');
  return capture;
}

function disputeOf(api: Api, command: Command): Dispute {
  const capture = captureOf(api, command);
  const dispute = api.state.disputes.findLast((each) => each.capture === capture);
  if (!dispute) throw new ControlError('There is no dispute of it.');
  return dispute;
}

function amountOf({ amount }: Command): Amount {
  const read = readAmount(amount);
  if (typeof read === 'string') throw new ControlError(`amount: ${read}`);
  return read;
}

/** What a dashboard sends back: it names none of the merchant's own words. */
function backOf(capture: Capture, command: Command) {
  const left = { ...capture.amount, minor: leftOf(capture) };
  const amount = command.amount === undefined ? left : amountOf(command);
  return { amount, customId: undefined, invoiceId: undefined, note: undefined };
}

/** The newest event of that word about the order; or the one that a payment of it would make. */
function eventOf(api: Api, command: Command): Event {
  const { word } = command;
  const about = orderOf(api, command);
  const names = [about.id, about.customId, ...about.captures.map(({ id }) => id)];
  const found = api.webhooks.published.findLast(
    (event) =>
      (word === undefined || event.event_type === word) &&
      names.some((name) => name !== undefined && JSON.stringify(event).includes(name)),
  );
  if (found) return found;
  if (word !== 'PAYMENT.CAPTURE.COMPLETED') throw new ControlError('There is no such event.');
  const now = api.state.clock();
  const never: Capture = {
    id: 'NEVERHAPPENED0001',
    order: about,
    amount: about.amount,
    createdAtMs: now,
    updatedAtMs: now,
    status: 'COMPLETED',
    reason: undefined,
    returned: [],
  };
  return makeEvent(word, 'capture', captureJson(never), now);
}

/** What PayPal has really done, and whom it has told. */
export function bookOf(api: Api) {
  return {
    entries: api.state.book.entries(),
    calls: api.calls,
    deliveries: api.webhooks.sender.deliveries(),
    foreign_visits: api.webhooks.foreignVisits(),
  };
}

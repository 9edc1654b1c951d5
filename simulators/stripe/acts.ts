/** What payers, the merchant in the dashboard, banks and time do at Stripe; each tells its events. */
import { ControlError } from '../simulator.ts';
import type { Amount } from './amount.ts';
import type { Api } from './api.ts';
import { isInquiry } from './resources.ts';
import {
  changeDispute,
  type Dispute,
  type DisputeStatus,
  endRefund,
  giveBack,
  type Intent,
  leftOf,
  moveFunds,
  openDispute,
  pay,
  type Refund,
  type Session,
  settle,
} from './state.ts';

/** Pays; where the browser is sent to. */
export function payBy(way: 'card' | 'bank') {
  return (api: Api, session: Session): string => {
    if (session.status !== 'open') throw new ControlError('The session is not open.');
    pay(api.state, session, way);
    api.announce.session('completed', session);
    return session.successUrl.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
  };
}

export function endPayment(api: Api, session: Session, status: 'succeeded' | 'failed'): void {
  const intent = intentOf(session);
  if (intent.status !== 'processing') throw new ControlError('It is not on its way.');
  settle(api.state, intent, status === 'succeeded' ? 'succeeded' : 'requires_payment_method');
  api.announce.session(`async_payment_${status}`, session);
}

export function expire(api: Api, session: Session): void {
  if (session.status !== 'open') throw new ControlError('The session is not open.');
  session.status = 'expired';
  api.announce.session('expired', session);
}

/** The session as it stands by now. */
export function expireInTime<Found extends Session | undefined>(api: Api, session: Found): Found {
  if (session?.status === 'open' && session.expiresAtMs < api.state.clock()) expire(api, session);
  return session;
}

/** A refund as the dashboard makes it: with none of the merchant's own words. */
export function refundBy(api: Api, session: Session, amount?: Amount): Refund {
  const intent = intentOf(session);
  if (isDisputed(api, intent)) {
    throw new ControlError('A disputed payment cannot be refunded.');
  }
  const left = leftOf(intent);
  const back = amount ?? { ...intent.amount, units: left };
  if (back.units <= 0 || back.units > left) throw new ControlError('That is more than is left.');
  const refund = giveBack(api.state, intent, { amount: back, metadata: {} });
  api.announce.refund('created', refund);
  return refund;
}

/** Whether money was taken for a dispute of it: then there is no refund, whoever has won. */
export function isDisputed(api: Pick<Api, 'state'>, intent: Intent): boolean {
  return api.state.disputes.some(
    (each) => each.intent === intent && !each.status.startsWith('warning_'),
  );
}

export function endRefundOf(api: Api, session: Session, status: 'succeeded' | 'failed'): void {
  const refund = intentOf(session).refunds.at(-1);
  if (!refund) throw new ControlError('There is no refund of it.');
  endRefund(api.state, refund, status);
  api.announce.refund(status === 'failed' ? 'failed' : 'updated', refund);
}

export function dispute(
  api: Api,
  session: Session,
  wish: { inquiry: boolean; amount?: Amount; reason?: string },
): Dispute {
  const intent = intentOf(session);
  const { inquiry, amount = intent.amount, reason = 'product_not_received' } = wish;
  const opened = openDispute(api.state, intent, { inquiry, amount, reason });
  api.announce.dispute('created', opened);
  if (!inquiry) api.announce.dispute('funds_withdrawn', opened);
  return opened;
}

/** The bank is not content with the answer to its inquiry. */
export function escalate(api: Api, session: Session): void {
  const inquiry = mustDispute(api, session);
  if (!isInquiry(inquiry)) throw new ControlError('It is no inquiry.');
  changeDispute(api.state, inquiry, 'needs_response');
  // After a full refund there is nothing to take.
  if (leftOf(inquiry.intent) > 0) {
    moveFunds(api.state, inquiry, 'withdrawn');
    api.announce.dispute('funds_withdrawn', inquiry);
  }
  api.announce.dispute('updated', inquiry);
}

export function reviewDispute(api: Api, session: Session): void {
  const open = mustDispute(api, session);
  changeDispute(api.state, open, isInquiry(open) ? 'warning_under_review' : 'under_review');
  api.announce.dispute('updated', open);
}

export function endDispute(
  api: Api,
  session: Session,
  status: Extract<DisputeStatus, 'won' | 'lost' | 'prevented' | 'warning_closed'>,
): void {
  const open = mustDispute(api, session);
  changeDispute(api.state, open, status);
  if (status === 'won' && open.movements.length > 0) {
    moveFunds(api.state, open, 'reinstated');
    api.announce.dispute('funds_reinstated', open);
  }
  api.announce.dispute('closed', open);
}

/** An inquiry that is given up is closed; a dispute that is given up is won. */
export function withdraw(api: Api, session: Session): void {
  const open = mustDispute(api, session);
  endDispute(api, session, isInquiry(open) ? 'warning_closed' : 'won');
}

export function intentOf({ intent }: Session): Intent {
  if (!intent) throw new ControlError('It has not been paid.');
  return intent;
}

export function disputeOf(api: Api, { intent }: Session): Dispute | undefined {
  return api.state.disputes.findLast((each) => each.intent === intent && intent !== undefined);
}

function mustDispute(api: Api, session: Session): Dispute {
  const found = disputeOf(api, session);
  if (!found) throw new ControlError('There is no dispute of it.');
  return found;
}

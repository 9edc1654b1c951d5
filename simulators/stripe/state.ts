/** What the simulated Stripe knows: sessions, intents, refunds and disputes. */
import { randomBytes } from 'node:crypto';
import { type Book, createBook } from '../book.ts';
import { type Amount, decimal } from './amount.ts';

export type Metadata = Readonly<Record<string, string>>;

export type Session = {
  readonly id: string;
  readonly amount: Amount;
  readonly clientReferenceId: string | undefined;
  readonly metadata: Metadata;
  readonly intentMetadata: Metadata;
  readonly name: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly locale: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  status: 'open' | 'complete' | 'expired';
  intent: Intent | undefined;
};

export type Intent = {
  readonly id: string;
  readonly chargeId: string;
  readonly session: Session;
  readonly amount: Amount;
  readonly createdAtMs: number;
  status: 'processing' | 'succeeded' | 'requires_payment_method';
  readonly refunds: Refund[];
};

export type Refund = {
  readonly id: string;
  readonly intent: Intent;
  readonly amount: Amount;
  readonly metadata: Metadata;
  readonly createdAtMs: number;
  status: 'pending' | 'succeeded' | 'failed';
};

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'prevented';

export type Dispute = {
  readonly id: string;
  readonly intent: Intent;
  readonly amount: Amount;
  readonly reason: string;
  readonly createdAtMs: number;
  status: DisputeStatus;
  /** Money that was taken for it, and given back. */
  readonly movements: { readonly id: string; readonly units: number; readonly atMs: number }[];
};

export type State = {
  readonly sessions: Map<string, Session>;
  readonly disputes: Dispute[];
  readonly book: Book;
  /** What the next payments are of, when a script wants it to be something else. */
  readonly amountTwists: Amount[];
  readonly refundTwists: Refund['status'][];
  /** A time that scripts can set back to tell of things that happened long ago. */
  clock(): number;
  shiftClock(ms: number): void;
};

export function createState(): State {
  let shiftMs = 0;
  return {
    sessions: new Map(),
    disputes: [],
    book: createBook(),
    amountTwists: [],
    refundTwists: [],
    clock: () => Date.now() + shiftMs,
    shiftClock(ms) {
      shiftMs = ms;
    },
  };
}

/** An id as Stripe writes its own. */
export function newStripeId(kind: string, bytes = 12): string {
  return `${kind}_${randomBytes(bytes).toString('hex')}`;
}

export function intents(state: State): readonly Intent[] {
  return [...state.sessions.values()].flatMap(({ intent }) => intent ?? []);
}

export function paymentStatus({ intent }: Session): 'paid' | 'unpaid' {
  return intent?.status === 'succeeded' ? 'paid' : 'unpaid';
}

/** What is left of the money of an intent. */
export function leftOf({ amount, refunds }: Intent): number {
  return refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((left, refund) => left - refund.amount.units, amount.units);
}

/** The payer pays: at once, or in a way that takes days. */
export function pay(state: State, session: Session, way: 'card' | 'bank'): Intent {
  const intent: Intent = {
    id: newStripeId('pi'),
    chargeId: newStripeId('ch'),
    session,
    amount: state.amountTwists.shift() ?? session.amount,
    createdAtMs: state.clock(),
    status: 'processing',
    refunds: [],
  };
  session.status = 'complete';
  session.intent = intent;
  if (way === 'card') settle(state, intent, 'succeeded');
  return intent;
}

/** A payment that was on its way has come, or does not come. */
export function settle(
  state: State,
  intent: Intent,
  status: 'succeeded' | 'requires_payment_method',
): void {
  intent.status = status;
  if (status === 'succeeded') {
    state.book.record({ kind: 'collected', id: intent.id, ...recordOf(intent, intent.amount) });
  }
}

function recordOf({ session }: Intent, amount: Amount) {
  return {
    reference: session.clientReferenceId ?? session.id,
    gross: decimal(amount),
    currency: amount.currency.toUpperCase(),
  };
}

export function giveBack(
  state: State,
  intent: Intent,
  wish: Pick<Refund, 'amount' | 'metadata'>,
): Refund {
  const refund: Refund = {
    ...wish,
    id: newStripeId('re'),
    intent,
    createdAtMs: state.clock(),
    status: state.refundTwists.shift() ?? 'succeeded',
  };
  intent.refunds.push(refund);
  if (refund.status === 'succeeded') recordRefund(state, refund);
  return refund;
}

/** A refund that was on its way, or was thought done, ends. */
export function endRefund(state: State, refund: Refund, status: 'succeeded' | 'failed'): void {
  refund.status = status;
  recordRefund(state, refund);
}

function recordRefund(state: State, { id, intent, amount, status }: Refund): void {
  const kind = status === 'failed' ? 'refund failed' : 'refunded';
  state.book.record({ kind, id, ...recordOf(intent, amount) });
}

export function openDispute(
  state: State,
  intent: Intent,
  wish: Pick<Dispute, 'amount' | 'reason'> & { inquiry: boolean },
): Dispute {
  const dispute: Dispute = {
    id: newStripeId('du'),
    intent,
    amount: wish.amount,
    reason: wish.reason,
    createdAtMs: state.clock(),
    status: wish.inquiry ? 'warning_needs_response' : 'needs_response',
    movements: [],
  };
  state.disputes.push(dispute);
  if (!wish.inquiry) moveFunds(state, dispute, 'withdrawn');
  recordDispute(state, dispute);
  return dispute;
}

export function changeDispute(state: State, dispute: Dispute, status: DisputeStatus): void {
  dispute.status = status;
  recordDispute(state, dispute);
}

export function moveFunds(state: State, dispute: Dispute, way: 'withdrawn' | 'reinstated'): void {
  const { units } = dispute.amount;
  dispute.movements.push({
    id: newStripeId('txn'),
    units: way === 'withdrawn' ? -units : units,
    atMs: state.clock(),
  });
}

function recordDispute(state: State, { id, intent, amount, status }: Dispute): void {
  state.book.record({ kind: 'dispute', id, ...recordOf(intent, amount), outcome: status });
}

/** What the simulated PayPal knows: orders, captures, what went back, and cases. */
import { randomBytes } from 'node:crypto';
import { type Book, createBook } from '../book.ts';
import { type Amount, decimal } from './amount.ts';

export type OrderStatus = 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'VOIDED';

/** What the payer chose to pay with. */
export type Funding = 'balance' | 'bank' | 'declined';

export type Order = {
  readonly id: string;
  readonly amount: Amount;
  readonly customId: string | undefined;
  readonly invoiceId: string | undefined;
  readonly description: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** By the old member, links and states have their old names. */
  readonly oldStyle: boolean;
  readonly createdAtMs: number;
  updatedAtMs: number;
  status: OrderStatus;
  funding: Funding | undefined;
  readonly captures: Capture[];
};

export type CaptureStatus =
  | 'COMPLETED'
  | 'PENDING'
  | 'DECLINED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED';

export type Capture = {
  readonly id: string;
  readonly order: Order;
  readonly amount: Amount;
  readonly createdAtMs: number;
  updatedAtMs: number;
  status: CaptureStatus;
  reason: string | undefined;
  readonly returned: Return[];
};

/** Money that went back: PayPal tells of a refund and of a reversal by the same kind of object. */
export type Return = {
  readonly id: string;
  readonly kind: 'refund' | 'reversal';
  readonly capture: Capture;
  readonly amount: Amount;
  readonly customId: string | undefined;
  readonly invoiceId: string | undefined;
  readonly note: string | undefined;
  readonly createdAtMs: number;
  updatedAtMs: number;
  status: 'COMPLETED' | 'PENDING' | 'FAILED';
};

export type Dispute = {
  readonly id: string;
  readonly capture: Capture;
  readonly amount: Amount;
  readonly reason: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  stage: 'INQUIRY' | 'CHARGEBACK';
  status: 'OPEN' | 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED';
  outcome: string | undefined;
};

export type State = {
  readonly orders: Map<string, Order>;
  readonly disputes: Dispute[];
  readonly book: Book;
  /** How the next captures turn out, when a script wants them to be unusual. */
  readonly captureTwists: CaptureTwist[];
  readonly refundTwists: Return['status'][];
  /** A time that always rises, and that scripts can set back to tell of things that happened long ago. */
  clock(): number;
  shiftClock(ms: number): void;
};

export type CaptureTwist = {
  readonly status?: CaptureStatus;
  readonly reason?: string;
  readonly amount?: Amount;
};

export function createState(): State {
  let shiftMs = 0;
  return {
    orders: new Map(),
    disputes: [],
    book: createBook(),
    captureTwists: [],
    refundTwists: [],
    clock: () => Date.now() + shiftMs,
    shiftClock(ms) {
      shiftMs = ms;
    },
  };
}

const ID_ALPHABET = '0123456789ABCDEFGHJKLMNPRSTUVWXY';

/** An id as PayPal writes its own. */
export function newPayPalId(length = 17): string {
  return [...randomBytes(length)].map((value) => ID_ALPHABET[value % 32]).join('');
}

export function captures(state: State): readonly Capture[] {
  return [...state.orders.values()].flatMap((order) => order.captures);
}

/** What is left of a capture. */
export function leftOf({ amount, returned }: Capture): bigint {
  return returned
    .filter(({ status }) => status !== 'FAILED')
    .reduce((left, each) => left - each.amount.minor, amount.minor);
}

/** Collects what the payer has agreed to. */
export function capture(state: State, order: Order): Capture {
  const twist = state.captureTwists.shift() ?? {};
  const bank = order.funding === 'bank';
  const now = state.clock();
  const made: Capture = {
    id: newPayPalId(),
    order,
    amount: twist.amount ?? order.amount,
    createdAtMs: now,
    updatedAtMs: now,
    status: twist.status ?? (bank ? 'PENDING' : 'COMPLETED'),
    reason: twist.reason ?? (bank ? 'ECHECK' : undefined),
    returned: [],
  };
  order.captures.push(made);
  order.status = 'COMPLETED';
  order.updatedAtMs = now;
  if (made.status === 'COMPLETED') recordCollected(state, made);
  return made;
}

/** A capture that was on its way has come, or has not. */
export function settle(state: State, made: Capture, status: 'COMPLETED' | 'DECLINED'): void {
  made.status = status;
  made.updatedAtMs = state.clock();
  if (status === 'COMPLETED') recordCollected(state, made);
}

function recordCollected(state: State, made: Capture): void {
  state.book.record({ kind: 'collected', id: made.id, ...recordOf(made, made.amount) });
}

function recordOf({ order }: Capture, amount: Amount) {
  return {
    reference: order.customId ?? order.id,
    gross: decimal(amount),
    currency: amount.currency,
  };
}

/** Sends money back: for the merchant, or, as a reversal, for the payer. */
export function giveBack(
  state: State,
  made: Capture,
  wish: Pick<Return, 'kind' | 'amount' | 'customId' | 'invoiceId' | 'note'>,
): Return {
  const now = state.clock();
  const status = wish.kind === 'refund' ? (state.refundTwists.shift() ?? 'COMPLETED') : 'COMPLETED';
  const back: Return = {
    ...wish,
    id: newPayPalId(),
    capture: made,
    createdAtMs: now,
    updatedAtMs: now,
    status,
  };
  made.returned.push(back);
  if (status === 'COMPLETED') recordReturn(state, back);
  return back;
}

/** A refund that was on its way, or was thought done, ends. */
export function endRefund(state: State, back: Return, status: 'COMPLETED' | 'FAILED'): void {
  back.status = status;
  back.updatedAtMs = state.clock();
  recordReturn(state, back);
}

function recordReturn(state: State, back: Return): void {
  const { capture: made, amount, id, status } = back;
  const done = back.kind === 'refund' ? 'refunded' : 'reversed';
  const kind = status === 'FAILED' ? 'refund failed' : done;
  state.book.record({ kind, id, ...recordOf(made, amount) });
  const left = leftOf(made);
  made.status =
    left === 0n ? 'REFUNDED' : left < made.amount.minor ? 'PARTIALLY_REFUNDED' : 'COMPLETED';
  made.updatedAtMs = back.updatedAtMs;
}

export function openDispute(
  state: State,
  made: Capture,
  wish: { amount: Amount; reason: string; stage: Dispute['stage'] },
): Dispute {
  const now = state.clock();
  const dispute: Dispute = {
    ...wish,
    id: `PP-D-${Math.floor(Math.random() * 90_000) + 10_000}`,
    capture: made,
    createdAtMs: now,
    updatedAtMs: now,
    status: 'WAITING_FOR_SELLER_RESPONSE',
    outcome: undefined,
  };
  state.disputes.push(dispute);
  recordDispute(state, dispute);
  return dispute;
}

export function updateDispute(
  state: State,
  dispute: Dispute,
  change: Pick<Dispute, 'status' | 'outcome'>,
): void {
  Object.assign(dispute, change);
  dispute.updatedAtMs = Math.max(state.clock(), dispute.updatedAtMs + 1_000);
  recordDispute(state, dispute);
}

function recordDispute(state: State, dispute: Dispute): void {
  const { id, amount, capture: made, status, outcome } = dispute;
  state.book.record({ kind: 'dispute', id, ...recordOf(made, amount), outcome: outcome ?? status });
}

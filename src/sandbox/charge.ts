/** What the bank knows of one payer's money. Pure. */
import type { Money } from '../domain/money.ts';

/** A bank has rules of its own: these are not PayCenter's. */
export const CHARGE_NEXT = {
  open: ['pending', 'paid', 'declined', 'canceled'],
  pending: ['paid', 'declined', 'canceled'],
  /** The payer comes back and pays after all. */
  declined: ['paid'],
  canceled: ['paid'],
  paid: [],
} as const satisfies Record<string, readonly string[]>;

export type ChargeState = keyof typeof CHARGE_NEXT;

export function chargeMayBecome(from: ChargeState, to: ChargeState): boolean {
  return (CHARGE_NEXT[from] as readonly ChargeState[]).includes(to);
}

/** What a payer is asked to pay. */
export type Asked = {
  readonly accountId: string;
  /** PayCenter's, for its attempt. */
  readonly reference: string;
  readonly transId: string;
  readonly orderId: string;
  readonly item: string;
  readonly gross: Money;
};

/** The same as the book keeps it: what was bought is none of the bank's business. */
export type Charge = Omit<Asked, 'item'> & {
  readonly state: ChargeState;
  readonly stateAtMs: number;
  /** The notice that told of the state; null while the charge is open. */
  readonly noticeId: string | null;
  readonly payment: { readonly id: string; readonly gross: Money } | null;
  readonly saidAtMs: number;
  /** Counts changes; 0 is not in the book yet. */
  readonly version: number;
  /** In the order in which they began. */
  readonly movements: readonly Movement[];
};

export type MovementKind = 'refund' | 'dispute' | 'reversal';

/** What happened to paid money. */
export type Movement = {
  readonly id: string;
  readonly kind: MovementKind;
  /** In the currency of the payment. */
  readonly grossMinor: bigint;
  readonly state: 'succeeded' | 'open' | 'won' | 'lost' | 'reversed' | 'canceled';
  readonly refundId: string | null;
  readonly caseId: string | null;
  readonly madeAtMs: number;
  readonly saidAtMs: number;
  readonly noticeId: string;
};

/** A charge that nothing has happened to. */
export function openCharge(asked: Omit<Asked, 'item'>): Charge {
  const { accountId, reference, transId, orderId, gross } = asked;
  return {
    ...{ accountId, reference, transId, orderId, gross },
    state: 'open',
    stateAtMs: 0,
    noticeId: null,
    payment: null,
    saidAtMs: 0,
    version: 0,
    movements: [],
  };
}

/** The reversal that holds the disputed money now. */
export function holdOf(charge: Charge, dispute: Movement): Movement | undefined {
  return charge.movements.find(
    ({ kind, state, caseId }) =>
      kind === 'reversal' && state === 'reversed' && caseId === dispute.id,
  );
}

/** What the merchant still has of the payment. */
export function leftMinor(charge: Charge): bigint {
  let left = charge.payment?.gross.minor ?? 0n;
  for (const movement of charge.movements) {
    const isLoss = movement.state === 'lost' && !holdOf(charge, movement);
    if (movement.state === 'succeeded' || movement.state === 'reversed' || isLoss) {
      left -= movement.grossMinor;
    }
  }
  return left;
}

/** What is left and in no open dispute. */
export function undisputedMinor(charge: Charge): bigint {
  let left = leftMinor(charge);
  for (const movement of charge.movements) {
    if (movement.state === 'open' && !holdOf(charge, movement)) left -= movement.grossMinor;
  }
  return left;
}

/** What the bank states: in its notices, and when it is asked. */
import { formatGross, money } from '../domain/money.ts';
import type { Charge, Movement } from './charge.ts';

export type Statement = {
  readonly type: string;
  readonly occurred_at_ms: number;
  readonly object: Readonly<Record<string, string | number>>;
};

const DISPUTE_DUE_MS = 10 * 24 * 3_600_000;

const MOVEMENT_WORD = {
  succeeded: 'refund.succeeded',
  open: 'dispute.opened',
  won: 'dispute.won',
  lost: 'dispute.lost',
  reversed: 'reversal.made',
  canceled: 'reversal.canceled',
} as const satisfies Record<Movement['state'], string>;

/** The charge's own state. */
export function stateChargeOf(charge: Charge, payerEmail: string | null): Statement {
  const { payment } = charge;
  return {
    type: `payment.${charge.state}`,
    occurred_at_ms: charge.stateAtMs,
    object: payment
      ? {
          id: payment.id,
          payment: payment.id,
          gross: formatGross(payment.gross),
          currency: payment.gross.currency,
          ...(payerEmail === null ? {} : { payer_email: payerEmail }),
        }
      : {},
  };
}

/** A movement's state, as it is or as it was at its beginning. */
export function stateMovementOf(charge: Charge, movement: Movement): Statement {
  const { payment } = charge;
  if (!payment) throw new Error(`The charge ${charge.reference} moves money that never came.`);
  return {
    type: MOVEMENT_WORD[movement.state],
    occurred_at_ms: movement.saidAtMs,
    object: {
      id: movement.id,
      payment: payment.id,
      gross: formatGross(money(movement.grossMinor, payment.gross.currency)),
      currency: payment.gross.currency,
      ...(movement.refundId === null ? {} : { refund_id: movement.refundId }),
      ...(movement.caseId === null ? {} : { case: movement.caseId }),
      ...(movement.kind === 'dispute' ? { due_at_ms: movement.madeAtMs + DISPUTE_DUE_MS } : {}),
    },
  };
}

const BEGINNING = { refund: 'succeeded', dispute: 'open', reversal: 'reversed' } as const;

/** All that there is to say of a charge, in the order in which it happened. */
export function statementsOf(charge: Charge, payerEmail: string | null): readonly Statement[] {
  if (charge.state === 'open') return [];
  const moved = charge.movements.flatMap((movement) => {
    const begun: Movement = {
      ...movement,
      state: BEGINNING[movement.kind],
      saidAtMs: movement.madeAtMs,
    };
    const states = movement.state === begun.state ? [movement] : [begun, movement];
    return states.map((each) => stateMovementOf(charge, each));
  });
  const later = moved.sort((left, right) => left.occurred_at_ms - right.occurred_at_ms);
  return [stateChargeOf(charge, payerEmail), ...later];
}

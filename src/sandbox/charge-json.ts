/** The book's page on one charge, for scripts to compare. */
import { formatGross, type Money, money } from '../domain/money.ts';
import { type Charge, leftMinor, type MovementKind } from './charge.ts';

export function chargeJson(charge: Charge) {
  const { payment } = charge;
  const currency = payment?.gross.currency ?? charge.gross.currency;
  const moved = (kind: MovementKind) =>
    charge.movements
      .filter((movement) => movement.kind === kind)
      .map(({ id, grossMinor, state, refundId }) => ({
        id,
        state,
        ...amountJson(money(grossMinor, currency)),
        ...(refundId === null ? {} : { refund_id: refundId }),
      }));
  return {
    state: charge.state,
    asked: amountJson(charge.gross),
    paid: payment && { id: payment.id, ...amountJson(payment.gross) },
    left: formatGross(money(leftMinor(charge), currency)),
    refunds: moved('refund'),
    disputes: moved('dispute'),
    reversals: moved('reversal'),
  };
}

function amountJson(amount: Money) {
  return { gross: formatGross(amount), currency: amount.currency };
}

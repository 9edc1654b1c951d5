/** What happens at PayPal, and who is told of it. */
import { newPayPalId } from '../paypal/state.ts';
import type { Ipn } from './ipn.ts';
import {
  canceledFields,
  caseFields,
  type Fields,
  paymentFields,
  returnFields,
} from './messages.ts';
import {
  type Case,
  type Checkout,
  cancelReversal,
  giveBack,
  leftOf,
  openCase,
  type Payment,
  pay,
  type Return,
  type State,
  settle,
} from './state.ts';

/** Everything that can be done, by a payer, a merchant in the dashboard or PayPal; each tells of itself. */
export type Deeds = {
  pay(checkout: Checkout, fromBank: boolean): Payment;
  settle(payment: Payment, status: 'Completed' | 'Denied'): void;
  refund(payment: Payment, minor?: bigint): Return;
  reverse(payment: Payment, reason: string, minor?: bigint): Return;
  /** `parent`: what its message names as what it belongs to; the payment, as published, or the reversal. */
  cancelReversal(reversal: Return, parent?: 'payment' | 'reversal'): void;
  openCase(payment: Payment, type: string, reason: string): Case;
  closeCase(opened: Case): void;
  /** A message of this payment with other fields than it has: whatever a script makes up. */
  say(payment: Payment, fields: Fields): void;
};

export function createDeeds(state: State, ipn: Pick<Ipn, 'publish'>): Deeds {
  const tell = ({ checkout }: Payment, fields: Fields) => ipn.publish(fields, checkout.notifyUrl);
  const back = (payment: Payment, kind: Return['kind'], reason: string, minor?: bigint) => {
    const amount = { ...payment.checkout.amount, minor: minor ?? leftOf(payment) };
    const made = giveBack(state, payment, { kind, amount, reason });
    tell(payment, returnFields(made));
    return made;
  };
  return {
    pay(checkout, fromBank) {
      const payment = pay(state, checkout, fromBank);
      tell(payment, paymentFields(payment));
      return payment;
    },
    settle(payment, status) {
      settle(state, payment, status);
      tell(payment, paymentFields(payment));
    },
    refund: (payment, minor) => back(payment, 'Refunded', 'refund', minor),
    reverse: (payment, reason, minor) => back(payment, 'Reversed', reason, minor),
    cancelReversal(reversal, parent = 'payment') {
      cancelReversal(state, reversal);
      const { payment } = reversal;
      const named = parent === 'payment' ? payment.txnId : reversal.txnId;
      tell(payment, canceledFields(reversal, newPayPalId(), named, state.clock()));
    },
    openCase(payment, type, reason) {
      const opened = openCase(state, payment, type, reason);
      tell(payment, caseFields(opened));
      return opened;
    },
    closeCase(opened) {
      opened.closed = true;
      tell(opened.payment, caseFields(opened));
    },
    say: (payment, fields) => tell(payment, { ...paymentFields(payment), ...fields }),
  };
}

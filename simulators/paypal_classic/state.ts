/** What the simulated PayPal knows: forms that payers brought, what they paid, and what went back. */
import { type Book, createBook } from '../book.ts';
import { type Amount, decimal } from '../paypal/amount.ts';
import { newPayPalId } from '../paypal/state.ts';

export type Receiver = { readonly email: string; readonly id: string };

/** A form as a payer has brought it, edited or not. */
export type Checkout = {
  readonly token: string;
  readonly receiver: Receiver;
  readonly amount: Amount;
  readonly quantity: string;
  readonly itemName: string;
  readonly itemNumber: string;
  readonly invoice: string;
  readonly custom: string;
  readonly notifyUrl: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** 2: the browser goes back by a form, with all that is known; else by its address alone. */
  readonly returnMethod: string;
  payment: Payment | undefined;
};

export type Payment = {
  readonly txnId: string;
  readonly checkout: Checkout;
  readonly atMs: number;
  /** Whether it comes from a bank account, which takes days. */
  readonly fromBank: boolean;
  status: 'Completed' | 'Pending' | 'Denied';
  readonly returned: Return[];
  readonly cases: Case[];
};

export type Return = {
  readonly txnId: string;
  readonly kind: 'Refunded' | 'Reversed';
  readonly payment: Payment;
  readonly amount: Amount;
  readonly reason: string;
  readonly atMs: number;
  /** A reversal that was taken back. */
  canceled: boolean;
};

export type Case = {
  readonly id: string;
  readonly payment: Payment;
  readonly type: string;
  readonly reason: string;
  readonly openedAtMs: number;
  closed: boolean;
};

export type State = {
  readonly checkouts: Checkout[];
  readonly book: Book;
  clock(): number;
  shiftClock(ms: number): void;
};

export function createState(): State {
  let shiftMs = 0;
  return {
    checkouts: [],
    book: createBook(),
    clock: () => Date.now() + shiftMs,
    shiftClock(ms) {
      shiftMs = ms;
    },
  };
}

/** The form of that token, or the newest that names the payment so. */
export function findCheckout(state: State, name: unknown): Checkout | undefined {
  return state.checkouts.findLast(({ token, invoice, custom }) =>
    [token, invoice, custom].includes(String(name)),
  );
}

/** A payment as it would be made of the form now; nobody has paid it. */
export function paymentOf(checkout: Checkout, atMs: number, fromBank = false): Payment {
  return {
    ...{ txnId: newPayPalId(), checkout, atMs, fromBank, returned: [], cases: [] },
    status: fromBank ? 'Pending' : 'Completed',
  };
}

export function pay(state: State, checkout: Checkout, fromBank: boolean): Payment {
  const payment = paymentOf(checkout, state.clock(), fromBank);
  checkout.payment = payment;
  if (!fromBank) record(state, payment, 'collected', payment.txnId, checkout.amount);
  return payment;
}

/** Money from a bank account has come, or does not come. */
export function settle(state: State, payment: Payment, status: 'Completed' | 'Denied'): void {
  payment.status = status;
  if (status === 'Denied') return;
  record(state, payment, 'collected', payment.txnId, payment.checkout.amount);
}

/** What the merchant still has of it. */
export function leftOf({ checkout, returned }: Payment): bigint {
  return returned
    .filter(({ canceled }) => !canceled)
    .reduce((left, { amount }) => left - amount.minor, checkout.amount.minor);
}

export function giveBack(
  state: State,
  payment: Payment,
  wish: Pick<Return, 'kind' | 'amount' | 'reason'>,
): Return {
  const made = { ...wish, payment, txnId: newPayPalId(), atMs: state.clock(), canceled: false };
  payment.returned.push(made);
  const kind = wish.kind === 'Refunded' ? 'refunded' : 'reversed';
  record(state, payment, kind, made.txnId, wish.amount);
  return made;
}

/** The newest reversal that stands. */
export function standingReversal({ returned }: Payment): Return | undefined {
  return returned.findLast(({ kind, canceled }) => kind === 'Reversed' && !canceled);
}

export function cancelReversal(state: State, reversal: Return): void {
  reversal.canceled = true;
  record(state, reversal.payment, 'reversal canceled', reversal.txnId, reversal.amount);
}

export function openCase(state: State, payment: Payment, type: string, reason: string): Case {
  const part = () => String(Math.floor(Math.random() * 900) + 100);
  const id = `PP-${part()}-${part()}-${part()}`;
  const opened = { id, payment, type, reason, openedAtMs: state.clock(), closed: false };
  payment.cases.push(opened);
  record(state, payment, 'dispute', id, payment.checkout.amount);
  return opened;
}

function record(
  state: State,
  { checkout }: Payment,
  kind: Parameters<Book['record']>[0]['kind'],
  id: string,
  amount: Amount,
): void {
  const reference = checkout.custom || checkout.invoice;
  state.book.record({ kind, id, reference, gross: decimal(amount), currency: amount.currency });
}

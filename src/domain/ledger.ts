/**
 * The books. Every money fact is a transfer between two accounts, so the books balance by
 * construction. What ought to be booked is read off the payment as a whole, and a change books the
 * difference: so the order and the repetition of news cannot change a balance, and nothing that was
 * booked is ever changed.
 */
import type { Currency } from './money.ts';
import { type Attempt, hasMoney, type Payment, receivedMoney } from './payment.ts';
import { lostMinor } from './remaining.ts';

/** An account exists for each app, channel account and currency. */
export const LEDGER_ACCOUNTS = [
  /** What the channel owes the merchant. */
  'receivable',
  /** What the merchant has earned. */
  'payable',
  /** What the channel keeps for its work. */
  'fees',
  /** What was paid back. */
  'refunded',
  /** What payers took back, by a dispute or a reversal. */
  'disputed',
  /** Money whose owner is not settled: in review, or paid twice. */
  'suspense',
] as const;

export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

type Posting = { readonly debit: LedgerAccount; readonly credit: LedgerAccount };

/** What money can do, and which two accounts that moves between. */
const POSTING = {
  collected: { debit: 'receivable', credit: 'payable' },
  held: { debit: 'receivable', credit: 'suspense' },
  fee: { debit: 'fees', credit: 'receivable' },
  refunded: { debit: 'refunded', credit: 'receivable' },
  refunded_held: { debit: 'suspense', credit: 'receivable' },
  lost: { debit: 'disputed', credit: 'receivable' },
  lost_held: { debit: 'suspense', credit: 'receivable' },
} as const satisfies Record<string, Posting>;

export type TransferKind = keyof typeof POSTING;

export type Transfer = Posting & {
  readonly attemptId: string;
  readonly accountId: string;
  readonly kind: TransferKind;
  /** More than zero; a sum that shrinks is booked the other way round. */
  readonly minor: bigint;
  readonly currency: Currency;
};

/** The transfers that make the books of `before` those of `after`. */
export function transfersBetween(before: Payment, after: Payment): readonly Transfer[] {
  return after.attempts.flatMap((attempt) => {
    const booked = sumsOf(before, attempt.id);
    const due = sumsOf(after, attempt.id);
    return (Object.keys(POSTING) as TransferKind[]).flatMap((kind) => {
      const difference = due[kind] - booked[kind];
      return difference === 0n ? [] : [transfer(after, attempt, kind, difference)];
    });
  });
}

function transfer(
  payment: Payment,
  attempt: Attempt,
  kind: TransferKind,
  difference: bigint,
): Transfer {
  const { debit, credit } = POSTING[kind];
  const forward = difference > 0n;
  return {
    attemptId: attempt.id,
    accountId: attempt.accountId,
    kind,
    debit: forward ? debit : credit,
    credit: forward ? credit : debit,
    minor: forward ? difference : -difference,
    currency: receivedMoney(payment, attempt).currency,
  };
}

type Sums = Readonly<Record<TransferKind, bigint>>;

const NOTHING: Sums = {
  collected: 0n,
  held: 0n,
  fee: 0n,
  refunded: 0n,
  refunded_held: 0n,
  lost: 0n,
  lost_held: 0n,
};

/** What ought to stand in the books for one attempt. */
function sumsOf(payment: Payment, attemptId: string): Sums {
  const attempt = payment.attempts.find((each) => each.id === attemptId);
  if (!attempt || !hasMoney(attempt)) return NOTHING;
  const own = attempt.state === 'paid' && !attempt.duplicate && !payment.duplicate;
  const received = receivedMoney(payment, attempt).minor;
  const refunded = payment.refunds
    .filter((refund) => refund.attemptId === attemptId && refund.state === 'succeeded')
    .reduce((sum, refund) => sum + refund.grossMinor, 0n);
  const lost = lostMinor(payment, attempt);
  const fee = attempt.feeMinor ?? 0n;
  return own
    ? { ...NOTHING, collected: received, fee, refunded, lost }
    : { ...NOTHING, held: received, fee, refunded_held: refunded, lost_held: lost };
}

export type Balance = { readonly account: LedgerAccount; readonly minor: bigint };

/** Debits less credits, account by account; together they are always zero. */
export function balancesOf(transfers: readonly Transfer[]): readonly Balance[] {
  return LEDGER_ACCOUNTS.map((account) => ({
    account,
    minor: transfers.reduce(
      (sum, each) =>
        sum +
        (each.debit === account ? each.minor : 0n) -
        (each.credit === account ? each.minor : 0n),
      0n,
    ),
  }));
}

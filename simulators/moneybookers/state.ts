/** What the simulated Skrill knows: its merchant's account, sessions, transactions and refunds. */
import { randomBytes, randomInt } from 'node:crypto';
import { type Book, createBook } from '../book.ts';
import { type Amount, convert, decimal } from './amount.ts';

export type Account = {
  readonly payToEmail: string;
  readonly merchantId: string;
  readonly secretWord: string;
  readonly apiPassword: string;
  /** The account's own currency: what comes in another is converted. */
  currency: string;
  /** What the account has asked Skrill for. */
  sha2: boolean;
  md5: boolean;
  failedReasons: boolean;
};

/** What was asked of a payer, by whoever opened the session: Skrill asks nobody for a secret there. */
export type Session = {
  readonly sid: string;
  readonly transactionId: string;
  readonly amount: Amount;
  readonly statusUrls: readonly string[];
  readonly returnUrl: string;
  readonly cancelUrl: string;
  readonly details: readonly string[];
  readonly merchantFields: Readonly<Record<string, string>>;
  createdAtMs: number;
};

export type Status = '2' | '0' | '-1' | '-2' | '-3';

export type Transaction = {
  readonly id: string;
  readonly session: Session;
  readonly amount: Amount;
  /** What the account has received. */
  readonly received: Amount;
  /** Another account of the same merchant's, where a script wants the money to go there. */
  readonly merchantId: string;
  status: Status;
  failedReason: string | undefined;
  readonly refunds: Refund[];
};

export type Refund = {
  readonly id: string;
  readonly of: Transaction;
  readonly amount: Amount;
  readonly statusUrl: string | undefined;
  readonly merchantFields: Readonly<Record<string, string>>;
  status: '2' | '0' | '-2';
};

/** A refund that has been named and not made. */
export type RefundSession = Omit<Refund, 'id' | 'status' | 'amount'> & {
  readonly amount: Amount | undefined;
};

export type State = {
  readonly account: Account;
  readonly sessions: Map<string, Session>;
  readonly transactions: Transaction[];
  readonly refundSessions: Map<string, RefundSession>;
  /** How the next refunds turn out, when a script wants them to be unusual. */
  readonly refundTwists: Refund['status'][];
  readonly book: Book;
};

export function createState(): State {
  return {
    account: {
      payToEmail: 'merchant@skrill-simulator.example',
      merchantId: String(randomInt(100_000, 999_999)),
      secretWord: randomBytes(5).toString('hex'),
      apiPassword: randomBytes(12).toString('base64url'),
      currency: 'EUR',
      sha2: false,
      md5: true,
      failedReasons: true,
    },
    sessions: new Map(),
    transactions: [],
    refundSessions: new Map(),
    refundTwists: [],
    book: createBook(),
  };
}

let lastId = 2_451_000_000 + randomInt(1_000_000);

/** Skrill counts its transactions. */
function newId(): string {
  lastId += 1;
  return String(lastId);
}

export function newSid(): string {
  return randomBytes(16).toString('hex');
}

export type PayWish = {
  readonly status: Status;
  readonly failedReason?: string;
  readonly merchantId?: string;
};

/** The payer has pressed a button of the payment page. */
export function pay(state: State, session: Session, wish: PayWish): Transaction {
  const made: Transaction = {
    id: newId(),
    session,
    amount: session.amount,
    received: convert(session.amount, state.account.currency),
    merchantId: wish.merchantId ?? state.account.merchantId,
    status: wish.status,
    failedReason: wish.failedReason,
    refunds: [],
  };
  state.transactions.push(made);
  if (made.status === '2') record(state, made, 'collected', made.id, made.amount);
  return made;
}

/** A transaction goes on: it has come, has not, or was charged back. */
export function setStatus(state: State, transaction: Transaction, status: Status): void {
  transaction.status = status;
  const { id, amount } = transaction;
  if (status === '2') record(state, transaction, 'collected', id, amount);
  if (status === '-3') record(state, transaction, 'reversed', id, amount);
}

function record(
  state: State,
  { session }: Transaction,
  kind: 'collected' | 'reversed' | 'refunded' | 'refund failed',
  id: string,
  amount: Amount,
): void {
  const reference = session.transactionId;
  state.book.record({ kind, id, reference, gross: decimal(amount), currency: amount.currency });
}

/** What is left of what the account received. */
export function leftOf({ received, refunds }: Transaction): Amount {
  const minor = refunds
    .filter(({ status }) => status !== '-2')
    .reduce((left, { amount }) => left - amount.minor, received.minor);
  return { ...received, minor };
}

/** Gives money back; undefined when there is not so much left. */
export function refund(state: State, named: RefundSession): Refund | undefined {
  const left = leftOf(named.of);
  const amount = named.amount ?? left;
  if (amount.minor > left.minor || left.minor === 0n) return undefined;
  const status = state.refundTwists.shift() ?? '2';
  const made: Refund = { ...named, amount, id: newId(), status };
  named.of.refunds.push(made);
  if (status === '2') record(state, made.of, 'refunded', made.id, amount);
  return made;
}

/** A refund that was on its way, or was thought done, ends. */
export function endRefund(state: State, made: Refund, status: '2' | '-2'): void {
  made.status = status;
  record(state, made.of, status === '2' ? 'refunded' : 'refund failed', made.id, made.amount);
}

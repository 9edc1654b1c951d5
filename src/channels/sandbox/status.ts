/** What the bank states of a charge, in a notice or when asked, as facts. */
import type { About, Fact } from '../../domain/channel.ts';
import { type Money, parseCurrency, parseGross } from '../../domain/money.ts';

/** One thing stated: what happened, when, and to what. */
export type Statement = {
  readonly type: string;
  readonly occurredAtMs: number;
  readonly object: Readonly<Record<string, unknown>>;
};

/** A statement from parsed JSON; undefined when it is none. */
export function readStatement(json: unknown): Statement | undefined {
  if (!isRecord(json)) return undefined;
  const { type, occurred_at_ms: occurredAtMs, object = {} } = json;
  if (typeof type !== 'string' || !isRecord(object)) return undefined;
  if (typeof occurredAtMs !== 'number' || !Number.isSafeInteger(occurredAtMs)) return undefined;
  return { type, occurredAtMs, object };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Moved = { readonly id: string; readonly gross: Money };
type Member = (name: string) => unknown;
type Read = (about: About, moved: Moved | undefined, member: Member) => Fact | undefined;

const progress =
  (kind: 'pending' | 'failed' | 'canceled'): Read =>
  (about) => ({ ...about, kind });

const dispute =
  (outcome: 'open' | 'won' | 'lost'): Read =>
  (about, moved, member) => {
    if (!moved) return undefined;
    const dueAtMs = member('due_at_ms');
    const due = typeof dueAtMs === 'number' ? { dueAtMs } : {};
    return {
      ...about,
      kind: 'dispute',
      channelDispute: moved.id,
      ...due,
      outcome,
      gross: moved.gross,
    };
  };

const reversal =
  (outcome: 'reversed' | 'canceled'): Read =>
  (about, moved, member) => {
    const channelDispute = member('case');
    if (!moved || typeof channelDispute !== 'string') return undefined;
    const { id, gross } = moved;
    return { ...about, kind: 'reversal', channelReversal: id, channelDispute, gross, outcome };
  };

const paid: Read = (about, moved, member) => {
  if (!moved) return undefined;
  const payerEmail = member('payer_email');
  const payer = typeof payerEmail === 'string' ? { payerEmail } : {};
  return { ...about, kind: 'paid', gross: moved.gross, channelTransaction: moved.id, ...payer };
};

const refund: Read = (about, moved, member) => {
  if (!moved) return undefined;
  const refundId = member('refund_id');
  const ours = typeof refundId === 'string' ? { refundId } : {};
  const { id, gross } = moved;
  return { ...about, kind: 'refund', channelRefund: id, gross, outcome: 'succeeded', ...ours };
};

/** Every word of the bank that we know. */
const READ: ReadonlyMap<string, Read> = new Map([
  ['payment.paid', paid],
  ['payment.pending', progress('pending')],
  ['payment.declined', progress('failed')],
  ['payment.canceled', progress('canceled')],
  ['refund.succeeded', refund],
  ['dispute.opened', dispute('open')],
  ['dispute.won', dispute('won')],
  ['dispute.lost', dispute('lost')],
  ['reversal.made', reversal('reversed')],
  ['reversal.canceled', reversal('canceled')],
]);

/** The fact that a statement about one of our attempts is; `unknown` for a word that we do not know. */
export function factOf(reference: string, statement: Statement): Fact {
  const { type, occurredAtMs, object } = statement;
  const { payment } = object;
  const subject =
    typeof payment === 'string' ? { reference, channelTransaction: payment } : { reference };
  const about = { subject, occurredAtMs };
  const fact = READ.get(type)?.(about, movedBy(object), (name) => object[name]);
  return fact ?? { ...about, kind: 'unknown', word: type };
}

function movedBy({ id, gross, currency: code }: Statement['object']): Moved | undefined {
  if (typeof id !== 'string' || typeof gross !== 'string' || typeof code !== 'string') {
    return undefined;
  }
  const currency = parseCurrency(code);
  const amount = currency && parseGross(gross, currency);
  return amount && id !== '' ? { id, gross: amount } : undefined;
}

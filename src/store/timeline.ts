/**
 * What happened to a payment, as one story: who said what, what came of it, and what the merchant was
 * told. For people in the first place: each entry has a sentence.
 */
import { sql } from 'kysely';
import type { EventStatus } from '../domain/event.ts';
import { idTimeMs } from '../domain/id-time.ts';
import { formatGross, type Money, money } from '../domain/money.ts';
import { attemptCurrency, type Payment } from '../domain/payment.ts';
import type { Db } from './database.ts';
import { moneyFromRow } from './payment-row.ts';
import { callEntries } from './timeline-calls.ts';
import type { Dated, EntryKind, TimelineEntry } from './timeline-entry.ts';

/** Within one millisecond, causes come before what they cause. */
const CAUSAL_ORDER: readonly EntryKind[] = [
  'payment_opened',
  'attempt_started',
  'channel_call',
  'notice',
  'refund',
  'dispute',
  'reversal',
  'event',
  'callback_send',
];

/** The story of a payment, from its beginning on. */
export async function readTimeline(db: Db, payment: Payment): Promise<readonly TimelineEntry[]> {
  const entries: Dated[] = [
    ...ownEntries(payment),
    ...(await callEntries(db, payment)),
    ...(await noticeEntries(db, payment)),
    ...(await eventEntries(db, payment)),
    ...(await sendEntries(db, payment)),
  ];
  const rank = (entry: Dated) => CAUSAL_ORDER.indexOf(entry.kind);
  return entries
    .toSorted((left, right) => left.atMs - right.atMs || rank(left) - rank(right))
    .map(({ atMs, ...entry }) => ({ at: new Date(atMs).toISOString(), ...entry }));
}

/**
 * The time in an id is of the clock of the process that decided; the database's own clock, which stamps
 * some rows, may be a little off, and would put an effect before its cause.
 */
function bornMs(id: string, otherwiseMs: number): number {
  return idTimeMs(id) ?? otherwiseMs;
}

function ownEntries(payment: Payment): Dated[] {
  const amount = (of: { attemptId: string; grossMinor: bigint | null }) =>
    of.grossMinor === null
      ? 'an amount that the channel did not state'
      : inWords(money(of.grossMinor, attemptCurrency(payment, of.attemptId)));
  return [
    {
      atMs: bornMs(payment.id, payment.createdAtMs),
      kind: 'payment_opened',
      text: `Opened for order ${payment.orderId}: ${inWords(payment.gross)}.`,
    },
    ...payment.attempts.map(
      (attempt): Dated => ({
        atMs: bornMs(attempt.id, attempt.createdAtMs),
        kind: 'attempt_started',
        text: `The shopper chose ${attempt.channel}.`,
        attempt: attempt.id,
        channel: attempt.channel,
        test: attempt.test,
      }),
    ),
    ...payment.refunds.map(
      (refund): Dated => ({
        atMs: refund.createdAtMs,
        kind: 'refund',
        text: `Refund of ${amount(refund)} ${refund.origin === 'operator' ? 'asked for by us' : 'made at the channel'}; now ${refund.state}.`,
        refund: refund.id,
        state: refund.state,
        reason: refund.reason,
      }),
    ),
    ...payment.disputes.map(
      (dispute): Dated => ({
        atMs: dispute.createdAtMs,
        kind: 'dispute',
        text: `Dispute of ${amount(dispute)}; now ${dispute.state}.`,
        dispute: dispute.id,
        state: dispute.state,
        reason: dispute.reason,
      }),
    ),
    ...payment.reversals.map(
      (reversal): Dated => ({
        atMs: reversal.createdAtMs,
        kind: 'reversal',
        text: `Reversal of ${amount(reversal)}; now ${reversal.state}.`,
        reversal: reversal.id,
        state: reversal.state,
        reason: reversal.reason,
      }),
    ),
  ];
}

type NoticeRow = {
  id: string;
  account_id: string;
  source: string;
  effect: string;
  facts: unknown;
  transcript: string;
  received_at: Date;
};

/** Those that were applied to it, and those that wait for it or were turned away from it. */
async function noticeEntries(db: Db, payment: Payment): Promise<Dated[]> {
  const { rows } = await sql<NoticeRow>`
    select n.id, n.account_id, n.source, n.effect, n.facts, n.transcript, n.received_at
    from notices n where n.payment_id = ${payment.id}
    union
    select n.id, n.account_id, n.source, n.effect, n.facts, n.transcript, n.received_at
    from attempts a join notices n on n.account_id = a.account_id and n.effect = 'parked'
      and (n.reference in (a.id, a.channel_reference)
        or n.channel_transaction = a.channel_transaction)
    where a.payment_id = ${payment.id}
    union
    select n.id, n.account_id, n.source, n.effect, n.facts, n.transcript, n.received_at
    from attempts a join notices n on n.account_id = a.account_id and n.effect = 'rejected'
      and n.reference = a.id
    where a.payment_id = ${payment.id}
    order by received_at, id`.execute(db);
  return rows.map((row) => noticeEntry(payment, row));
}

const WHO: Readonly<Record<string, string>> = {
  notice: 'told us',
  call: 'answered our call',
  query: 'answered our question',
  operator: 'was spoken for by an operator',
};

const EFFECT: Readonly<Record<string, string>> = {
  applied: 'applied',
  none: 'changed nothing',
  parked: 'kept until what it tells of has begun',
  rejected: 'not counted: that money is counted elsewhere',
};

function noticeEntry(payment: Payment, row: NoticeRow): Dated {
  const facts = readFacts(row.facts);
  const news = facts.map((fact) => Object.values(fact).join(' ')).join(', ') || 'nothing we know';
  const channel =
    payment.attempts.find((attempt) => attempt.accountId === row.account_id)?.channel ??
    row.account_id;
  return {
    atMs: row.received_at.getTime(),
    kind: 'notice',
    text: `${channel} ${WHO[row.source] ?? row.source}: ${news}; ${EFFECT[row.effect] ?? row.effect}.`,
    notice: row.id,
    channel,
    source: row.source,
    effect: row.effect,
    facts,
    transcript: row.transcript,
  };
}

function readFacts(json: unknown): readonly { kind: string; outcome?: string }[] {
  if (!Array.isArray(json)) return [];
  return json.map((fact: { kind?: unknown; outcome?: unknown }) => ({
    kind: String(fact.kind),
    ...(typeof fact.outcome === 'string' ? { outcome: fact.outcome } : {}),
  }));
}

const MEANING: Readonly<Record<EventStatus, string>> = {
  SUCCESS: 'paid',
  IN_CASE: 'a dispute was opened',
  CANCEL_REVERSAL: 'the money is the merchant’s again',
  APP_REVERSE: 'the payer took the money back',
  REFUND: 'refunded',
};

async function eventEntries(db: Db, payment: Payment): Promise<Dated[]> {
  const rows = await db
    .selectFrom('events')
    .select(['id', 'trans_id', 'status', 'gross_minor', 'currency', 'channel', 'created_at'])
    .where('payment_id', '=', payment.id)
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const gross = moneyFromRow(row.gross_minor, row.currency);
    const meaning = MEANING[row.status as EventStatus];
    return {
      atMs: bornMs(row.id, row.created_at.getTime()),
      kind: 'event',
      text: `${row.status} ${inWords(gross)} to be told to the merchant: ${meaning}.`,
      event: row.id,
      trans_id: row.trans_id,
      status: row.status,
      gross: formatGross(gross),
      currency: row.currency,
      channel: row.channel,
    };
  });
}

async function sendEntries(db: Db, payment: Payment): Promise<Dated[]> {
  const rows = await db
    .selectFrom('callback_sends as s')
    .innerJoin('callbacks as c', 'c.id', 's.callback_id')
    .innerJoin('events as e', (join) =>
      join.onRef('e.payment_id', '=', 'c.payment_id').onRef('e.id', '=', 'c.event_id'),
    )
    .selectAll('s')
    .select('e.status')
    .where('c.payment_id', '=', payment.id)
    .orderBy('s.callback_id')
    .orderBy('s.number')
    .execute();
  return rows.map((row) => ({
    atMs: row.sent_at.getTime(),
    kind: 'callback_send',
    text: `Callback ${row.status}, send ${row.number}: ${row.outcome}${row.status_code === null ? '' : ` (${row.status_code})`}${row.why === null ? '' : `, ${row.why}`}.`,
    callback: row.callback_id,
    number: row.number,
    url: row.url,
    address: row.address,
    outcome: row.outcome,
    status_code: row.status_code,
    reply: row.reply && readableText(row.reply),
    why: row.why,
    latency_ms: row.latency_ms,
  }));
}

const REPLY_SHOWN_BYTES = 1_024;

/** A stranger's bytes as text that neither a terminal nor a page takes for a command. */
function readableText(bytes: Buffer): string {
  return bytes
    .subarray(0, REPLY_SHOWN_BYTES)
    .toString('utf8')
    .replace(/[^\P{C}\n\t]/gu, '\ufffd');
}

function inWords(gross: Money): string {
  return `${formatGross(gross)} ${gross.currency}`;
}

/** What channels, and people, have said of a payment. */
import { sql } from 'kysely';
import type { Payment } from '../domain/payment.ts';
import type { Db } from './database.ts';
import type { Dated, SaidBy } from './timeline-entry.ts';

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
export async function noticeEntries(db: Db, payment: Payment): Promise<Dated[]> {
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
};

const EFFECT: Readonly<Record<string, string>> = {
  applied: 'applied',
  none: 'changed nothing',
  parked: 'kept until what it tells of has begun',
  rejected: 'not counted: that money is counted elsewhere',
};

function noticeEntry(payment: Payment, row: NoticeRow): Dated {
  const facts = readFacts(row.facts);
  const channel =
    payment.attempts.find((attempt) => attempt.accountId === row.account_id)?.channel ??
    row.account_id;
  return {
    atMs: row.received_at.getTime(),
    kind: 'notice',
    said_by: row.source as SaidBy,
    text: sentence(channel, row, facts),
    notice: row.id,
    channel,
    source: row.source,
    effect: row.effect,
    facts: facts.map(({ kind, outcome }) => ({ kind, ...(outcome && { outcome }) })),
    transcript: row.transcript,
  };
}

type ReadFact = {
  readonly kind: string;
  readonly outcome?: string;
  readonly decision?: string;
  readonly by?: string;
  readonly reason?: string;
};

function sentence(channel: string, row: NoticeRow, facts: readonly ReadFact[]): string {
  const effect = EFFECT[row.effect] ?? row.effect;
  const [word] = facts;
  if (row.source === 'operator' && word) {
    const why = word.reason === undefined ? '' : `: ${word.reason}`;
    return `${word.by} ${word.decision} what came by ${channel}${why}; ${effect}.`;
  }
  const news =
    facts.map(({ kind, outcome }) => [kind, outcome].join(' ').trim()).join(', ') ||
    'nothing we know';
  return `${channel} ${WHO[row.source] ?? row.source}: ${news}; ${effect}.`;
}

const READ = ['outcome', 'decision', 'by', 'reason'] as const;

function readFacts(json: unknown): readonly ReadFact[] {
  if (!Array.isArray(json)) return [];
  return json.map((fact: Readonly<Record<string, unknown>>) => ({
    kind: String(fact.kind),
    ...Object.fromEntries(
      READ.flatMap((name) => (typeof fact[name] === 'string' ? [[name, fact[name]]] : [])),
    ),
  }));
}

/** Disputes: open ones by their deadline, others newest first. */
import { type RawBuilder, sql } from 'kysely';
import { formatGross } from '../domain/money.ts';
import type { DisputeState } from '../domain/payment.ts';
import type { Db } from './database.ts';
import {
  type AppScope,
  type Page,
  type PageQuery,
  pageOf,
  readLimit,
  readPage,
} from './list-query.ts';
import { cursorAt, wrongCursor } from './page.ts';
import { moneyFromRow } from './payment-row.ts';

export type DisputeFilter = { readonly apps: AppScope; readonly state?: DisputeState };

export type DisputeLine = {
  readonly id: string;
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly attempt: string;
  readonly channel: string;
  readonly channel_dispute: string;
  /** Null while the channel has not stated it: all that was paid. */
  readonly gross: string | null;
  readonly currency: string;
  readonly state: DisputeState;
  readonly reason: string | null;
  readonly due_at: string | null;
  readonly payer_email: string | null;
  readonly test: boolean;
  readonly created_at: string;
};

/** A page of disputes. Throws a Refusal INVALID_PARAMETER for a cursor or limit that is none. */
export function searchDisputes(
  db: Db,
  filter: DisputeFilter,
  query: PageQuery,
): Promise<Page<DisputeLine>> {
  return filter.state === 'open' ? byDeadline(db, filter, query) : newestFirst(db, filter, query);
}

/** One dispute; undefined when there is none. */
export async function findDispute(db: Db, id: string): Promise<DisputeLine | undefined> {
  const { rows } = await sql<DisputeRow>`${SELECT} where d.id = ${id}`.execute(db);
  return rows[0] && disputeLine(rows[0]);
}

async function newestFirst(
  db: Db,
  { apps, state }: DisputeFilter,
  query: PageQuery,
): Promise<Page<DisputeLine>> {
  const { limit, before = '~' } = readPage(query);
  const all = [sql`d.id < ${before}`, seen(apps)];
  if (state !== undefined) all.push(sql`d.state = ${state}`);
  const { rows } = await sql<DisputeRow>`
    ${SELECT} where ${sql.join(all, sql` and `)} order by d.id desc limit ${limit + 1}`.execute(db);
  return pageOf(rows.map(disputeLine), limit);
}

/** Those without a deadline come last: as if theirs were at the end of time. */
async function byDeadline(
  db: Db,
  { apps }: DisputeFilter,
  query: PageQuery,
): Promise<Page<DisputeLine>> {
  const limit = readLimit(query);
  const after = query.cursor === undefined ? undefined : readDeadline(query.cursor);
  const further = after
    ? sql`(coalesce(d.due_at, 'infinity'), d.id) > (${after.dueAt}::timestamptz, ${after.id})`
    : sql`true`;
  const { rows } = await sql<DisputeRow>`
    ${SELECT} where d.state = 'open' and ${seen(apps)} and ${further}
    order by coalesce(d.due_at, 'infinity'), d.id limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit).map(disputeLine);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last ? cursorAt(`${last.due_at ?? 'infinity'} ${last.id}`) : null;
  return { rows: shown, next };
}

const DEADLINE = /^(infinity|\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-z]{32})$/;

function readDeadline(cursor: string): { dueAt: string; id: string } {
  const [, dueAt, id] = DEADLINE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (dueAt === undefined || id === undefined) throw wrongCursor();
  return { dueAt, id };
}

function seen(apps: AppScope): RawBuilder<unknown> {
  return apps === null ? sql`true` : sql`d.app_id = any(${[...apps]}::text[])`;
}

const SELECT = sql`select d.id, d.payment_id as trans_id, d.app_id, p.order_id, d.attempt_id as attempt,
    a.channel, d.channel_dispute, d.gross_minor, coalesce(a.received_currency, p.currency) as currency,
    d.state, d.reason, d.due_at, p.payer_email, a.test, d.created_at
  from disputes d join attempts a on a.id = d.attempt_id join payments p on p.id = d.payment_id`;

type DisputeRow = Omit<DisputeLine, 'gross' | 'due_at' | 'created_at'> & {
  readonly gross_minor: bigint | null;
  readonly due_at: Date | null;
  readonly created_at: Date;
};

function disputeLine({ gross_minor, due_at, created_at, ...row }: DisputeRow): DisputeLine {
  return {
    ...row,
    gross: gross_minor === null ? null : formatGross(moneyFromRow(gross_minor, row.currency)),
    due_at: due_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
  };
}

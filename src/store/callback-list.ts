/** Callbacks by filters, newest first. */
import { type RawBuilder, sql } from 'kysely';
import type { EventStatus } from '../domain/event.ts';
import { formatGross } from '../domain/money.ts';
import type { Db } from './database.ts';
import { type AppScope, type PageQuery, type Period, readPage } from './list-query.ts';
import { moneyFromRow } from './payment-row.ts';
import { appsIn, type IdSpan, idsWithin, type SearchedPage, searchPage } from './search-down.ts';

export type CallbackState = 'waiting' | 'acknowledged' | 'failed';

export type CallbackFilter = Period & {
  readonly apps: AppScope;
  readonly state?: CallbackState;
  /** Scheme, host and port. */
  readonly endpoint?: string;
  readonly orderId?: string;
  /** The payment's, or one that it was told under. */
  readonly transId?: string;
};

export type CallbackLine = {
  readonly id: string;
  readonly event_id: string;
  /** The trans_id of the payment itself. */
  readonly payment: string;
  /** As the merchant is told. */
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  /** Play money. */
  readonly test: boolean;
  readonly status: EventStatus;
  readonly gross: string;
  readonly currency: string;
  readonly url: string;
  readonly state: CallbackState;
  readonly sends: number;
  /** How many there may be in all before it has failed. */
  readonly sends_max: number;
  readonly last_error: string | null;
  readonly created_at: string;
  readonly next_at: string | null;
  readonly ended_at: string | null;
};

/** A page of callbacks. Throws a Refusal INVALID_PARAMETER for a cursor or limit that is none. */
export async function searchCallbacks(
  db: Db,
  filter: CallbackFilter,
  query: PageQuery,
): Promise<SearchedPage<CallbackLine>> {
  const { limit, before } = readPage(query);
  const { apps } = filter;
  const within = idsWithin(filter, before);
  const read = (span: IdSpan, most: number) => readSpan(db, filter, span, most);
  return searchPage(db, { table: 'callbacks', apps, within, read }, limit, isIndexed(filter));
}

/** All callbacks of a payment, in the order in which they are told. */
export async function callbacksOfPayment(
  db: Db,
  paymentId: string,
): Promise<readonly CallbackLine[]> {
  const { rows } = await sql<CallbackRow>`
    select ${CALLBACK_COLUMNS} from callbacks c join events e on e.id = c.event_id
    where c.payment_id = ${paymentId} order by c.turn`.execute(db);
  return rows.map(callbackLine);
}

/** One callback; undefined when there is none. */
export async function findCallback(db: Db, id: string): Promise<CallbackLine | undefined> {
  const { rows } = await sql<CallbackRow>`
    select ${CALLBACK_COLUMNS} from callbacks c join events e on e.id = c.event_id
    where c.id = ${id}`.execute(db);
  return rows[0] && callbackLine(rows[0]);
}

/** The states of those of the callbacks that exist, by id. */
export async function findCallbackStates(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { state: CallbackState; appId: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('callbacks')
    .select(['id', 'state', 'app_id'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, { state: row.state, appId: row.app_id }]));
}

const CALLBACK_COLUMNS = sql`c.id, c.event_id, c.payment_id as payment, e.trans_id, c.app_id, c.order_id,
  e.status, e.gross_minor, e.currency, c.url, c.state, c.sends,
  (select p.test from payments p where p.id = c.payment_id) as test,
  c.sends_before + cardinality(c.delays_seconds) + 1 as sends_max, c.last_error, c.created_at,
  case when c.state = 'waiting' then c.next_at end as next_at, c.ended_at`;

type CallbackRow = Omit<CallbackLine, 'gross' | 'created_at' | 'next_at' | 'ended_at'> & {
  readonly gross_minor: bigint;
  readonly created_at: Date;
  readonly next_at: Date | null;
  readonly ended_at: Date | null;
};

function callbackLine(row: CallbackRow): CallbackLine {
  const { gross_minor, created_at, next_at, ended_at, ...rest } = row;
  return {
    ...rest,
    gross: formatGross(moneyFromRow(gross_minor, row.currency)),
    created_at: created_at.toISOString(),
    next_at: next_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
  };
}

/** Failed ones have an index, acknowledged ones are everywhere; others may be far between. */
function isIndexed({ state, endpoint, orderId, transId }: CallbackFilter): boolean {
  if (orderId !== undefined || transId !== undefined || state === 'failed') return true;
  return state !== 'waiting' && endpoint === undefined;
}

async function readSpan(
  db: Db,
  filter: CallbackFilter,
  span: IdSpan,
  limit: number,
): Promise<readonly CallbackLine[]> {
  const { rows } = await sql<CallbackRow>`
    select ${CALLBACK_COLUMNS} from ${matching(filter, span, limit)} c
    join events e on e.id = c.event_id order by c.id desc`.execute(db);
  return rows.map(callbackLine);
}

function matching(filter: CallbackFilter, span: IdSpan, limit: number): RawBuilder<unknown> {
  const { apps, state, orderId, transId } = filter;
  const byApp = apps !== null || state === 'failed';
  if (!byApp || orderId !== undefined || transId !== undefined) {
    return sql`(select c.* from callbacks c where ${conditions(filter, span)} and ${seen(apps)}
      order by c.id desc limit ${limit})`;
  }
  return sql`(select m.* from ${appsIn(apps)} a cross join lateral (
      select c.* from callbacks c where c.app_id = a.app_id and ${conditions(filter, span)}
      order by c.id desc limit ${limit}) m
    order by m.id desc limit ${limit})`;
}

function seen(apps: AppScope): RawBuilder<unknown> {
  return apps === null ? sql`true` : sql`c.app_id = any(${[...apps]}::text[])`;
}

function conditions(filter: CallbackFilter, span: IdSpan): RawBuilder<unknown> {
  const { apps, state, endpoint, orderId, transId } = filter;
  const all = [sql`c.id < ${span.before}`, sql`c.id >= ${span.from}`];
  // Word for word as the index of failed ones is made.
  if (state === 'failed') all.push(sql`c.state = 'failed'`);
  else if (state !== undefined) all.push(sql`c.state = ${state}`);
  if (endpoint !== undefined) all.push(sql`c.endpoint = ${endpoint}`);
  // Its payments are found first, by their keys; there are few, and callbacks are many.
  if (orderId !== undefined) {
    all.push(sql`c.payment_id = any(array(select p.id from ${appsIn(apps)} s
      join payments p on p.app_id = s.app_id and p.order_id = ${orderId}))`);
  }
  if (transId !== undefined) {
    all.push(sql`c.payment_id = any(array(select ${transId}::text union
      select e.payment_id from events e where e.trans_id = ${transId}))`);
  }
  return sql.join(all, sql` and `);
}

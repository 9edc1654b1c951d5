/** Events, as merchants are told them, newest first. */
import { type RawBuilder, sql } from 'kysely';
import type { EventStatus } from '../domain/event.ts';
import { formatGross } from '../domain/money.ts';
import type { Db } from './database.ts';
import { type AppScope, type PageQuery, type Period, readPage } from './list-query.ts';
import { moneyFromRow } from './payment-row.ts';
import { appsIn, type IdSpan, idsWithin, type SearchedPage, searchPage } from './search-down.ts';

export type EventFilter = Period & {
  readonly apps: AppScope;
  readonly status?: string;
  /** The payment's, or one that it was told under. */
  readonly transId?: string;
};

export type EventLine = {
  readonly id: string;
  /** As the merchant is told. */
  readonly trans_id: string;
  /** The trans_id of the payment itself. */
  readonly payment: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly status: EventStatus;
  readonly gross: string;
  readonly currency: string;
  readonly channel: string;
  readonly recorded_at: string;
  readonly created_at: string;
};

/**
 * A page of events. Each has one callback, which stands in an index by app: so events are read by those,
 * and a cursor names a callback. Throws a Refusal INVALID_PARAMETER for a cursor or limit that is none.
 */
export async function searchEvents(
  db: Db,
  filter: EventFilter,
  query: PageQuery,
): Promise<SearchedPage<EventLine>> {
  const { limit, before } = readPage(query);
  const { apps } = filter;
  const within = idsWithin(filter, before);
  const read = async (span: IdSpan, most: number) => {
    const { rows } = await sql<EventRow & { callback_id: string }>`
      select ${EVENT_COLUMNS}, c.callback_id from ${matching(filter, span, most)} c
      join events e on e.id = c.event_id order by c.callback_id desc`.execute(db);
    return rows.map((row) => ({ id: row.callback_id, line: eventLine(row) }));
  };
  const indexed = filter.status === undefined || filter.transId !== undefined;
  const walk = { table: 'callbacks', apps, within, read } as const;
  const { rows, ...rest } = await searchPage(db, walk, limit, indexed);
  return { rows: rows.map(({ line }) => line), ...rest };
}

/** What a payment's merchant was told, in order. */
export async function eventsOfPayment(db: Db, paymentId: string): Promise<readonly EventLine[]> {
  const { rows } = await sql<EventRow>`
    select ${EVENT_COLUMNS} from events e where e.payment_id = ${paymentId} order by e.id`.execute(
    db,
  );
  return rows.map(eventLine);
}

/** One event; undefined when there is none. */
export async function findEvent(db: Db, id: string): Promise<EventLine | undefined> {
  const { rows } = await sql<EventRow>`
    select ${EVENT_COLUMNS} from events e where e.id = ${id}`.execute(db);
  return rows[0] && eventLine(rows[0]);
}

const EVENT_COLUMNS = sql`e.id, e.trans_id, e.payment_id as payment, e.app_id, e.order_id, e.status,
  e.gross_minor, e.currency, e.channel, e.recorded_at, e.created_at`;

type EventRow = Omit<EventLine, 'gross' | 'recorded_at' | 'created_at'> & {
  readonly gross_minor: bigint;
  readonly recorded_at: Date;
  readonly created_at: Date;
};

function eventLine(row: EventRow): EventLine {
  return {
    id: row.id,
    trans_id: row.trans_id,
    payment: row.payment,
    app_id: row.app_id,
    order_id: row.order_id,
    status: row.status,
    gross: formatGross(moneyFromRow(row.gross_minor, row.currency)),
    currency: row.currency,
    channel: row.channel,
    recorded_at: row.recorded_at.toISOString(),
    created_at: row.created_at.toISOString(),
  };
}

function matching(filter: EventFilter, span: IdSpan, limit: number): RawBuilder<unknown> {
  const { apps, status, transId } = filter;
  const all = [sql`c.id < ${span.before}`, sql`c.id >= ${span.from}`];
  if (status !== undefined) all.push(sql`x.status = ${status}`);
  const where = sql.join(all, sql` and `);
  const select = sql`select c.id as callback_id, c.event_id from callbacks c
    join events x on x.id = c.event_id`;
  if (transId !== undefined) {
    const seen = apps === null ? sql`true` : sql`c.app_id = any(${[...apps]}::text[])`;
    return sql`(${select} where ${where} and ${seen} and c.payment_id = any(array(
        select ${transId}::text union select t.payment_id from events t where t.trans_id = ${transId}))
      order by c.id desc limit ${limit})`;
  }
  if (apps === null) return sql`(${select} where ${where} order by c.id desc limit ${limit})`;
  return sql`(select m.* from ${appsIn(apps)} a cross join lateral (
      ${select} where c.app_id = a.app_id and ${where} order by c.id desc limit ${limit}) m
    order by m.callback_id desc limit ${limit})`;
}

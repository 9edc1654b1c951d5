/**
 * Lists for people and scripts, in the shape in which the command line and the console give them out:
 * newest first, page by page. A page ends at an id, so rows that arrive meanwhile shift nothing.
 */
import { sql } from 'kysely';
import { formatGross } from '../domain/money.ts';
import { Refusal } from '../errors.ts';
import type { Db } from './database.ts';
import { LIMIT_DEFAULT, LIMIT_MAX, type ListQuery } from './list-query.ts';
import { moneyFromRow } from './payment-row.ts';
import type { Tables } from './tables.ts';

export type PaymentLine = {
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly state: string;
  readonly gross: string;
  readonly currency: string;
  readonly channel: string | null;
  readonly test: boolean;
  readonly created_at: string;
};

export type CallbackState = 'waiting' | 'acknowledged' | 'failed';

export type CallbackLine = {
  readonly id: string;
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly status: string;
  readonly url: string;
  readonly state: CallbackState;
  readonly sends: number;
  readonly last_error: string | null;
};

/**
 * Payments, the newest first; `silent` narrows them to those that a channel has not told the end of for
 * a day. Throws a Refusal INVALID_PARAMETER for a cursor that is none of ours.
 */
export async function listPayments(
  db: Db,
  query: ListQuery & { readonly silent?: boolean },
): Promise<{ payments: readonly PaymentLine[]; next: string | null }> {
  const { limit, before } = readPage(query);
  let select = db
    .selectFrom('payments as p')
    .select(PAYMENT_COLUMNS)
    .where('p.gross_minor', '>', 0n)
    .orderBy('p.id', 'desc')
    .limit(limit + 1);
  if (query.appId !== undefined) select = select.where('p.app_id', '=', query.appId);
  if (query.orderId !== undefined) select = select.where('p.order_id', '=', query.orderId);
  if (before !== undefined) select = select.where('p.id', '<', before);
  if (query.silent) select = select.where(SILENT_FOR_A_DAY);
  const rows = await select.execute();
  const shown = rows.slice(0, limit);
  return { payments: shown.map(paymentLine), next: nextCursor(rows, limit, (row) => row.id) };
}

/** Only attempts that have been silent for a while have an `ask_at`, and an index by it. */
const SILENT_FOR_A_DAY = sql<boolean>`p.id in (select a.payment_id from attempts a
  where a.ask_at is not null and a.state in ('started', 'pending')
    and a.created_at < now() - interval '1 day')`;

const PAYMENT_COLUMNS = [
  'p.id',
  'p.app_id',
  'p.order_id',
  'p.state',
  'p.gross_minor',
  'p.currency',
  'p.channel',
  'p.test',
  'p.created_at',
] as const;

type PaymentRow = Pick<
  { [Column in keyof Tables['payments']]: Tables['payments'][Column] },
  'id' | 'app_id' | 'order_id' | 'state' | 'gross_minor' | 'currency' | 'channel' | 'test'
> & { created_at: Date };

/** The line that lists show of a payment. */
export function paymentLine(row: PaymentRow): PaymentLine {
  return {
    trans_id: row.id,
    app_id: row.app_id,
    order_id: row.order_id,
    state: row.state,
    gross: formatGross(moneyFromRow(row.gross_minor, row.currency)),
    currency: row.currency,
    channel: row.channel,
    test: row.test,
    created_at: row.created_at.toISOString(),
  };
}

/** Callbacks, the newest first; `state` narrows them. */
export async function listCallbacks(
  db: Db,
  query: ListQuery & { readonly state?: CallbackState },
): Promise<{ callbacks: readonly CallbackLine[]; next: string | null }> {
  const { limit, before } = readPage(query);
  let select = selectCallbacks(db)
    .orderBy('c.id', 'desc')
    .limit(limit + 1);
  if (query.appId !== undefined) select = select.where('c.app_id', '=', query.appId);
  if (query.state !== undefined) select = select.where('c.state', '=', query.state);
  if (before !== undefined) select = select.where('c.id', '<', before);
  if (query.orderId !== undefined) {
    select = select.where(ofOrder(query.appId ?? null, query.orderId));
  }
  const rows = await select.execute();
  const shown = rows.slice(0, limit);
  return { callbacks: shown.map(callbackLine), next: nextCursor(rows, limit, (row) => row.id) };
}

/** The order's payments are found first, by their index; there are few, and callbacks are many. */
function ofOrder(appId: string | null, orderId: string) {
  return sql<boolean>`c.payment_id = any(array(
    select p.id from payments p
    where p.order_id = ${orderId} and (${appId}::text is null or p.app_id = ${appId})))`;
}

/** Callbacks as {@link callbackLine} reads them, to be narrowed and ordered. */
export function selectCallbacks(db: Db) {
  return db
    .selectFrom('callbacks as c')
    .innerJoin('events as e', (join) =>
      join.onRef('e.payment_id', '=', 'c.payment_id').onRef('e.id', '=', 'c.event_id'),
    )
    .select([
      'c.id',
      'e.trans_id',
      'c.app_id',
      'c.order_id',
      'e.status',
      'c.url',
      'c.state',
      'c.sends',
      'c.last_error',
    ]);
}

/** The line that lists show of a callback. */
export function callbackLine(row: CallbackLine): CallbackLine {
  return {
    id: row.id,
    trans_id: row.trans_id,
    app_id: row.app_id,
    order_id: row.order_id,
    status: row.status,
    url: row.url,
    state: row.state,
    sends: row.sends,
    last_error: row.last_error,
  };
}

/** The states of those of the callbacks that exist, by id. */
export async function findCallbackStates(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CallbackState>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('callbacks')
    .select(['id', 'state'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.state]));
}

const ID = /^[0-9a-z]{32}$/;

function readPage(query: ListQuery): { limit: number; before: string | undefined } {
  const limit = query.limit ?? LIMIT_DEFAULT;
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new Refusal('INVALID_PARAMETER', {
      parameter: 'limit',
      detail: `limit must be a whole number from 1 to ${LIMIT_MAX}.`,
    });
  }
  if (query.cursor === undefined) return { limit, before: undefined };
  const before = Buffer.from(query.cursor, 'base64url').toString();
  if (!ID.test(before)) {
    throw new Refusal('INVALID_PARAMETER', {
      parameter: 'cursor',
      detail: 'cursor must be the `next` of the page before, unchanged.',
    });
  }
  return { limit, before };
}

/** One row more than the page was read: it says whether there is another page. */
function nextCursor<Row>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
): string | null {
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined
    ? Buffer.from(idOf(last)).toString('base64url')
    : null;
}

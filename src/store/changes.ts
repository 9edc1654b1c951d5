/** What has changed in the last seconds, for those who look on. Read by keys that carry the time. */
import { sql } from 'kysely';
import { firstIdAt } from '../domain/id-time.ts';
import type { Db } from './database.ts';

export type ChangedPayment = {
  readonly trans_id: string;
  readonly app_id: string;
  readonly version: number;
};

export type ChangedCallback = {
  readonly id: string;
  readonly payment: string;
  readonly app_id: string;
  readonly state: string;
  readonly sends: number;
};

export type Changes = {
  readonly payments: readonly ChangedPayment[];
  readonly callbacks: readonly ChangedCallback[];
  readonly configuration: bigint;
};

const CALLBACK = sql`id, payment_id, app_id, state, sends, created_at, ended_at`;

/** Rows that are looked at: of a busy centre, more have changed than anybody could look at. */
const ROWS_MAX = 300;

/**
 * Payments that were opened or of which something was said since a moment, callbacks that were born or
 * ended since, and, whenever that was, the payments and callbacks that somebody watches.
 */
export async function readChanges(
  db: Db,
  sinceMs: number,
  watched: readonly string[],
): Promise<Changes> {
  const first = firstIdAt(sinceMs);
  const since = new Date(sinceMs);
  const watchedIds = [...watched];
  const { rows: payments } = await sql<ChangedPayment>`
    select p.id as trans_id, p.app_id, p.version from payments p where p.id in (
      (select id from payments where id >= ${first} order by id desc limit ${ROWS_MAX})
      union (select payment_id from attempts where id >= ${first} order by id desc limit ${ROWS_MAX})
      union (select payment_id from notices where id >= ${first} order by id desc limit ${ROWS_MAX})
      union (select payment_id from refunds where id >= ${first} order by id desc limit ${ROWS_MAX})
      union (select payment_id from payment_notes where id >= ${first} order by id desc limit ${ROWS_MAX})
      union select unnest(${watchedIds}::text[]))`.execute(db);
  const { rows: callbacks } = await sql<ChangedCallback>`
    select c.id, c.payment_id as payment, c.app_id, c.state, c.sends from (
      (select ${CALLBACK} from callbacks order by id desc limit ${ROWS_MAX})
      union select ${CALLBACK} from callbacks where payment_id = any(${watchedIds}::text[])) c
    where c.created_at >= ${since} or c.ended_at >= ${since}
      or c.payment_id = any(${watchedIds}::text[])`.execute(db);
  const { rows: versions } = await sql<{ version: bigint }>`
    select version from configuration`.execute(db);
  return { payments, callbacks, configuration: versions[0]?.version ?? 0n };
}

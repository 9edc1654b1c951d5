/** What the database server itself is asked, whatever lies in it. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Whether no migration was ever applied here. */
export async function databaseIsEmpty(db: Db): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select to_regclass('configuration') is null as empty`.execute(db);
  return rows[0]?.empty ?? true;
}

/** The server's clock, Unix milliseconds. */
export async function readServerClockMs(db: Db): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now.getTime() ?? Number.NaN;
}

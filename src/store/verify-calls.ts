/** How often merchants asked whether a callback is true, and what they heard. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Calls of one payment that were answered alike. */
export type VerifyCalls = {
  readonly paymentId: string;
  /** The event that OK was about; empty for params error. */
  readonly eventId: string;
  readonly answer: 'OK' | 'params error';
  readonly calls: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
};

/** Adds calls to those that were counted before. Each payment, event and answer at most once in a list. */
export async function addVerifyCalls(db: Db, counted: readonly VerifyCalls[]): Promise<void> {
  const column = <Value>(pick: (each: VerifyCalls) => Value) => counted.map(pick);
  await sql`
    insert into verify_calls as v (payment_id, event_id, answer, calls, first_at, last_at)
    select * from unnest(${column((c) => c.paymentId)}::text[], ${column((c) => c.eventId)}::text[],
      ${column((c) => c.answer)}::text[], ${column((c) => c.calls)}::int[],
      ${column((c) => c.firstAt.toISOString())}::timestamptz[],
      ${column((c) => c.lastAt.toISOString())}::timestamptz[]) as c(payment_id, event_id, answer, calls,
        first_at, last_at)
    order by 1, 2, 3
    on conflict (payment_id, event_id, answer) do update set calls = v.calls + excluded.calls,
      first_at = least(v.first_at, excluded.first_at),
      last_at = greatest(v.last_at, excluded.last_at)`.execute(db);
}

/** The calls about one payment, the earliest first. */
export async function verifyCallsOf(db: Db, paymentId: string): Promise<readonly VerifyCalls[]> {
  const rows = await db
    .selectFrom('verify_calls')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('first_at')
    .execute();
  return rows.map((row) => ({
    paymentId: row.payment_id,
    eventId: row.event_id,
    answer: row.answer,
    calls: row.calls,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }));
}

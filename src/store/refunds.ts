/** Refunds whose outcome is not known. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Takes refunds that are due to be asked about again, and puts off their next time: 1 min, 2, 4, …, at
 * most 6 h. One process at a time has each.
 */
export async function claimUnsettledRefunds(
  db: Db,
  limit: number,
): Promise<readonly { paymentId: string; refundId: string }[]> {
  const { rows } = await sql<{ id: string; payment_id: string }>`
    update refunds r
    set tries = r.tries + 1,
      retry_at = now() + least(interval '6 hours', interval '1 minute' * power(2, least(r.tries, 10)))
    from (
      select id from refunds
      where state in ('requested', 'unknown') and retry_at <= now()
      order by retry_at limit ${limit}
      for update skip locked
    ) due
    where r.id = due.id
    returning r.id, r.payment_id`.execute(db);
  return rows.map((row) => ({ paymentId: row.payment_id, refundId: row.id }));
}

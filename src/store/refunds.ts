/** Refunds whose outcome is not known. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * How long a refund is asked about with its key. Channels forget keys after a day, and would then pay
 * back a second time; the rest of the day is for a call that hangs.
 */
const KEY_VALID = '20 hours';

export type UnsettledRefund = {
  readonly paymentId: string;
  readonly refundId: string;
  /** Its key may be forgotten: it must not be sent again, and is not handed out any more. */
  readonly keyExpired: boolean;
};

/**
 * Takes refunds that are due to be asked about again, and puts off their next time: 1 min, 2, 4, …, at
 * most 6 h. One process at a time has each.
 */
export async function claimUnsettledRefunds(
  db: Db,
  limit: number,
): Promise<readonly UnsettledRefund[]> {
  const { rows } = await sql<{ id: string; payment_id: string; key_expired: boolean }>`
    update refunds r
    set tries = r.tries + 1,
      retry_at = case when due.key_expired then 'infinity'
        else now() + least(interval '6 hours', interval '1 minute' * power(2, least(r.tries, 10))) end
    from (
      select id, created_at < now() - ${KEY_VALID}::interval as key_expired from refunds
      where state in ('requested', 'unknown') and retry_at <= now()
      order by retry_at limit ${limit}
      for update skip locked
    ) due
    where r.id = due.id
    returning r.id, r.payment_id, due.key_expired`.execute(db);
  return rows.map((row) => ({
    paymentId: row.payment_id,
    refundId: row.id,
    keyExpired: row.key_expired,
  }));
}

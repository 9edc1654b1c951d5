/** Notices: what their bytes are sealed as, and those that wait. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** What the bytes of a notice are sealed as. */
export const NOTICE_RAW = 'notice';

/** Notices kept for an attempt, named by our reference, the channel's, or its money; oldest first. */
export async function findParkedNotices(
  db: Db,
  accountId: string,
  attemptId: string,
): Promise<readonly { id: string; facts: unknown }[]> {
  const { rows } = await sql<{ id: string; facts: unknown }>`
    select n.id, n.facts
    from attempts a join notices n on n.account_id = a.account_id and n.effect = 'parked'
      and (n.reference in (a.id, a.channel_reference)
        or n.channel_transaction = a.channel_transaction)
    where a.id = ${attemptId} and a.account_id = ${accountId}
    order by (n.facts -> 0 ->> 'occurredAtMs')::numeric, n.id`.execute(db);
  return rows;
}

/** Ends a notice that can never be applied, because its money was counted for another payment. */
export async function rejectParkedNotice(db: Db, noticeId: string): Promise<boolean> {
  const row = await db
    .updateTable('notices')
    .set({ effect: 'rejected' })
    .where('id', '=', noticeId)
    .where('effect', '=', 'parked')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Attempts for which a notice was kept that may be applicable by now: a page of them, by id. */
export async function findAttemptsWithParkedNotices(
  db: Db,
  page: { after: string; limit: number },
): Promise<readonly { accountId: string; attemptId: string }[]> {
  const { rows } = await sql<{ account_id: string; attempt_id: string }>`
    select distinct a.account_id, a.id as attempt_id
    from notices n join attempts a on a.account_id = n.account_id
      and (a.id = n.reference or a.channel_reference = n.reference
        or a.channel_transaction = n.channel_transaction)
    where n.effect = 'parked' and a.id > ${page.after}
    order by a.id limit ${page.limit}`.execute(db);
  return rows.map((row) => ({ accountId: row.account_id, attemptId: row.attempt_id }));
}

/** Whether a notice of this key has become part of the payment's story. */
export async function isToldOf(db: Db, paymentId: string, noticeKey: string): Promise<boolean> {
  const row = await db
    .selectFrom('notices')
    .select('id')
    .where('payment_id', '=', paymentId)
    .where('notice_key', '=', noticeKey)
    .executeTakeFirst();
  return row !== undefined;
}

const NEWEST = 5_000;

/** When the newest notice of an account came, if it is among the newest of all accounts. */
export async function findLastNotice(db: Db, accountId: string): Promise<Date | null> {
  const { rows } = await sql<{ received_at: Date }>`
    select received_at from (
      select account_id, source, received_at, id from notices order by id desc limit ${NEWEST}) n
    where account_id = ${accountId} and source = 'notice' order by id desc limit 1`.execute(db);
  return rows[0]?.received_at ?? null;
}

/** The bank's notices in the database: waiting, leased to a process, accepted, or given up. */
import { sql } from 'kysely';
import type { Db } from '../store/database.ts';

/** Longer than a request waits for its notice to be accepted. */
export const LEASE_SECONDS = 20;

/** A notice that the holder of its lease sends. */
export type OutgoingNotice = {
  readonly id: string;
  readonly accountId: string;
  readonly body: string;
  /** How often it still has to be accepted. */
  readonly copies: number;
  /** Rounds of sending before this one. */
  readonly tries: number;
};

type NoticeRow = {
  id: string;
  account_id: string;
  body: string;
  copies_left: number;
  tries: number;
};

function noticeFromRow(row: NoticeRow): OutgoingNotice {
  return {
    id: row.id,
    accountId: row.account_id,
    body: row.body,
    copies: row.copies_left,
    tries: row.tries,
  };
}

/** Leases notices that are due and that no living process holds. */
export async function claimNotices(
  db: Db,
  owner: string,
  limit: number,
): Promise<readonly OutgoingNotice[]> {
  const { rows } = await sql<NoticeRow>`
    with due as (
      select id from sandbox_notices
      where state = 'waiting' and next_at <= now()
        and (lease_until is null or lease_until < now())
      order by next_at
      limit ${limit}
      for update skip locked
    )
    update sandbox_notices n
    set lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    from due where n.id = due.id
    returning n.id, n.account_id, n.body, n.copies_left, n.tries`.execute(db);
  return rows.map(noticeFromRow);
}

/** What a round of sending came to. */
export type RoundRecord = {
  readonly id: string;
  readonly rounds: number;
  readonly accepted: number;
  readonly againInMs: number;
};

/** Records a round; a notice that nobody accepted for a day is given up. */
export async function recordRound(db: Db, record: RoundRecord): Promise<void> {
  const { id, rounds, accepted, againInMs } = record;
  await sql`
    update sandbox_notices
    set copies_left = greatest(copies_left - ${accepted}, 0), tries = tries + ${rounds},
      state = case when copies_left <= ${accepted} then 'accepted'
        when due_at < now() - interval '1 day' then 'given_up' else 'waiting' end,
      next_at = now() + make_interval(secs => ${againInMs / 1_000}),
      lease_owner = null, lease_until = null
    where id = ${id} and state = 'waiting'`.execute(db);
}

/** Says a notice once more, with the lease on it if one is asked for. */
export async function repeatNotice(
  db: Db,
  id: string,
  repeat: { copies: number; delayMs: number; leaseTo: string | null },
): Promise<OutgoingNotice | undefined> {
  const { rows } = await sql<NoticeRow>`
    update sandbox_notices
    set state = 'waiting', copies_left = copies_left + ${repeat.copies}, due_at = d.at, next_at = d.at,
      lease_owner = ${repeat.leaseTo}::text,
      lease_until = case when ${repeat.leaseTo}::text is not null
        then now() + make_interval(secs => ${LEASE_SECONDS}) end
    from (select now() + make_interval(secs => ${repeat.delayMs / 1_000}) as at) d
    where id = ${id}
    returning id, account_id, body, copies_left, tries`.execute(db);
  return rows[0] && noticeFromRow(rows[0]);
}

export async function findNoticeBody(db: Db, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ body: string }>`
    select body from sandbox_notices where id = ${id}`.execute(db);
  return rows[0]?.body;
}

/** Lets others send what this process holds. */
export async function releaseNotices(db: Db, owner: string): Promise<void> {
  await sql`
    update sandbox_notices set lease_owner = null, lease_until = null
    where lease_owner = ${owner} and state = 'waiting'`.execute(db);
}

/** Attempts that nobody has told us the end of: found, claimed and put off. */
import { sql } from 'kysely';
import { newId } from '../domain/id.ts';
import type { Db } from './database.ts';

/** When an attempt is asked about, from its beginning, while its channel keeps silent. */
const ASK_AFTER = ['2 minutes', '5 minutes', '15 minutes', '60 minutes', '6 hours', '24 hours'];
const SILENT_AFTER_MS = 120_000;
/** After that once a day: a channel that has confirmed it is at work may take weeks. */
const ASK_PENDING_FOR = '30 days';
const ASK_STARTED_FOR = '7 days';

/**
 * Looks at the next attempts that have become two minutes old, and has those that are still open asked
 * about. Ids made by one clock are committed within seconds, so none slips in behind. How many were
 * looked at: as many as `limit` means that there are more. One process at a time; 0 for the others.
 */
export async function watchSilentAttempts(db: Db, limit: number): Promise<number> {
  const upTo = newId(Date.now() - SILENT_AFTER_MS);
  const { rows } = await sql<{ walked: number }>`
    with watch as (
      select walked_to from silence_watch for update skip locked
    ), walked as materialized (
      select a.id, a.state from attempts a
      where a.id > (select walked_to from watch) and a.id < ${upTo}
      order by a.id limit ${limit}
    ), silent as (
      update attempts a set ask_at = now()
      from walked w
      where a.id = w.id and w.state in ('started', 'pending')
        and a.state in ('started', 'pending') and a.ask_at is null
    ), moved as (
      update silence_watch set walked_to = (select max(id) from walked)
      where exists (select from walked)
    )
    select count(*)::int as walked from walked`.execute(db);
  return rows[0]?.walked ?? 0;
}

/** Accounts with an attempt that is due to be asked about, whose next round may begin. */
export async function findAccountsToAsk(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ account_id: string }>`
    with recursive accounts as (
      (select account_id from attempts where ask_at is not null order by account_id limit 1)
      union all
      select (select a.account_id from attempts a
        where a.ask_at is not null and a.account_id > p.account_id order by a.account_id limit 1)
      from accounts p where p.account_id is not null
    )
    select p.account_id from accounts p
    where exists (select from attempts a where a.account_id = p.account_id and a.ask_at <= now())
      and not exists (select from ask_rounds r
        where r.account_id = p.account_id and r.next_at > now())
    order by random()`.execute(db);
  return rows.map((row) => row.account_id);
}

/** A little less than the ten seconds between the rounds of a process, which are never quite ten. */
const ROUND_EVERY = '9 seconds';

/**
 * Begins an account's round; false when another process has begun one just now, or the account is left
 * alone. So the limit of a round is a limit on the account, however many processes there are.
 */
export async function beginAskRound(db: Db, accountId: string): Promise<boolean> {
  const { rows } = await sql`
    insert into ask_rounds (account_id, next_at)
    values (${accountId}, now() + ${ROUND_EVERY}::interval)
    on conflict (account_id) do update set next_at = excluded.next_at
      where ask_rounds.next_at <= now()
    returning account_id`.execute(db);
  return rows.length > 0;
}

const REST_FIRST = '30 seconds';
const REST_MAX = '15 minutes';
/** A channel that asks for more is asked again all the same. */
const WANTED_REST_MAX = '6 hours';

/**
 * Leaves an account alone because its channel failed: twice as long after each failure, and at least as
 * long as the channel asked for. How many failures in a row it has been.
 */
export async function restAccount(
  db: Db,
  accountId: string,
  wantedMs: number | undefined,
): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    update ask_rounds
    set failures = failures + 1,
      next_at = now() + greatest(
        least(${REST_FIRST}::interval * power(2, least(failures, 10)), ${REST_MAX}::interval),
        least(make_interval(secs => ${(wantedMs ?? 0) / 1_000}::float8), ${WANTED_REST_MAX}::interval))
    where account_id = ${accountId}
    returning failures`.execute(db);
  return rows[0]?.failures ?? 0;
}

/** The channel has answered: what failed before does not count any more. */
export async function forgiveAccount(db: Db, accountId: string): Promise<void> {
  await sql`update ask_rounds set failures = 0
    where account_id = ${accountId} and failures > 0`.execute(db);
}

export type AttemptToAsk = {
  readonly attemptId: string;
  readonly paymentId: string;
  /** False: it has ended meanwhile, and is not handed out again. */
  readonly open: boolean;
};

/**
 * Takes the account's attempt that has been due for longest, and puts off its next time. One process at
 * a time has it; a crash before the channel is asked costs one time of several.
 */
export async function claimAttemptToAsk(
  db: Db,
  accountId: string,
): Promise<AttemptToAsk | undefined> {
  const { rows } = await sql<{ id: string; payment_id: string; open: boolean }>`
    update attempts a
    set asked = a.asked + due.open::int,
      ask_at = case when due.open then coalesce(
        (select min(a.created_at + step) from unnest(${ASK_AFTER}::interval[]) step
          where a.created_at + step > now()),
        case when a.created_at > now() - case a.state
            when 'pending' then ${ASK_PENDING_FOR}::interval else ${ASK_STARTED_FOR}::interval end
          then now() + interval '1 day' else 'infinity' end) end
    from (
      select id, state in ('started', 'pending') as open from attempts
      where account_id = ${accountId} and ask_at <= now()
      order by ask_at limit 1
      for update skip locked
    ) due
    where a.id = due.id
    returning a.id, a.payment_id, due.open`.execute(db);
  const [row] = rows;
  return row && { attemptId: row.id, paymentId: row.payment_id, open: row.open };
}

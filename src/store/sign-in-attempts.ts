/** Attempts to sign in, counted before they are looked at: many at once count as many. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

export type Throttle = {
  readonly counter: string;
  /** Attempts that cost no waiting. */
  readonly free: number;
};

/** The wait doubles from here with each further attempt. */
const FIRST_WAIT_SECONDS = 5;
const WAIT_SECONDS_MAX = 15 * 60;
/** After that long without an attempt, the count begins anew. */
const FORGOTTEN_AFTER_SECONDS = 60 * 60;

/** Seconds that are still to be waited after so many attempts. */
function waitLeft(free: number) {
  const doublings = sql`least(greatest(k.attempts - ${free}, 0), 20)`;
  const wait = sql`least(${WAIT_SECONDS_MAX}, ${FIRST_WAIT_SECONDS} * power(2, ${doublings}))`;
  return sql<number>`case when k.attempts < ${free} then 0 else
    extract(epoch from k.attempted_at + make_interval(secs => ${wait}) - now()) end`;
}

/**
 * Counts an attempt, unless the counter must be waited for. Resolves with the seconds to wait; 0: it
 * counted, and may be made.
 */
export async function countAttempt(db: Db, { counter, free }: Throttle): Promise<number> {
  const { rows } = await sql`
    insert into sign_in_attempts as k (counter, attempts, attempted_at)
    values (${counter}, 1, now())
    on conflict (counter) do update set
      attempts = case when k.attempted_at < now() - make_interval(secs => ${FORGOTTEN_AFTER_SECONDS})
        then 1 else k.attempts + 1 end,
      attempted_at = now()
      where ${waitLeft(free)} <= 0
    returning k.attempts`.execute(db);
  if (rows.length > 0) return 0;
  const { rows: waiting } = await sql<{ seconds: number }>`
    select ${waitLeft(free)}::float8 as seconds from sign_in_attempts k
    where counter = ${counter}`.execute(db);
  return Math.max(1, Math.ceil(waiting[0]?.seconds ?? 1));
}

/** The account came in: nothing counts against it any more. */
export async function clearAttempts(db: Db, counter: string): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('counter', '=', counter).execute();
}

/** An attempt that was right does not count; the wrong ones before it still do. */
export async function takeBackAttempt(db: Db, counter: string): Promise<void> {
  await db
    .updateTable('sign_in_attempts')
    .set({ attempts: sql<number>`greatest(attempts - 1, 0)` })
    .where('counter', '=', counter)
    .execute();
}

/** Forgets what counts no more. */
export async function forgetOldAttempts(db: Db): Promise<void> {
  await sql`delete from sign_in_attempts
    where attempted_at < now() - make_interval(secs => ${FORGOTTEN_AFTER_SECONDS})`.execute(db);
}

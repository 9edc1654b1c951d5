/** Refunds of ours whose end is not known: found, claimed and put off. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * How long a refund is asked about with its key. Channels forget keys after a day, and would then pay
 * back a second time; the rest of the day is for a call that hangs.
 */
const KEY_VALID = '20 hours';

/** No channel has a refund under way for longer; by then a person should look. */
const FOLLOWED_FOR = '30 days';

export type DueRefund = {
  readonly paymentId: string;
  readonly refundId: string;
  /** It has been asked about for as long as one may: it is not handed out any more. */
  readonly givenUp: boolean;
};

const UNANSWERED = {
  state: sql`state in ('requested', 'unknown')`,
  askedFor: KEY_VALID,
};

const UNDER_WAY = {
  state: sql`state = 'sent' and origin = 'operator'`,
  askedFor: FOLLOWED_FOR,
};

/** Takes refunds whose answer never came and that are due to be asked for again. */
export function claimUnansweredRefunds(db: Db, limit: number): Promise<readonly DueRefund[]> {
  return claim(db, UNANSWERED, limit);
}

/** Takes refunds that the channel has taken, and that are due to be asked about. */
export function claimRefundsUnderWay(db: Db, limit: number): Promise<readonly DueRefund[]> {
  return claim(db, UNDER_WAY, limit);
}

/** Puts off their next time: 1 min, 2, 4, …, at most 6 h. One process at a time has each. */
async function claim(
  db: Db,
  which: typeof UNANSWERED,
  limit: number,
): Promise<readonly DueRefund[]> {
  const { rows } = await sql<{ id: string; payment_id: string; given_up: boolean }>`
    update refunds r
    set tries = r.tries + 1,
      retry_at = case when due.given_up then 'infinity'
        else now() + least(interval '6 hours', interval '1 minute' * power(2, least(r.tries, 10))) end
    from (
      select id, created_at < now() - ${which.askedFor}::interval as given_up from refunds
      where ${which.state} and retry_at <= now()
      order by retry_at limit ${limit}
      for update skip locked
    ) due
    where r.id = due.id
    returning r.id, r.payment_id, due.given_up`.execute(db);
  return rows.map((row) => ({
    paymentId: row.payment_id,
    refundId: row.id,
    givenUp: row.given_up,
  }));
}

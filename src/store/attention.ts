/** What waits for a person. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import type { AppScope } from './list-query.ts';
import { appsIn } from './search-down.ts';

export type Waiting = {
  readonly reviews: number;
  readonly oldestReviewAt: Date | null;
  readonly duplicates: number;
  readonly otherAlerts: number;
  readonly refundsUnsettled: number;
  readonly disputesOpen: number;
  readonly nextDueAt: Date | null;
  readonly callbacksFailed: number;
};

/** Nobody works off more than that: beyond it, the number says no more. */
const COUNTED_MAX = 1_000;

/** Counts what waits, each kind up to a thousand for an app; failed callbacks of seven days. */
export async function readWaiting(db: Db, apps: AppScope): Promise<Waiting> {
  const { rows } = await sql<{
    reviews: number;
    oldest_review_at: Date | null;
    duplicates: number;
    other_alerts: number;
    refunds_unsettled: number;
    disputes_open: number;
    next_due_at: Date | null;
    callbacks_failed: number;
  }>`
    with seen as materialized (select app_id from ${appsIn(apps)} a), reviews as (
      select p.id, p.created_at from seen s cross join lateral (
        select id, created_at from payments
        where app_id = s.app_id and state = 'review' and state in ('review', 'pending')
        limit ${COUNTED_MAX}) p
    ), alerted as (
      select p.alerts from seen s cross join lateral (
        select alerts from payments where app_id = s.app_id and alerts <> '{}'
        limit ${COUNTED_MAX}) p
    ), unsettled as (
      select r.id from refunds r join seen s on s.app_id = r.app_id
      where r.state in ('requested', 'unknown') and r.retry_at = 'infinity'
    ), open_disputes as (
      select d.due_at from disputes d join seen s on s.app_id = d.app_id where d.state = 'open'
    ), failed as (
      select from seen s cross join lateral (
        select from callbacks where app_id = s.app_id and state = 'failed'
          and ended_at > now() - interval '7 days' limit ${COUNTED_MAX}) c
    )
    select (select count(*)::int from reviews) as reviews,
      (select min(created_at) from reviews) as oldest_review_at,
      (select count(*)::int from alerted where 'duplicate_payment' = any(alerts)) as duplicates,
      (select count(*)::int from alerted where alerts && ${OTHERS}) as other_alerts,
      (select count(*)::int from unsettled) as refunds_unsettled,
      (select count(*)::int from open_disputes) as disputes_open,
      (select min(due_at) from open_disputes) as next_due_at,
      (select count(*)::int from failed) as callbacks_failed`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('Counting answered nothing.');
  return {
    reviews: row.reviews,
    oldestReviewAt: row.oldest_review_at,
    duplicates: row.duplicates,
    otherAlerts: row.other_alerts,
    refundsUnsettled: row.refunds_unsettled,
    disputesOpen: row.disputes_open,
    nextDueAt: row.next_due_at,
    callbacksFailed: row.callbacks_failed,
  };
}

const OTHERS = sql`array['returned_more_than_paid', 'dispute_undecided', 'unknown_word']`;

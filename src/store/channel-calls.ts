/** What channels were asked and answered: kept for people, and counted for the health of accounts. */
import { sql } from 'kysely';
import type { RecentCalls } from '../domain/channel-health.ts';
import type { Exchange } from '../exchanges.ts';
import type { Db } from './database.ts';

/** What a channel can be asked. */
export type ChannelOperation = 'start' | 'query' | 'refund' | 'payer';

export type NewChannelCall = {
  readonly attemptId: string;
  /** The same for the same question with the same answer: those are counted in one row. */
  readonly digest: string;
  readonly accountId: string;
  readonly operation: ChannelOperation;
  readonly outcome: string;
  readonly why: string | null;
  readonly failed: boolean;
  readonly exchanges: readonly Exchange[];
  readonly atMs: number;
};

/** Keeps many calls in one statement; two of one attempt must not be in one call. */
export async function keepChannelCalls(
  db: Db,
  calls: readonly NewChannelCall[],
): Promise<readonly undefined[]> {
  const rows = calls.map((call) => ({
    attempt_id: call.attemptId,
    digest: call.digest,
    account_id: call.accountId,
    operation: call.operation,
    outcome: call.outcome,
    why: call.why,
    failed: call.failed,
    exchanges: call.exchanges,
    at: new Date(call.atMs).toISOString(),
  }));
  await sql`
    insert into channel_calls (attempt_id, digest, account_id, operation, outcome, why, failed,
      exchanges, first_at, last_at)
    select x.attempt_id, x.digest, x.account_id, x.operation, x.outcome, x.why, x.failed, x.exchanges,
      x.at, x.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      attempt_id text, digest text, account_id text, operation text, outcome text, why text,
      failed boolean, exchanges jsonb, at timestamptz)
    on conflict (attempt_id, digest) do update
      set times = channel_calls.times + 1, last_at = excluded.last_at`.execute(db);
  return calls.map(() => undefined);
}

export type ChannelCallRow = {
  readonly attemptId: string;
  readonly operation: ChannelOperation;
  readonly outcome: string;
  readonly why: string | null;
  readonly failed: boolean;
  readonly exchanges: readonly Exchange[];
  /** How often it was asked and answered in the same words. */
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
};

/** Everything that channels were asked about these attempts, in the order of time. */
export async function readChannelCalls(
  db: Db,
  attemptIds: readonly string[],
): Promise<readonly ChannelCallRow[]> {
  if (attemptIds.length === 0) return [];
  const rows = await db
    .selectFrom('channel_calls')
    .selectAll()
    .where('attempt_id', 'in', attemptIds)
    .orderBy('first_at')
    .execute();
  return rows.map((row) => ({
    attemptId: row.attempt_id,
    operation: row.operation,
    outcome: row.outcome,
    why: row.why,
    failed: row.failed,
    exchanges: row.exchanges,
    times: row.times,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }));
}

/** A row counts calls of some minutes: so much earlier may it have begun. */
const ROW_SPAN = '15 minutes';

/** How the calls of these accounts have fared in the last so many milliseconds, of all processes. */
export async function countRecentCalls(
  db: Db,
  accountIds: readonly string[],
  windowMs: number,
): Promise<ReadonlyMap<string, RecentCalls>> {
  const { rows } = await sql<{
    account_id: string;
    calls: number;
    failures: number;
    last_failure_at: Date | null;
    replies_since: number;
  }>`
    with recent as (
      select account_id, failed, times, last_at,
        max(last_at) filter (where failed) over (partition by account_id) as last_failure_at
      from channel_calls
      where account_id = any(${[...accountIds]}::text[])
        and last_at > now() - make_interval(secs => ${windowMs / 1_000}::float8)
        and first_at > now() - make_interval(secs => ${windowMs / 1_000}::float8)
          - ${ROW_SPAN}::interval
    )
    select account_id, sum(times)::int as calls,
      coalesce(sum(times) filter (where failed), 0)::int as failures,
      max(last_failure_at) as last_failure_at,
      coalesce(sum(times) filter (where not failed
        and (last_failure_at is null or last_at > last_failure_at)), 0)::int as replies_since
    from recent group by account_id`.execute(db);
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        calls: row.calls,
        failures: row.failures,
        lastFailureAtMs: row.last_failure_at?.getTime() ?? null,
        repliesSinceFailure: row.replies_since,
      },
    ]),
  );
}

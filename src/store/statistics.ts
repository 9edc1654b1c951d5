/** Figures of a period: what came in, how it went, how merchants were told. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import type { AppScope } from './list-query.ts';
import { DAY_MS, HOUR_MS } from './summed-spans.ts';

export type Grain = 'hour' | 'day';

export type StatisticsFilter = {
  readonly apps: AppScope;
  readonly currency?: string;
  readonly channel?: string;
  /** Play money, or real money. Both are never in one sum of money; where it is not said, both count. */
  readonly test?: boolean;
  /** A whole hour; the beginning of a day where the grain is a day. */
  readonly from: Date;
  /** A whole hour. */
  readonly to: Date;
};

export type Figures = {
  readonly started: number;
  readonly paid: number;
  readonly takenMinor: bigint;
  readonly refunds: number;
  readonly refundedMinor: bigint;
  readonly disputes: number;
  readonly lostMinor: bigint;
  readonly acknowledged: number;
  readonly failed: number;
};

export type FiguresLine = Figures & {
  readonly at: Date;
  readonly channel: string;
  readonly currency: string;
};

type FiguresRow = {
  readonly at: Date;
  readonly channel: string;
  readonly currency: string;
  readonly started: number;
  readonly paid: number;
  readonly taken_minor: string;
  readonly refunds: number;
  readonly refunded_minor: string;
  readonly disputes: number;
  readonly lost_minor: string;
  readonly acknowledged: number;
  readonly failed: number;
};

/** The figures of a period, one line for each hour or day, channel and currency, in the order of time. */
export async function readFigures(
  db: Db,
  filter: StatisticsFilter,
  grain: Grain,
): Promise<readonly FiguresLine[]> {
  const at = grain === 'hour' ? sql`at` : sql`date_trunc('day', at, 'UTC')`;
  const { rows } = await sql<FiguresRow>`
    select ${at} as at, channel, currency, sum(started)::int as started, sum(paid)::int as paid,
      sum(taken_minor)::text as taken_minor, sum(refunds)::int as refunds,
      sum(refunded_minor)::text as refunded_minor, sum(disputes)::int as disputes,
      sum(lost_minor)::text as lost_minor, sum(acknowledged)::int as acknowledged,
      sum(failed)::int as failed
    from (${rowsOf(filter, grain)}) as counted group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows.map((row) => ({
    at: row.at,
    channel: row.channel,
    currency: row.currency,
    started: row.started,
    paid: row.paid,
    takenMinor: BigInt(row.taken_minor),
    refunds: row.refunds,
    refundedMinor: BigInt(row.refunded_minor),
    disputes: row.disputes,
    lostMinor: BigInt(row.lost_minor),
    acknowledged: row.acknowledged,
    failed: row.failed,
  }));
}

/**
 * Whole days that are summed up are read as such, and what is left hour by hour: two ranges of the key,
 * each named by itself, since an `or` of both would be looked for among all rows.
 */
function rowsOf(filter: StatisticsFilter, grain: Grain): RawBuilder<unknown> {
  const { from, to } = filter;
  const rows = (of: Grain, range: RawBuilder<unknown>) =>
    sql`select * from statistics where grain = ${of} and ${range} and ${asked(filter)}`;
  if (grain === 'hour') return rows('hour', sql`at >= ${from} and at < ${to}`);
  const daysTo = sql`least(${dayOf(to)}, coalesce(
    (select days_to from statistics_watch), '-infinity'))`;
  return sql`${rows('day', sql`at >= ${from} and at < ${daysTo}`)}
    union all ${rows('hour', sql`at >= greatest(${from}, ${daysTo}) and at < ${to}`)}`;
}

function asked({ apps, currency, channel, test }: StatisticsFilter): RawBuilder<unknown> {
  const all = [sql`true`];
  if (test !== undefined) all.push(sql`test = ${test}`);
  if (apps !== null) all.push(sql`app_id = any(${[...apps]}::text[])`);
  if (currency !== undefined) all.push(sql`currency = ${currency}`);
  if (channel !== undefined) all.push(sql`channel = ${channel}`);
  return sql.join(all, sql` and `);
}

/** The beginning of its day. */
function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

/** When everything was counted last; null before the first time. */
export async function readCountedAt(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('statistics_watch').select('counted_at').executeTakeFirst();
  return row?.counted_at ?? null;
}

export type ChannelTrend = {
  readonly appId: string;
  readonly channel: string;
  /** In the last one to two hours. */
  readonly started: number;
  readonly paid: number;
  /** In the week before. */
  readonly startedBefore: number;
  readonly paidBefore: number;
};

/**
 * How each channel of each app does in this hour and the last, beside the seven days before; real and play
 * money together.
 */
export async function readChannelTrends(
  db: Db,
  apps: AppScope,
  nowMs: number,
): Promise<readonly ChannelTrend[]> {
  const edge = new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS - HOUR_MS);
  const weekBefore = new Date(dayOf(edge).getTime() - 7 * DAY_MS);
  const recently = { apps, from: edge, to: new Date(edge.getTime() + DAY_MS) };
  const before = { apps, from: weekBefore, to: edge };
  const { rows } = await sql<{
    app_id: string;
    channel: string;
    started: number;
    paid: number;
    started_before: number;
    paid_before: number;
  }>`
    with recent as (
      select app_id, channel, sum(started)::int as started, sum(paid)::int as paid
      from (${rowsOf(recently, 'hour')}) as counted group by 1, 2
    ), before as (
      select app_id, channel, sum(started)::int as started, sum(paid)::int as paid
      from (${rowsOf(before, 'day')}) as counted group by 1, 2
    )
    select r.app_id, r.channel, r.started, r.paid, coalesce(b.started, 0) as started_before,
      coalesce(b.paid, 0) as paid_before
    from recent r left join before b on b.app_id = r.app_id and b.channel = r.channel
    where r.started > 0`.execute(db);
  return rows.map((row) => ({
    appId: row.app_id,
    channel: row.channel,
    started: row.started,
    paid: row.paid,
    startedBefore: row.started_before,
    paidBefore: row.paid_before,
  }));
}

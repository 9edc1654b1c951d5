/** Figures of a period: what came in, how it went, how merchants were told. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import type { AppScope } from './list-query.ts';
import { DAY_MS } from './summed-spans.ts';

export type Grain = 'hour' | 'day';

export type StatisticsFilter = {
  readonly apps: AppScope;
  readonly currency?: string;
  readonly channel?: string;
  /** Play money, or real money: never both in one sum. */
  readonly test: boolean;
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
    from statistics
    where ${rowsOf(filter, grain)} group by 1, 2, 3 order by 1, 2, 3`.execute(db);
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

/** Whole days that are summed up are read as such, and what is left hour by hour. */
function rowsOf(filter: StatisticsFilter, grain: Grain): RawBuilder<unknown> {
  const { apps, currency, channel, test, from, to } = filter;
  const all = [
    sql`at >= ${from} and at < ${to} and test = ${test}`,
    grain === 'hour'
      ? sql`grain = 'hour'`
      : sql`(grain = 'day' and at < ${dayOf(to)} or grain = 'hour' and at >= least(${dayOf(to)},
          coalesce((select days_to from statistics_watch), '-infinity')))`,
  ];
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

/** How each channel of each app does now, beside the week before; real and play money together. */
export async function readChannelTrends(db: Db, apps: AppScope): Promise<readonly ChannelTrend[]> {
  const seen = apps === null ? sql`true` : sql`app_id = any(${[...apps]}::text[])`;
  const { rows } = await sql<{
    app_id: string;
    channel: string;
    started: number;
    paid: number;
    started_before: number;
    paid_before: number;
  }>`
    with edge as (
      select date_trunc('hour', now() - interval '1 hour', 'UTC') as at
    ), recent as (
      select app_id, channel, sum(started)::int as started, sum(paid)::int as paid
      from statistics where grain = 'hour' and at >= (select at from edge) and ${seen} group by 1, 2
    )
    select r.app_id, r.channel, r.started, r.paid, coalesce(sum(s.started), 0)::int as started_before,
      coalesce(sum(s.paid), 0)::int as paid_before
    from recent r left join statistics s on s.grain = 'hour' and s.app_id = r.app_id
      and s.channel = r.channel and s.at < (select at from edge)
      and s.at >= (select at from edge) - interval '7 days'
    where r.started > 0
    group by 1, 2, 3, 4`.execute(db);
  return rows.map((row) => ({
    appId: row.app_id,
    channel: row.channel,
    started: row.started,
    paid: row.paid,
    startedBefore: row.started_before,
    paidBefore: row.paid_before,
  }));
}

/**
 * Counts figures by the hour, and sums up days. What is counted are rows that are only ever added, so an
 * hour may be counted again as often as one likes: nothing is added up twice, and what a crash left is
 * put right by the next count.
 */
import { sql } from 'kysely';
import { firstIdAt } from '../domain/id-time.ts';
import type { Db, Tx } from './database.ts';
import { DAY_MS, HOUR_MS } from './summed-spans.ts';

/** Statements end within seconds of their time, so nothing is added to an hour that ended so long ago. */
const FINAL_AFTER_MS = 15 * 60_000;

export type CountPlan = {
  /** A count waits this many times as long as the one before took: so it never takes much of the database. */
  readonly restFactor: number;
  readonly restMsMin: number;
  /** Old hours are counted for so long in one go. */
  readonly budgetMs: number;
};

/**
 * Counts what is to be counted now, in whichever process comes first. True when old hours are left to do.
 */
export async function countStatistics(db: Db, plan: CountPlan): Promise<boolean> {
  const startedMs = performance.now();
  for (;;) {
    const next = await db.transaction().execute((tx) => countSome(tx, plan));
    if (next !== 'more') return false;
    if (performance.now() - startedMs > plan.budgetMs) return true;
  }
}

type Watch = {
  readonly final_to: Date | null;
  readonly days_to: Date | null;
  readonly now: Date;
  readonly rested: boolean;
};

/** One old hour for good, or the newest ones as they stand. */
async function countSome(tx: Tx, plan: CountPlan): Promise<'more' | 'done'> {
  const { rows } = await sql<Watch>`
    select final_to, days_to, now() as now, counted_at is null
      or counted_at < now() - greatest(${plan.restMsMin}::int, took_ms * ${plan.restFactor}::int)
        * interval '1 ms' as rested
    from statistics_watch for update skip locked`.execute(tx);
  const [watch] = rows;
  if (!watch) return 'done';
  const nowMs = watch.now.getTime();
  const fromMs = watch.final_to?.getTime() ?? (await findBeginningMs(tx)) ?? floor(nowMs, HOUR_MS);
  if (fromMs + HOUR_MS + FINAL_AFTER_MS <= nowMs) {
    await countHour(tx, fromMs);
    await sumLedgerHour(tx, fromMs);
    const finalToMs = fromMs + HOUR_MS;
    if (finalToMs % DAY_MS === 0) await sumDay(tx, finalToMs - DAY_MS);
    await sql`update statistics_watch set final_to = ${new Date(finalToMs)},
      days_to = ${new Date(floor(finalToMs, DAY_MS))}`.execute(tx);
    return 'more';
  }
  if (!watch.rested) return 'done';
  const startedMs = performance.now();
  for (let atMs = fromMs; atMs <= nowMs; atMs += HOUR_MS) await countHour(tx, atMs);
  const tookMs = Math.round(performance.now() - startedMs);
  await sql`update statistics_watch set counted_at = now(), took_ms = ${tookMs}`.execute(tx);
  return 'done';
}

function floor(ms: number, step: number): number {
  return Math.floor(ms / step) * step;
}

/** The hour of the first payment. */
async function findBeginningMs(tx: Tx): Promise<number | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select created_at as at from payments order by id limit 1`.execute(tx);
  const [first] = rows;
  return first && floor(first.at.getTime(), HOUR_MS);
}

/** Statements are kept short: an hour of a busy centre is counted in parts of so many attempts. */
const PART_ROWS = 40_000;
const PARTS_MAX = 60;

type Part = { readonly from: Date; readonly to: Date };

/** Equal parts of an hour, few where little happened. */
async function partsOf(tx: Tx, atMs: number): Promise<readonly Part[]> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from attempts where id >= ${firstIdAt(atMs)} and id < ${firstIdAt(atMs + HOUR_MS)}
      limit ${PART_ROWS * PARTS_MAX}) a`.execute(tx);
  const parts = Math.max(1, Math.ceil((rows[0]?.count ?? 0) / PART_ROWS));
  const momentOf = (part: number) => new Date(atMs + Math.round((part * HOUR_MS) / parts));
  return Array.from({ length: parts }, (_, part) => ({
    from: momentOf(part),
    to: momentOf(part + 1),
  }));
}

/** Puts the figures of one hour in the place of those that were counted before. */
async function countHour(tx: Tx, atMs: number): Promise<void> {
  const at = new Date(atMs);
  await sql`delete from statistics where grain = 'hour' and at = ${at}`.execute(tx);
  for (const part of await partsOf(tx, atMs)) await countPart(tx, at, part);
}

async function countPart(tx: Tx, at: Date, part: Part): Promise<void> {
  const [first, last] = [firstIdAt(part.from.getTime()), firstIdAt(part.to.getTime())];
  await sql`
    with begun as (
      select p.app_id, a.channel, p.currency, a.test, count(*) as started
      from attempts a join payments p on p.id = a.payment_id
      where a.id >= ${first} and a.id < ${last} group by 1, 2, 3, 4
    ), moved as (
      select t.app_id, a.channel, t.currency, a.test,
        sum(case t.kind when 'collected' then s.sign else 0 end) as paid,
        sum(case t.kind when 'collected' then s.sign * t.amount_minor else 0 end) as taken_minor,
        sum(case t.kind when 'refunded' then s.sign else 0 end) as refunds,
        sum(case t.kind when 'refunded' then s.sign * t.amount_minor else 0 end) as refunded_minor,
        sum(case t.kind when 'lost' then s.sign * t.amount_minor else 0 end) as lost_minor
      from transfers t join attempts a on a.id = t.attempt_id
      cross join lateral (select case
        when t.debit = 'receivable' and t.kind = 'collected' then 1
        when t.credit = 'receivable' and t.kind <> 'collected' then 1 else -1 end as sign) s
      where t.booked_at >= ${part.from} and t.booked_at < ${part.to} and t.kind in ('collected', 'refunded', 'lost')
      group by 1, 2, 3, 4
    ), disputed as (
      select d.app_id, a.channel, coalesce(a.received_currency, p.currency) as currency, a.test,
        count(*) as disputes
      from disputes d join attempts a on a.id = d.attempt_id join payments p on p.id = d.payment_id
      where d.id >= ${first} and d.id < ${last} group by 1, 2, 3, 4
    ), told as (
      select c.app_id, e.channel, e.currency, p.test,
        count(*) filter (where c.state = 'acknowledged') as acknowledged,
        count(*) filter (where c.state = 'failed') as failed
      from callbacks c join events e on e.id = c.event_id join payments p on p.id = c.payment_id
      where c.id >= ${first} and c.id < ${last} group by 1, 2, 3, 4
    ), names as (
      select app_id, channel, currency, test from begun
      union select app_id, channel, currency, test from moved
      union select app_id, channel, currency, test from disputed
      union select app_id, channel, currency, test from told
    )
    insert into statistics as s (grain, at, app_id, channel, currency, test, started, paid, taken_minor,
      refunds, refunded_minor, disputes, lost_minor, acknowledged, failed)
    select 'hour', ${at}, app_id, channel, currency, test, coalesce(started, 0), coalesce(paid, 0),
      coalesce(taken_minor, 0), coalesce(refunds, 0), coalesce(refunded_minor, 0), coalesce(disputes, 0),
      coalesce(lost_minor, 0), coalesce(acknowledged, 0), coalesce(failed, 0)
    from names
    left join begun using (app_id, channel, currency, test)
    left join moved using (app_id, channel, currency, test)
    left join disputed using (app_id, channel, currency, test)
    left join told using (app_id, channel, currency, test)
    on conflict (grain, at, app_id, channel, currency, test) do update set
      started = s.started + excluded.started, paid = s.paid + excluded.paid,
      taken_minor = s.taken_minor + excluded.taken_minor, refunds = s.refunds + excluded.refunds,
      refunded_minor = s.refunded_minor + excluded.refunded_minor,
      disputes = s.disputes + excluded.disputes, lost_minor = s.lost_minor + excluded.lost_minor,
      acknowledged = s.acknowledged + excluded.acknowledged, failed = s.failed + excluded.failed
    `.execute(tx);
}

async function sumLedgerHour(tx: Tx, atMs: number): Promise<void> {
  for (const { from, to } of await partsOf(tx, atMs)) {
    await sql`
      insert into ledger_sums as s (app_id, grain, at, account_id, currency, debit, credit, amount_minor)
      select app_id, 'hour', ${new Date(atMs)}, account_id, currency, debit, credit, sum(amount_minor)
      from transfers where booked_at >= ${from} and booked_at < ${to}
      group by app_id, account_id, currency, debit, credit
      on conflict (app_id, grain, at, account_id, currency, debit, credit)
      do update set amount_minor = s.amount_minor + excluded.amount_minor`.execute(tx);
  }
}

/** A day whose hours are all counted for good. */
async function sumDay(tx: Tx, atMs: number): Promise<void> {
  const [at, end] = [new Date(atMs), new Date(atMs + DAY_MS)];
  await sql`
    insert into statistics (grain, at, app_id, channel, currency, test, started, paid, taken_minor,
      refunds, refunded_minor, disputes, lost_minor, acknowledged, failed)
    select 'day', ${at}, app_id, channel, currency, test, sum(started), sum(paid), sum(taken_minor),
      sum(refunds), sum(refunded_minor), sum(disputes), sum(lost_minor), sum(acknowledged), sum(failed)
    from statistics where grain = 'hour' and at >= ${at} and at < ${end}
    group by app_id, channel, currency, test`.execute(tx);
  await sql`
    insert into ledger_sums (app_id, grain, at, account_id, currency, debit, credit, amount_minor)
    select app_id, 'day', ${at}, account_id, currency, debit, credit, sum(amount_minor)
    from ledger_sums where grain = 'hour' and at >= ${at} and at < ${end}
    group by app_id, account_id, currency, debit, credit`.execute(tx);
}

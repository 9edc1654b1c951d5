/** Figures of a period beside those of the one before, ready to be shown. */
import { formatGross } from '../domain/money.ts';
import type { Db } from '../store/database.ts';
import type { AppScope } from '../store/list-query.ts';
import { moneyFromRow } from '../store/payment-row.ts';
import {
  type Figures,
  type FiguresLine,
  type Grain,
  readCountedAt,
  readFigures,
} from '../store/statistics.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A period of so many days is shown by the hour. */
const HOURLY_DAYS_MAX = 2;

export type StatisticsQuery = {
  readonly apps: AppScope;
  readonly currency?: string;
  readonly channel?: string;
  readonly test: boolean;
  /** First and last day, both included: their first milliseconds, UTC. */
  readonly fromMs: number;
  readonly lastMs: number;
};

type Span = { readonly from: Date; readonly to: Date };

export type Report = {
  readonly grain: Grain;
  readonly now: Span;
  readonly before: Span;
  readonly countedAt: Date | null;
  readonly currencies: readonly CurrencyReport[];
  readonly callbacks: { readonly now: Told; readonly before: Told };
};

export type Told = { readonly acknowledged: number; readonly failed: number };

export type CurrencyReport = {
  readonly currency: string;
  readonly now: Figures;
  readonly before: Figures;
  readonly channels: readonly {
    readonly channel: string;
    readonly now: Figures;
    readonly before: Figures;
  }[];
  readonly buckets: readonly FiguresLine[];
};

/**
 * Compares like with like: where the period has not ended yet, the one before it ends as far into its
 * last day as it is now, to the hour.
 */
export async function reportStatistics(
  db: Db,
  query: StatisticsQuery,
  nowMs: number,
): Promise<Report> {
  const { fromMs, lastMs, ...filter } = query;
  const endMs = lastMs + DAY_MS;
  const lengthMs = endMs - fromMs;
  const grain: Grain = lengthMs <= HOURLY_DAYS_MAX * DAY_MS ? 'hour' : 'day';
  const reachedMs = Math.min(endMs, Math.max(fromMs, Math.ceil(nowMs / HOUR_MS) * HOUR_MS));
  const now = { from: new Date(fromMs), to: new Date(endMs) };
  const before = { from: new Date(fromMs - lengthMs), to: new Date(reachedMs - lengthMs) };
  const [lines, linesBefore, countedAt] = await Promise.all([
    readFigures(db, { ...filter, ...now }, grain),
    readFigures(db, { ...filter, ...before }, grain),
    readCountedAt(db),
  ]);
  const currencies = [...new Set([...lines, ...linesBefore].map(({ currency }) => currency))];
  return {
    grain,
    now,
    before,
    countedAt,
    currencies: currencies
      .map((currency) => reportCurrency(currency, lines, linesBefore))
      .toSorted((left, right) => right.now.started - left.now.started),
    callbacks: { now: toldIn(lines), before: toldIn(linesBefore) },
  };
}

function reportCurrency(
  currency: string,
  lines: readonly FiguresLine[],
  linesBefore: readonly FiguresLine[],
): CurrencyReport {
  const own = lines.filter((line) => line.currency === currency);
  const ownBefore = linesBefore.filter((line) => line.currency === currency);
  const channels = [...new Set([...own, ...ownBefore].map(({ channel }) => channel))];
  return {
    currency,
    now: sumOf(own),
    before: sumOf(ownBefore),
    channels: channels.toSorted().map((channel) => ({
      channel,
      now: sumOf(own.filter((line) => line.channel === channel)),
      before: sumOf(ownBefore.filter((line) => line.channel === channel)),
    })),
    buckets: own,
  };
}

const NOTHING: Figures = {
  started: 0,
  paid: 0,
  takenMinor: 0n,
  refunds: 0,
  refundedMinor: 0n,
  disputes: 0,
  lostMinor: 0n,
  acknowledged: 0,
  failed: 0,
};

function sumOf(lines: readonly Figures[]): Figures {
  return lines.reduce(
    (sum, line) => ({
      started: sum.started + line.started,
      paid: sum.paid + line.paid,
      takenMinor: sum.takenMinor + line.takenMinor,
      refunds: sum.refunds + line.refunds,
      refundedMinor: sum.refundedMinor + line.refundedMinor,
      disputes: sum.disputes + line.disputes,
      lostMinor: sum.lostMinor + line.lostMinor,
      acknowledged: sum.acknowledged + line.acknowledged,
      failed: sum.failed + line.failed,
    }),
    NOTHING,
  );
}

function toldIn(lines: readonly Figures[]): Told {
  const { acknowledged, failed } = sumOf(lines);
  return { acknowledged, failed };
}

/** An amount of figures, as it is written. */
export function written(minor: bigint, currency: string): { amount: string; currency: string } {
  return { amount: formatGross(moneyFromRow(minor, currency)), currency };
}

/** Figures for the home page, and what needs a person. */
import { Refusal } from '../../errors.ts';
import { type CurrencyReport, reportStatistics, written } from '../../flows/statistics-report.ts';
import { readAddressHealth } from '../../store/address-health.ts';
import { readWaiting } from '../../store/attention.ts';
import { type ChannelTrend, type Figures, readChannelTrends } from '../../store/statistics.ts';
import { defineOperation, type Operation } from './operation.ts';
import { Attention, AttentionQuery, Statistics, StatisticsQuery } from './schemas/statistics.ts';
import { scopeOf } from './scope.ts';

const SHARED = { tag: 'Statistics', access: 'payments:view', errors: ['UNKNOWN_APP'] } as const;

const DAY_MS = 86_400_000;
const DAYS_DEFAULT = 30;
const DAYS_MAX = 400;

const statistics = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/statistics',
  operationId: 'getStatistics',
  summary: 'Takings, success, refunds, disputes and callbacks, beside the period before',
  description:
    'Days are of UTC; without days, the last thirty. Up to two days are given by the hour. Counted every few seconds by housekeeping: `counted_to` says when.',
  query: StatisticsQuery,
  response: Statistics,
  async handler({ query, caller }, { centre }) {
    const nowMs = Date.now();
    const { app_id, currency, channel, test = false } = query;
    const days = readDays(query, nowMs);
    const filter = {
      ...{ apps: await scopeOf(centre, caller, app_id), test, ...days },
      ...(currency !== undefined && { currency }),
      ...(channel !== undefined && { channel }),
    };
    const report = await reportStatistics(centre.db, filter, nowMs);
    return {
      from: report.now.from.toISOString(),
      to: report.now.to.toISOString(),
      grain: report.grain,
      previous: {
        from: report.before.from.toISOString(),
        to: report.before.to.toISOString(),
      },
      counted_to: report.countedAt?.toISOString() ?? null,
      currencies: report.currencies.map(currencyView),
      callbacks: report.callbacks,
    };
  },
});

function readDays(query: { from?: string; to?: string }, nowMs: number) {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const lastMs = query.to === undefined ? today : Date.parse(query.to);
  const fromMs =
    query.from === undefined ? lastMs - (DAYS_DEFAULT - 1) * DAY_MS : Date.parse(query.from);
  const days = (lastMs - fromMs) / DAY_MS + 1;
  if (days >= 1 && days <= DAYS_MAX) return { fromMs, lastMs };
  const detail = `from and to must be days in this order, at most ${DAYS_MAX} of them.`;
  throw new Refusal('INVALID_PARAMETER', { parameter: 'from', detail });
}

function figuresView(figures: Figures, currency: string) {
  return {
    started: figures.started,
    paid: figures.paid,
    takings: written(figures.takenMinor, currency),
    refunds: figures.refunds,
    refunded: written(figures.refundedMinor, currency),
    disputes: figures.disputes,
    lost: written(figures.lostMinor, currency),
  };
}

function currencyView({ currency, now, before, channels, buckets }: CurrencyReport) {
  return {
    currency,
    now: figuresView(now, currency),
    before: figuresView(before, currency),
    channels: channels.map((each) => ({
      channel: each.channel,
      now: figuresView(each.now, currency),
      before: figuresView(each.before, currency),
    })),
    buckets: buckets.map((line) => ({
      at: line.at.toISOString(),
      channel: line.channel,
      ...figuresView(line, currency),
    })),
  };
}

const attention = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/attention',
  operationId: 'getAttention',
  summary: 'What needs a person now',
  query: AttentionQuery,
  response: Attention,
  async handler({ query, caller }, { centre }) {
    const apps = await scopeOf(centre, caller, query.app_id);
    const [waiting, addresses, trends] = await Promise.all([
      readWaiting(centre.db, apps),
      readAddressHealth(centre.db, apps),
      readChannelTrends(centre.db, apps, Date.now()),
    ]);
    return {
      reviews: {
        count: waiting.reviews,
        oldest_at: waiting.oldestReviewAt?.toISOString() ?? null,
      },
      duplicates: { count: waiting.duplicates },
      other_alerts: { count: waiting.otherAlerts },
      refunds_unsettled: { count: waiting.refundsUnsettled },
      disputes: {
        open: waiting.disputesOpen,
        next_due_at: waiting.nextDueAt?.toISOString() ?? null,
      },
      callbacks: {
        failed: waiting.callbacksFailed,
        addresses_down: addresses.filter(({ state }) => state === 'down').length,
      },
      channels: trends.filter(isTroubled).map((trend) => ({
        app_id: trend.appId,
        channel: trend.channel,
        started: trend.started,
        paid: trend.paid,
        usual_rate: usualRate(trend),
      })),
    };
  },
});

/** So few attempts say nothing. */
const STARTED_MIN = 10;
/** Half as good as usual is not chance any more. */
const TROUBLED_BELOW = 0.5;

function usualRate({ startedBefore, paidBefore }: ChannelTrend): number | null {
  return startedBefore < STARTED_MIN ? null : paidBefore / startedBefore;
}

function isTroubled(trend: ChannelTrend): boolean {
  const usual = usualRate(trend);
  if (trend.started < STARTED_MIN || usual === null) return false;
  return trend.paid / trend.started < usual * TROUBLED_BELOW;
}

export const statisticsOperations: readonly Operation[] = [statistics, attention];

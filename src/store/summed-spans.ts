/** A period, cut into what has been summed up by the day, by the hour, and not yet. */

/** From a moment on, up to but not including another; Unix milliseconds, or infinite. */
export type Span = { readonly fromMs: number; readonly toMs: number };

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type CutPeriod = {
  readonly days: readonly Span[];
  readonly hours: readonly Span[];
  /** What has to be read row by row. */
  readonly rest: readonly Span[];
};

/** Cuts a period; hours and days are summed up to the moments given. No span is empty, and none overlap. */
export function cutPeriod(
  { fromMs, toMs }: Span,
  summed: { readonly hoursToMs: number; readonly daysToMs: number },
): CutPeriod {
  const hours = inside(fromMs, Math.min(toMs, summed.hoursToMs), HOUR_MS);
  if (!hours) return { days: [], hours: [], rest: filled([{ fromMs, toMs }]) };
  const days = inside(fromMs, Math.min(toMs, summed.daysToMs), DAY_MS);
  return {
    days: days ? [days] : [],
    hours: days ? around(hours, days) : [hours],
    rest: around({ fromMs, toMs }, hours),
  };
}

/** The whole steps that lie in a span. */
function inside(fromMs: number, toMs: number, stepMs: number): Span | undefined {
  const span = { fromMs: step(fromMs, stepMs, Math.ceil), toMs: step(toMs, stepMs, Math.floor) };
  return span.fromMs < span.toMs ? span : undefined;
}

function step(ms: number, stepMs: number, round: (value: number) => number): number {
  return round(ms / stepMs) * stepMs;
}

/** What of the outer span lies before the inner one, and after it. */
function around(outer: Span, inner: Span): readonly Span[] {
  return filled([
    { fromMs: outer.fromMs, toMs: inner.fromMs },
    { fromMs: inner.toMs, toMs: outer.toMs },
  ]);
}

function filled(spans: readonly Span[]): readonly Span[] {
  return spans.filter(({ fromMs, toMs }) => fromMs < toMs);
}

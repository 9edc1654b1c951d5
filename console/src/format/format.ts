/** Money, times and shares as people of a language write them. */
import type { Money } from '../api/shapes.ts';

export type Format = ReturnType<typeof formatFor>;

/** @param inUtc times in UTC instead of the reader's zone. */
export function formatFor(language: string, inUtc: boolean) {
  const zone = inUtc ? { timeZone: 'UTC' } : {};
  const dateTime = new Intl.DateTimeFormat(language, {
    ...zone,
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const second = new Intl.DateTimeFormat(language, {
    ...zone,
    ...{ month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  const utcDay = new Intl.DateTimeFormat(language, {
    ...{ timeZone: 'UTC', month: 'short', day: 'numeric' },
  });
  const hour = new Intl.DateTimeFormat(language, { ...zone, hour: '2-digit', hourCycle: 'h23' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const count = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: 'compact' });
  const at = (iso: string) => new Date(iso);
  return {
    dateTime: (iso: string) => dateTime.format(at(iso)),
    second: (iso: string) => second.format(at(iso)),
    /** Days of figures are of UTC, wherever they are read. */
    utcDay: (iso: string) => utcDay.format(at(iso)),
    hour: (iso: string) => hour.format(at(iso)),
    percent: (share: number) => percent.format(share),
    count: (value: number) => count.format(value),
    compact: (value: number) => compact.format(value),
    money: (money: Money) => moneyFormat(language, money),
    fromNow: (iso: string) => fromNow(relative, at(iso).getTime() - Date.now()),
  };
}

/** The decimal is passed on as text: no float ever holds it. */
function moneyFormat(language: string, { amount, currency }: Money): string {
  const digits = amount.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function fromNow(relative: Intl.RelativeTimeFormat, spanMs: number): string {
  for (const [unit, unitMs] of UNITS) {
    if (Math.abs(spanMs) >= unitMs) return relative.format(Math.trunc(spanMs / unitMs), unit);
  }
  return relative.format(Math.trunc(spanMs / 1_000), 'second');
}

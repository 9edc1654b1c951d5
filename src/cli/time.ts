/** Points in time, as people type them. */
import { CommandError } from './command-error.ts';

const SPAN_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** A point in time: ISO 8601 (UTC where it names no zone), or a span until now such as `2h`. */
export function readTime(option: string, text: string, nowMs: number): Date {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) {
    return new Date(nowMs - Number(count) * SPAN_MS[unit as keyof typeof SPAN_MS]);
  }
  const named = ISO_TIME.exec(text);
  const time = named && new Date(named[1] && !named[4] ? `${text}Z` : text);
  if (!time || Number.isNaN(time.getTime())) {
    throw new CommandError(
      `${option} must be a time such as 2025-01-31T08:00:00Z, or a span such as 2h, not "${text}".`,
      2,
    );
  }
  return time;
}

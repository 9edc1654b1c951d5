import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPeriod, DAY_MS, HOUR_MS, type Span } from './summed-spans.ts';

const at = (day: number, hour = 0, minute = 0) =>
  day * DAY_MS + hour * HOUR_MS + minute * (HOUR_MS / 60);
const summed = { hoursToMs: at(10, 7), daysToMs: at(10) };
const always: Span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

test('all time is read by the day, then by the hour, and the newest row by row', () => {
  expect(cutPeriod(always, summed)).toEqual({
    days: [{ fromMs: Number.NEGATIVE_INFINITY, toMs: at(10) }],
    hours: [{ fromMs: at(10), toMs: at(10, 7) }],
    rest: [{ fromMs: at(10, 7), toMs: Number.POSITIVE_INFINITY }],
  });
});

test('before anything is summed up, all is read row by row', () => {
  const nothing = { hoursToMs: Number.NEGATIVE_INFINITY, daysToMs: Number.NEGATIVE_INFINITY };
  expect(cutPeriod(always, nothing)).toEqual({ days: [], hours: [], rest: [always] });
});

test('a period of minutes is read row by row, on both sides of a full hour too', () => {
  const minutes = { fromMs: at(3, 10, 10), toMs: at(3, 11, 30) };
  expect(cutPeriod(minutes, summed)).toEqual({ days: [], hours: [], rest: [minutes] });
});

test('however a period is cut, each of its moments is in one piece and no other moment is in any', () => {
  const minute = fc.integer({ min: 0, max: 6 * 24 * 4 }).map((quarter) => quarter * 15 * 60_000);
  fc.assert(
    fc.property(minute, minute, minute, minute, (a, b, hours, moment) => {
      const period = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
      const hoursToMs = Math.floor(hours / HOUR_MS) * HOUR_MS;
      const daysToMs = Math.floor(hoursToMs / DAY_MS) * DAY_MS;
      const { days, hours: parts, rest } = cutPeriod(period, { hoursToMs, daysToMs });
      const holds = ({ fromMs, toMs }: Span) => moment >= fromMs && moment < toMs;
      const pieces = [...days, ...parts, ...rest].filter(holds).length;
      expect(pieces).toBe(holds(period) ? 1 : 0);
    }),
  );
});

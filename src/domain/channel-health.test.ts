import { describe, expect, test } from 'vitest';
import {
  type CallHistory,
  HEALTH_RULES,
  isChannelFailure,
  isTroubled,
  NO_CALLS,
  recentCalls,
  withCall,
} from './channel-health.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

/** Calls one second apart, `x` for one that failed and `.` for one that was replied to. */
function called(pattern: string, from: CallHistory = NO_CALLS, startMs = START) {
  let nowMs = startMs;
  let history = from;
  for (const sign of pattern) {
    nowMs += SECOND;
    history = withCall(history, sign === 'x', nowMs);
  }
  return { history, nowMs };
}

function troubled(pattern: string, laterMs = 0): boolean {
  const { history, nowMs } = called(pattern);
  return isTroubled(recentCalls(history, nowMs + laterMs), nowMs + laterMs);
}

describe('a channel is in trouble', () => {
  test('when at least three of its calls failed, and at least half', () => {
    expect(troubled('xx')).toBe(false);
    expect(troubled('xxx')).toBe(true);
    expect(troubled('...xxx')).toBe(true);
    expect(troubled('....xxx')).toBe(false);
    expect(troubled('.x.x.x')).toBe(true);
  });

  test('but not for calls that it answered, and not while nothing is known', () => {
    expect(troubled('')).toBe(false);
    expect(troubled('.'.repeat(50))).toBe(false);
  });

  test('until it has answered five times in a row', () => {
    expect(troubled(`${'x'.repeat(40)}....`)).toBe(true);
    expect(troubled(`${'x'.repeat(40)}.....`)).toBe(false);
    expect(troubled(`${'x'.repeat(40)}....x.`)).toBe(true);
  });

  test('until it has been left in peace for two minutes; the next failure brings it back', () => {
    expect(troubled('xxxx', 2 * MINUTE - 1)).toBe(true);
    expect(troubled('xxxx', 2 * MINUTE)).toBe(false);
    const { history, nowMs } = called('xxxx');
    const again = called('x', history, nowMs + 3 * MINUTE);
    expect(isTroubled(recentCalls(again.history, again.nowMs), again.nowMs)).toBe(true);
  });

  test('and what was longer ago than the window does not count', () => {
    const old = called('xxxxxxxx');
    const later = called('xx', old.history, old.nowMs + HEALTH_RULES.windowMs);
    expect(isTroubled(recentCalls(later.history, later.nowMs), later.nowMs)).toBe(false);
    expect(recentCalls(later.history, later.nowMs)).toMatchObject({ calls: 2, failures: 2 });
  });

  test('by other numbers where other rules are given', () => {
    const rules = { ...HEALTH_RULES, failuresMin: 1, failureShare: 1 };
    const { history, nowMs } = called('x');
    expect(isTroubled(recentCalls(history, nowMs, rules), nowMs, rules)).toBe(true);
  });
});

test('what is remembered does not grow with the calls', () => {
  const { history, nowMs } = called('x.'.repeat(2_000));
  expect(history.slots.length).toBeLessThanOrEqual(20);
  const { calls, failures } = recentCalls(history, nowMs);
  expect(failures).toBe(calls / 2);
  expect(calls).toBeGreaterThan(500);
});

test.each([
  [null, true],
  [429, true],
  [500, true],
  [503, true],
  [200, false],
  [302, false],
  [400, false],
  [401, false],
  [422, false],
])('a reply with status %s is a failure of the channel: %s', (status, failure) => {
  expect(isChannelFailure(status)).toBe(failure);
});

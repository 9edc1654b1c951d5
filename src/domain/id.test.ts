import { expect, test } from 'vitest';
import { newId } from './id.ts';
import { firstIdAt, idTimeMs } from './id-time.ts';

test('an id is 32 characters that are safe in an address', () => {
  for (let made = 0; made < 1_000; made += 1) {
    expect(newId()).toMatch(/^[0-9a-hjkmnp-tv-z]{32}$/);
  }
});

test('ids sort by the millisecond in which they were made, and give it back', () => {
  const times = [0, 1, 31, 1_024, Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 1, 2 ** 48 - 1];
  const ids = times.map((ms) => newId(ms));
  expect(ids.toSorted()).toEqual(ids);
  expect(ids.map(idTimeMs)).toEqual(times);
});

test('a span of time begins in ids where its first millisecond does', () => {
  const ms = Date.UTC(2026, 0, 1);
  expect(idTimeMs(firstIdAt(ms))).toBe(ms);
  for (let made = 0; made < 100; made += 1) {
    expect(newId(ms - 1) < firstIdAt(ms)).toBe(true);
    expect(newId(ms) >= firstIdAt(ms)).toBe(true);
  }
});

test('text that is no id has no time', () => {
  expect(['', 'short', 'order-2012-0101', `${'0'.repeat(9)}!`].map(idTimeMs)).toEqual(
    Array(4).fill(undefined),
  );
});

test('no two of a hundred thousand ids of one millisecond are alike', () => {
  const ids = new Set(Array.from({ length: 100_000 }, () => newId(Date.UTC(2026, 0, 1))));
  expect(ids.size).toBe(100_000);
});

test('at least a hundred bits of an id cannot be foretold', () => {
  const sample = Array.from({ length: 2_000 }, () => newId(Date.UTC(2026, 0, 1)));
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  let free = 0;
  for (let at = 0; at < 32; at += 1) {
    const values = sample.map((id) => alphabet.indexOf(id.charAt(at)));
    for (const bit of [1, 2, 4, 8, 16]) {
      const ones = values.filter((value) => value & bit).length;
      // Ten standard deviations from the half: a fixed or counted bit is far outside.
      if (Math.abs(ones - 1_000) < 224) free += 1;
    }
  }
  expect(free).toBe(112);
});

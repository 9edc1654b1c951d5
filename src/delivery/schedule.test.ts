import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSend } from './schedule.ts';

test('a callback is due at once, then after each delay, then never again', () => {
  expect([0, 1, 2, 3, 4].map((sends) => nextSend([60, 600], sends))).toEqual([
    0,
    60,
    600,
    undefined,
    undefined,
  ]);
});

test('an app with fewer delays has fewer sends', () => {
  expect(nextSend([], 1)).toBeUndefined();
  expect(nextSend([5], 1)).toBe(5);
  expect(nextSend([5], 2)).toBeUndefined();
});

test('no settings bring a fourth send', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 3, max: 1_000 }), (delays, sends) => {
      expect(nextSend(delays, sends)).toBeUndefined();
    }),
  );
});

test.each([-1, 0.5, Number.NaN])('%d sends so far is refused, not guessed at', (sends) => {
  expect(() => nextSend([60, 600], sends)).toThrow(RangeError);
});

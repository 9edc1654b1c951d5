import { expect, test } from 'vitest';
import { readTime } from './time.ts';

const NOW = Date.parse('2025-03-01T12:00:00Z');

test.each([
  ['2h', '2025-03-01T10:00:00.000Z'],
  ['45m', '2025-03-01T11:15:00.000Z'],
  ['7d', '2025-02-22T12:00:00.000Z'],
  ['2025-02-28', '2025-02-28T00:00:00.000Z'],
  ['2025-02-28T08:30', '2025-02-28T08:30:00.000Z'],
  ['2025-02-28T08:30:00.5+02:00', '2025-02-28T06:30:00.500Z'],
])('since %s is %s', (text, time) => {
  expect(readTime('--since', text, NOW).toISOString()).toBe(time);
});

test.each(['yesterday', '2', 'h', '-2h', '2025-13-01', '01.02.2025', ''])(
  'since %j is wrong usage',
  (text) => {
    expect(() => readTime('--since', text, NOW)).toThrow(expect.objectContaining({ exitCode: 2 }));
  },
);

import { describe, expect, test } from 'vitest';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { readMessage, textOf, timeMsOf, wordOf } from './message.ts';

const read = (form: string) => readMessage(Buffer.from(form, 'latin1'));

test('the published vector is read in its own alphabet', () => {
  const message = read(vectors.raw);
  expect(textOf(message, 'first_name')).toBe(vectors.name);
  expect(textOf(message, 'mc_gross')).toBe('-19.95');
  expect(timeMsOf(message, 'payment_date')).toBe(Date.parse('2026-01-14T04:12:59Z'));
});

test.each([
  ['a=%80%92&charset=windows-1252', '€’'],
  ['a=%80%92', '€’'],
  ['a=%80%92&charset=no-such-alphabet', '€’'],
  ['charset=UTF-8&a=%E2%82%AC+%2b', '€ +'],
  ['charset=gb2312&a=%C4%E3', '你'],
  ['a=\x80%e9', '€é'],
  ['a=100%&charset=utf-8', '100%'],
  ['a=1&a=2', '2'],
  ['A=1&a=+2+', '2'],
])('%j', (form, value) => {
  expect(textOf(read(form), 'a')).toBe(value);
});

test('what is empty is not there', () => {
  for (const form of ['', 'a=', 'a', 'a=+', 'A=1', '=1', '&&']) {
    expect(textOf(read(form), 'a')).toBeUndefined();
  }
});

test('a word is the same in either of its spellings', () => {
  for (const reason of ['buyer-complaint', 'buyer_complaint', 'BUYER_Complaint']) {
    expect(wordOf(read(`reason_code=${reason}`), 'reason_code')).toBe('buyer_complaint');
  }
});

describe('a time', () => {
  const timeOf = (text: string) => timeMsOf(read(`t=${encodeURIComponent(text)}`), 't');

  test.each([
    ['20:12:59 Jan 13, 2026 PST', '2026-01-14T04:12:59Z'],
    ['02:30:00 Jul 5, 2026 PDT', '2026-07-05T09:30:00Z'],
    ['23:59:59 Dec. 31, 2025 PST', '2026-01-01T07:59:59Z'],
  ])('%s', (text, instant) => {
    expect(timeOf(text)).toBe(Date.parse(instant));
  });

  test.each([
    '',
    '20:12:59 Jan 13, 2026',
    '20:12:59 Jan 13, 2026 CET',
    '99:12:59 Jan 13, 2026 PST',
  ])('is not to be had from "%s"', (text) => {
    expect(timeOf(text)).toBeUndefined();
  });
});

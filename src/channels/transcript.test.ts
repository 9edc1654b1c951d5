import { expect, test } from 'vitest';
import { keepFields, keepMembers } from './transcript.ts';

const NAMES = new Set(['id', 'list', 'inner']);

test('only members that are named are kept, at any depth', () => {
  const json = { id: 1, secret: 'x', inner: { id: 2, secret: { id: 3 } }, list: [{ id: 4, x: 5 }] };
  expect(keepMembers(Buffer.from(JSON.stringify(json)), NAMES)).toBe(
    '{"id":1,"inner":{"id":2},"list":[{"id":4}]}',
  );
});

test('what is no JSON object is told by its length', () => {
  for (const body of ['not json', '"secret"', '42']) {
    expect(keepMembers(Buffer.from(body), NAMES)).toBe(
      `${body.length} bytes that are no JSON object`,
    );
  }
});

test('only fields that are named are kept of a form', () => {
  const fields = new URLSearchParams('id=1&secret=x&__proto__=y&inner=%C3%BC');
  expect(keepFields(fields, NAMES)).toBe('{"id":"1","inner":"ü"}');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '../domain/channel.ts';
import { usd } from '../domain/payment.test-support.ts';
import { factsFromJson, factsToJson, storableText } from './fact-json.ts';

test('facts come back from the database as they went, amounts beyond the exact floats included', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0'));
  const texts = fc.record({
    channelTransaction: text,
    payerEmail: text,
    minor: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    feeMinor: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  });
  fc.assert(
    fc.property(texts, ({ minor, ...rest }) => {
      const subject = { reference: 'a' };
      const facts: Fact[] = [
        { kind: 'paid', subject, occurredAtMs: 1, gross: usd(minor), ...rest },
      ];
      expect(factsFromJson(JSON.parse(factsToJson(facts)))).toEqual(facts);
    }),
  );
});

test('of a text only what no database can hold is replaced', () => {
  expect(storableText('a\0b \ud800 c \u{1f600}')).toBe('a\ufffdb \ufffd c \u{1f600}');
});

test('no fact can reach the prototype of anything (threats row 40)', () => {
  const hostile = JSON.parse('[{"kind":"unknown","__proto__":{"isAdmin":true}}]');
  const [fact] = factsFromJson(hostile);
  expect(Object.getPrototypeOf(fact)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
});

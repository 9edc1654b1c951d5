import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { membersAsWritten } from './answer.ts';

describe('the members of an answer', () => {
  test('are as they were written, spaces and escapes included', () => {
    const text =
      ' { "a_response" : {"msg":"\\u4ea4 \\/ x", "n": 1.50 , "list":[1, {"}":"]"}]} ,"sign":"a\\"b=" }\n';
    expect([...(membersAsWritten(text) ?? [])]).toEqual([
      ['a_response', '{"msg":"\\u4ea4 \\/ x", "n": 1.50 , "list":[1, {"}":"]"}]}'],
      ['sign', '"a\\"b="'],
    ]);
  });

  test('are those of any JSON object, each with its last value', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__', '"', '\\', '},'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.jsonValue())), fc.nat(3), (entries, indent) => {
        const written = entries.map(
          ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value, null, indent)}`,
        );
        const members = membersAsWritten(`{${written.join(' ,')}}`);
        const expected = new Map(
          entries.map(([key, value]) => [key, JSON.stringify(value, null, indent)]),
        );
        expect(members).toEqual(expected);
      }),
    );
  });

  test.each(['', '[]', 'null', '"text"', '{"a":1', '{"a":1} x', '<html>'])(
    'are not there in %s',
    (text) => {
      expect(membersAsWritten(text)).toBeUndefined();
    },
  );
});

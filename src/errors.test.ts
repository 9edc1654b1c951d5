import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRORS, type ErrorCode, Refusal } from './errors.ts';

type Documented = { readonly status: number; readonly retryable: boolean };

const RETRY_WORDS: Readonly<Record<string, boolean>> = {
  'try again': true,
  'do not try again': false,
};

/** What docs/errors.md says of each code: a heading, and below it status and retry. */
function documentedErrors(): readonly (readonly [code: string, Documented])[] {
  const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const [, ...sections] = text.split(/^### /m);
  return sections.map((section) => {
    const [code = '', , rule = ''] = section.split('\n');
    const match = /^HTTP (\d{3}) · (.+)$/.exec(rule);
    const retryable = RETRY_WORDS[match?.[2] ?? ''];
    if (!match || retryable === undefined) throw new Error(`docs/errors.md: ${code} has no rule.`);
    return [code, { status: Number(match[1]), retryable }];
  });
}

test('every code is documented once, and no other code is', () => {
  const codes = documentedErrors().map(([code]) => code);
  expect(codes.toSorted()).toEqual(Object.keys(ERRORS).toSorted());
});

test('the document tells the status of every code, and whether to try again', () => {
  const registry = Object.entries(ERRORS).map(([code, { status, retryable }]) => [
    code,
    { status, retryable },
  ]);
  expect(Object.fromEntries(documentedErrors())).toEqual(Object.fromEntries(registry));
});

test('the document says of every code what to do', () => {
  const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const silent = text
    .split(/^### /m)
    .slice(1)
    .filter((section) => !/\n\nWhat to do: ./.test(section))
    .map((section) => section.split('\n')[0]);
  expect(silent).toEqual([]);
});

test('every text is a sentence, and a refusal speaks it unless it has more to say', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    expect(ERRORS[code].text).toMatch(/^[A-Za-z].+\.$/);
    expect(new Refusal(code).message).toBe(ERRORS[code].text);
    expect(new Refusal(code, { detail: 'More.' })).toMatchObject({
      message: 'More.',
      status: ERRORS[code].status,
    });
  }
});

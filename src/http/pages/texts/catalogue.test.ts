import { expect, test } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import { TEXTS } from './catalogue.ts';
import type { Texts } from './texts.ts';

/** Words that a language shares with English. */
const SHARED = new Set(['Test', 'Code', 'Transaction', 'Website', 'Parameter']);

function sentences(node: object, path = ''): (readonly [string, string])[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as const]
      : sentences(value as object, `${path}${key}.`),
  );
}

function placeholders(text: string): readonly string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}

const english = new Map(sentences(TEXTS.en));
const others = LANGUAGES.filter((language) => language !== 'en').map(
  (language) => [language, TEXTS[language]] as const,
);

test.each(others)('%s says everything that English says, with the same names in it', (_, texts) => {
  const named = (list: Iterable<readonly [string, string]>) =>
    [...list].map(([path, text]) => [path, placeholders(text)]).sort();
  expect(named(sentences(texts))).toEqual(named(english));
});

test.each(others)('%s has no English left over', (_, texts) => {
  const same = sentences(texts).filter(
    ([path, text]) => text === english.get(path) && !SHARED.has(text),
  );
  expect(same).toEqual([]);
});

test.each(Object.entries(TEXTS))('%s does not shout, and leaves no space behind', (_, texts) => {
  const wrong = sentences(texts satisfies Texts).filter(
    ([, text]) => /[!！¡]|^\s|\s$| {2}|\.\.\./.test(text) || text === '',
  );
  expect(wrong).toEqual([]);
});

import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('threat 30: a value that a spreadsheet would run is written as text', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
    expect(csvLine([formula]).replaceAll('"', '').startsWith("'")).toBe(true);
  }
});

test('commas, quotes and line breaks stay within their cell', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'plain'])).toBe(
    '"a,b","say ""hi""","two\nlines",plain\r\n',
  );
});

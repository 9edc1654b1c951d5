/** What commands print. People get plain text in columns, scripts one JSON document. */

/** What may not reach a terminal raw: it could move the cursor, or turn the text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text on one line, with everything that a terminal would obey made visible. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Prints `value` for scripts, or the lines that `forPeople` makes. */
export function report(
  options: { readonly json?: true },
  value: unknown,
  forPeople: () => readonly string[],
): void {
  const text = options.json ? jsonText(value) : forPeople().map(printable).join('\n');
  if (text !== '') process.stdout.write(`${text}\n`);
}

function jsonText(value: unknown): string {
  // JSON escapes the low control characters only; what is left is as valid with an escape.
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    escaped,
  );
}

/** Rows in columns under headings; a sentence where there are none. */
export function table<Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string | number | null>>,
  whenEmpty: string,
): readonly string[] {
  if (rows.length === 0) return [whenEmpty];
  const headings = Object.keys(columns);
  const cells = rows.map((row) =>
    Object.values(columns).map((cell) => printable(String(cell(row) ?? '-'))),
  );
  const widths = headings.map((heading, at) =>
    Math.max(...[heading, ...cells.map((line) => line[at] ?? '')].map(widthOf)),
  );
  return [headings, ...cells].map((line) =>
    line
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Names and values, one a line; values that are not there are left out. */
export function fields(values: Readonly<Record<string, unknown>>): readonly string[] {
  const given = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`);
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Columns on a terminal: East Asian characters take two, combining ones none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue;
    width += WIDE.test(character) || (character.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
  }
  return width;
}

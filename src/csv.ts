/** Comma-separated values that a spreadsheet opens without running anything. */

/** What a spreadsheet would take for the start of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line, its end included. Text that looks like a formula is marked as text by an apostrophe. */
export function csvLine(values: readonly string[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

function cell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as text, line by line: any number of rows, one at a time in memory. */
export async function* csvLines<Row>(
  columns: Readonly<Record<string, (row: Row) => string>>,
  rows: AsyncIterable<Row>,
): AsyncIterable<string> {
  yield csvLine(Object.keys(columns));
  const cells = Object.values(columns);
  for await (const row of rows) yield csvLine(cells.map((cellOf) => cellOf(row)));
}

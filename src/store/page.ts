/** Pages of a list: each ends at a key, so rows that arrive meanwhile shift nothing. */
import { Refusal } from '../errors.ts';

export type PageQuery = { readonly limit?: number; readonly cursor?: string };

export const PAGE_ROWS_DEFAULT = 50;

/**
 * Reads a page by `read`, which is given where to go on and how many rows to read: one more than is shown,
 * because that tells whether there is another page. `key` is the member that rows are ordered by. Throws a
 * Refusal INVALID_PARAMETER for a cursor that is none of ours.
 */
export async function readPage<Key extends string, Row extends Readonly<Record<Key, string>>>(
  { limit = PAGE_ROWS_DEFAULT, cursor }: PageQuery,
  key: Key,
  read: (from: {
    readonly after: string | undefined;
    readonly limit: number;
  }) => Promise<readonly Row[]>,
): Promise<{ readonly data: readonly Row[]; readonly next: string | null }> {
  const rows = await read({ after: readCursor(cursor), limit: limit + 1 });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next: rows.length > limit && last ? cursorAt(last[key]) : null };
}

export function cursorAt(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function readCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString();
  if (key !== '' && !key.includes('\0') && cursorAt(key) === cursor) return key;
  throw wrongCursor();
}

/** Refuses a cursor that is none of ours. */
export function wrongCursor(): Refusal {
  return new Refusal('INVALID_PARAMETER', {
    parameter: 'cursor',
    detail: 'cursor must be the `next` of the page before, unchanged.',
  });
}

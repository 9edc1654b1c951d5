/** What a list is asked for, and where a page of it ends. */
import { Refusal } from '../errors.ts';
import { cursorAt, type PageQuery, wrongCursor } from './page.ts';

export type { PageQuery } from './page.ts';

export type ListQuery = PageQuery & {
  readonly appId?: string;
  readonly orderId?: string;
};

/** The apps whose rows may be seen; null for all. */
export type AppScope = readonly string[] | null;

/** A span of time: from a moment on, up to but not including another. */
export type Period = { readonly from?: Date; readonly to?: Date };

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 500;

const ID = /^[0-9a-z]{32}$/;

/** Throws a Refusal INVALID_PARAMETER for a limit out of bounds, or a cursor that is none of ours. */
export function readPage(query: PageQuery): { limit: number; before: string | undefined } {
  const limit = readLimit(query);
  if (query.cursor === undefined) return { limit, before: undefined };
  const before = Buffer.from(query.cursor, 'base64url').toString();
  if (!ID.test(before)) throw wrongCursor();
  return { limit, before };
}

export function readLimit(query: PageQuery): number {
  const limit = query.limit ?? LIMIT_DEFAULT;
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new Refusal('INVALID_PARAMETER', {
    parameter: 'limit',
    detail: `limit must be a whole number from 1 to ${LIMIT_MAX}.`,
  });
}

export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

/** A page of rows of which one more than the page was read: it says whether there is another page. */
export function pageOf<Row extends { readonly id: string }>(
  read: readonly Row[],
  limit: number,
): Page<Row> {
  const rows = read.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: read.length > limit && last ? cursorAt(last.id) : null };
}

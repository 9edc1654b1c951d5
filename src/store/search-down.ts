/**
 * Lists by filters that no index serves. A table is walked down from its newest row in spans of so many
 * rows, until the page is full or the time is up. So an answer comes in time whatever is asked for, and a
 * page that ended early says how far it has looked.
 */
import { type RawBuilder, sql } from 'kysely';
import { firstIdAt, idTimeMs } from '../domain/id-time.ts';
import type { Db } from './database.ts';
import { type AppScope, type Page, type Period, pageOf } from './list-query.ts';
import { cursorAt } from './page.ts';

/** Rows of the first span: few, since most filters match soon. */
const SPAN_FIRST = 2_000;
const SPAN_GROWTH_MAX = 5;
const SPAN_MAX = 50_000;
/** What one search may take, in all: below what a person takes for a pause. */
export const SEARCH_BUDGET_MS = 90;

/** Ids from the first one on, up to but not including the other. */
export type IdSpan = { readonly from: string; readonly before: string };

/** A table that is walked by `(app_id, id)`, or by its key where all apps may be seen. */
export type WalkedTable = 'payments' | 'callbacks' | 'refunds';

export type Walk<Row> = {
  readonly table: WalkedTable;
  readonly apps: AppScope;
  /** Where it may go. */
  readonly within: IdSpan;
  /** At most so many rows that match, from this span, the newest first. */
  readonly read: (span: IdSpan, limit: number) => Promise<readonly Row[]>;
  readonly budgetMs?: number;
};

export type Walked<Row> = {
  readonly rows: readonly Row[];
  /** Rows from this id on have been looked at; null when all have, or when there were enough. */
  readonly stoppedAt: string | null;
};

export type SearchedPage<Row> = Page<Row> & {
  /** On a page that ended before it was full: the moment to which everything has been looked at. */
  readonly searchedTo: Date | null;
};

/** A page of rows; `indexed` where an index serves the filter, so that all can be read at once. */
export async function searchPage<Row extends { readonly id: string }>(
  db: Db,
  walk: Walk<Row>,
  limit: number,
  indexed: boolean,
): Promise<SearchedPage<Row>> {
  const { rows, stoppedAt } = indexed
    ? { rows: await walk.read(walk.within, limit + 1), stoppedAt: null }
    : await walkDown(db, walk, limit + 1);
  const page = pageOf(rows, limit);
  if (stoppedAt === null) return { ...page, searchedTo: null };
  const searchedTo = new Date(idTimeMs(stoppedAt) ?? 0);
  return { rows: page.rows, next: cursorAt(stoppedAt), searchedTo };
}

/** After every id there is. */
const LAST = '~';

/** The ids of a period, below the cursor of a page. */
export function idsWithin({ from, to }: Period, cursor?: string): IdSpan {
  const before = to === undefined ? LAST : firstIdAt(to.getTime());
  return {
    from: from === undefined ? '' : firstIdAt(from.getTime()),
    before: cursor !== undefined && cursor < before ? cursor : before,
  };
}

/** Walks down until `limit` rows are found, the end is reached, or the time is up. */
export async function walkDown<Row>(db: Db, walk: Walk<Row>, limit: number): Promise<Walked<Row>> {
  const { within, read, budgetMs = SEARCH_BUDGET_MS } = walk;
  const deadline = performance.now() + budgetMs;
  const rows: Row[] = [];
  let { before } = within;
  let span = SPAN_FIRST;
  for (;;) {
    const startedMs = performance.now();
    const edge = await edgeBelow(db, walk, before, span);
    const last = edge === undefined || edge <= within.from;
    const from = last ? within.from : edge;
    rows.push(...(await read({ from, before }, limit - rows.length)));
    if (last || rows.length >= limit) return { rows, stoppedAt: null };
    const nowMs = performance.now();
    if (nowMs > deadline) return { rows, stoppedAt: from };
    before = from;
    span = nextSpan(span, nowMs - startedMs, deadline - nowMs);
  }
}

/** As many rows as can be read in the time that is left, going by the span before; never less than the first. */
function nextSpan(span: number, tookMs: number, leftMs: number): number {
  const fitting = Math.floor((span * leftMs) / Math.max(tookMs, 1));
  return Math.max(SPAN_FIRST, Math.min(fitting, span * SPAN_GROWTH_MAX, SPAN_MAX));
}

/** The id that many rows below; undefined when there are not so many. */
async function edgeBelow<Row>(
  db: Db,
  { table, apps }: Walk<Row>,
  before: string,
  span: number,
): Promise<string | undefined> {
  const name = sql.table(table);
  if (apps === null) {
    const { rows } = await sql<{ id: string }>`
      select id from ${name} where id < ${before} order by id desc offset ${span} limit 1`.execute(
      db,
    );
    return rows[0]?.id;
  }
  // The span ends where the first of them has had its share, so none has more than that.
  const each = Math.ceil(span / Math.max(1, apps.length));
  const { rows } = await sql<{ id: string | null }>`
    select max(e.id) as id from ${appsIn(apps)} a cross join lateral (
      select id from ${name} where app_id = a.app_id and id < ${before}
      order by id desc offset ${each} limit 1) e`.execute(db);
  return rows[0]?.id ?? undefined;
}

/** The apps as rows, to be joined with: those that may be seen, or all there are. */
export function appsIn(apps: AppScope): RawBuilder<unknown> {
  return apps === null
    ? sql`(select id as app_id from apps)`
    : sql`(select unnest(${[...apps]}::text[]) as app_id)`;
}

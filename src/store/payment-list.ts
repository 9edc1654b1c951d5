/** Payments by filters, newest first: pages, totals, and all of them for an export. */
import { type RawBuilder, sql } from 'kysely';
import { formatGross } from '../domain/money.ts';
import type { PaymentState } from '../domain/payment.ts';
import type { Alert } from '../domain/step.ts';
import type { Db } from './database.ts';
import { type AppScope, type PageQuery, type Period, readPage } from './list-query.ts';
import { moneyFromRow } from './payment-row.ts';
import { paymentsNamed } from './payment-search.ts';
import {
  appsIn,
  type IdSpan,
  idsWithin,
  type SearchedPage,
  searchPage,
  walkDown,
} from './search-down.ts';

export type PaymentFilter = Period & {
  readonly apps: AppScope;
  readonly orderId?: string;
  /** Any of these. */
  readonly states?: readonly PaymentState[];
  readonly channel?: string;
  readonly currency?: string;
  /** Minor units of `currency`. */
  readonly grossMinor?: { readonly min?: bigint; readonly max?: bigint };
  readonly test?: boolean;
  /** Only those with an alert. */
  readonly needsPerson?: boolean;
  /** Only those that a channel has not told the end of for a day. */
  readonly silent?: boolean;
  /** A word that names payments: an id of ours or of a channel, an order, a payer. */
  readonly named?: string;
};

export type PaymentLine = {
  readonly id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly item: string;
  readonly state: PaymentState;
  readonly gross: string;
  readonly currency: string;
  readonly channel: string | null;
  readonly test: boolean;
  readonly duplicate: boolean;
  readonly payer_email: string | null;
  readonly alerts: readonly Alert[];
  readonly created_at: string;
  readonly paid_at: string | null;
};

/** A page of payments. Throws a Refusal INVALID_PARAMETER for a cursor or limit that is none. */
export async function searchPayments(
  db: Db,
  filter: PaymentFilter,
  query: PageQuery,
): Promise<SearchedPage<PaymentLine>> {
  const { limit, before } = readPage(query);
  const { apps } = filter;
  const within = idsWithin(filter, before);
  const read = (span: IdSpan, most: number) => readSpan(db, filter, span, most);
  return searchPage(db, { table: 'payments', apps, within, read }, limit, isIndexed(filter));
}

const EXPORT_PAGE = 1_000;

/** Every payment that matches, read page by page, so that any number fits in memory. */
export async function* everyPayment(db: Db, filter: PaymentFilter): AsyncIterable<PaymentLine> {
  let within = idsWithin(filter);
  for (;;) {
    const rows = await readSpan(db, filter, within, EXPORT_PAGE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < EXPORT_PAGE) return;
    within = { ...within, before: last.id };
  }
}

const COUNTED_MAX = 10_000;

export type PaymentTotals = {
  readonly count: number;
  readonly sums: readonly { readonly gross: string; readonly currency: string }[];
  /** There are more: counting ended after so many rows, or in time. */
  readonly atLeast: boolean;
};

/** How many payments match, and what they come to, as far as can be counted while a person waits. */
export async function totalPayments(db: Db, filter: PaymentFilter): Promise<PaymentTotals> {
  const within = idsWithin(filter);
  const sums = new Map<string, { count: number; minor: bigint }>();
  const add = (rows: readonly SumRow[]) => {
    for (const { currency, count, minor } of rows) {
      const known = sums.get(currency) ?? { count: 0, minor: 0n };
      sums.set(currency, { count: known.count + count, minor: known.minor + minor });
    }
  };
  const counted = () => [...sums.values()].reduce((sum, { count }) => sum + count, 0);
  let stopped = false;
  if (isIndexed(filter)) add(await readSums(db, filter, within, COUNTED_MAX + 1));
  else {
    const read = async (span: IdSpan, limit: number) => {
      const rows = await readSums(db, filter, span, limit);
      add(rows);
      // What the walk counts are payments: one entry for each.
      return rows.flatMap(({ count }) => Array<null>(count).fill(null));
    };
    const { apps } = filter;
    const walk = { table: 'payments', apps, within, read } as const;
    stopped = (await walkDown(db, walk, COUNTED_MAX + 1)).stoppedAt !== null;
  }
  return {
    count: Math.min(counted(), COUNTED_MAX),
    sums: [...sums]
      .toSorted(([, left], [, right]) => right.count - left.count)
      .map(([currency, { minor }]) => ({
        gross: formatGross(moneyFromRow(minor, currency)),
        currency,
      })),
    atLeast: stopped || counted() > COUNTED_MAX,
  };
}

/** States that few payments are in for long: there is an index of those. */
const UNDECIDED: readonly PaymentState[] = ['review', 'pending'];

function areUndecided({ states }: PaymentFilter): boolean {
  return states?.every((state) => UNDECIDED.includes(state)) ?? false;
}

/** Whether rows that match are at hand: else they may be so rare that looking for them takes long. */
function isIndexed(filter: PaymentFilter): boolean {
  const { states, channel, currency, grossMinor, test } = filter;
  const few = filter.named ?? filter.orderId ?? filter.needsPerson ?? filter.silent;
  if (few !== undefined || areUndecided(filter)) return true;
  return [states, channel, currency, grossMinor, test].every((each) => each === undefined);
}

const PAYMENT_COLUMNS = sql`p.id, p.app_id, p.order_id, p.item, p.state, p.gross_minor, p.currency,
  p.channel, p.test, p.duplicate, p.payer_email, p.alerts, p.created_at, p.paid_at`;

type PaymentRow = Omit<PaymentLine, 'gross' | 'created_at' | 'paid_at'> & {
  readonly gross_minor: bigint;
  readonly created_at: Date;
  readonly paid_at: Date | null;
};

async function readSpan(
  db: Db,
  filter: PaymentFilter,
  span: IdSpan,
  limit: number,
): Promise<readonly PaymentLine[]> {
  const { rows } = await sql<PaymentRow>`
    select ${PAYMENT_COLUMNS} from ${matching(filter, span, limit)} p
    order by p.id desc`.execute(db);
  return rows.map(paymentLine);
}

type SumRow = { readonly currency: string; readonly count: number; readonly minor: bigint };

async function readSums(
  db: Db,
  filter: PaymentFilter,
  span: IdSpan,
  limit: number,
): Promise<readonly SumRow[]> {
  const { rows } = await sql<SumRow>`
    select p.currency, count(*)::int as count, sum(p.gross_minor)::bigint as minor
    from ${matching(filter, span, limit)} p group by p.currency`.execute(db);
  return rows;
}

/**
 * The newest payments of a span that match, in order. Where only some apps may be seen, each is asked for
 * as many by its own index, and the newest of those are taken.
 */
function matching(filter: PaymentFilter, span: IdSpan, limit: number): RawBuilder<unknown> {
  if (filter.named !== undefined) {
    return sql`(select p.* from payments p
      where p.id in (${paymentsNamed(filter.named, filter.apps, span, limit)})
        and ${conditions(filter, span)} and ${seen(filter.apps)}
      order by p.id desc limit ${limit})`;
  }
  const byApp =
    filter.apps !== null ||
    filter.needsPerson ||
    filter.orderId !== undefined ||
    areUndecided(filter);
  if (!byApp) {
    return sql`(select p.* from payments p where ${conditions(filter, span)}
      order by p.id desc limit ${limit})`;
  }
  return sql`(select m.* from ${appsIn(filter.apps)} a cross join lateral (
      select p.* from payments p where p.app_id = a.app_id and ${conditions(filter, span)}
      order by p.id desc limit ${limit}) m
    order by m.id desc limit ${limit})`;
}

function seen(apps: AppScope): RawBuilder<unknown> {
  return apps === null ? sql`true` : sql`p.app_id = any(${[...apps]}::text[])`;
}

function conditions(filter: PaymentFilter, span: IdSpan): RawBuilder<unknown> {
  const { orderId, states, channel, currency, grossMinor, test } = filter;
  const all = [sql`p.id < ${span.before}`, sql`p.id >= ${span.from}`];
  // Word for word as the indexes of few rows are made.
  if (areUndecided(filter)) all.push(sql`p.state in ('review', 'pending')`);
  if (filter.needsPerson) all.push(sql`p.alerts <> '{}'`);
  if (filter.silent) all.push(SILENT_FOR_A_DAY);
  // An order is found by its own index; all else by the one of lists, which is made with these words.
  all.push(orderId === undefined ? sql`p.gross_minor > 0` : sql`p.order_id = ${orderId}`);
  if (states !== undefined) all.push(sql`p.state = any(${[...states]}::text[])`);
  if (channel !== undefined) all.push(sql`p.channel = ${channel}`);
  if (currency !== undefined) all.push(sql`p.currency = ${currency}`);
  if (grossMinor?.min !== undefined) all.push(sql`p.gross_minor >= ${grossMinor.min.toString()}`);
  if (grossMinor?.max !== undefined) all.push(sql`p.gross_minor <= ${grossMinor.max.toString()}`);
  if (test !== undefined) all.push(sql`p.test = ${test}`);
  return sql.join(all, sql` and `);
}

/** Only attempts that have been silent for a while have an `ask_at`, and an index by it. */
const SILENT_FOR_A_DAY = sql`p.id in (select a.payment_id from attempts a
  where a.ask_at is not null and a.state in ('started', 'pending')
    and a.created_at < now() - interval '1 day')`;

function paymentLine(row: PaymentRow): PaymentLine {
  const { gross_minor, created_at, paid_at, ...rest } = row;
  return {
    ...rest,
    gross: formatGross(moneyFromRow(gross_minor, row.currency)),
    created_at: created_at.toISOString(),
    paid_at: paid_at?.toISOString() ?? null,
  };
}

/** Reading the books: balances, and statements line by line. */
import { type RawBuilder, sql } from 'kysely';
import { firstIdAt } from '../domain/id-time.ts';
import type { LedgerAccount, TransferKind } from '../domain/ledger.ts';
import { formatGross } from '../domain/money.ts';
import type { Db, Tx } from './database.ts';
import { type Page, type PageQuery, pageOf, readPage as readCursor } from './list-query.ts';
import { moneyFromRow } from './payment-row.ts';
import { cutPeriod, DAY_MS, type Span } from './summed-spans.ts';

export type LedgerQuery = {
  readonly appId: string;
  /** From this moment on. */
  readonly from: Date | null;
  /** Up to, not including, this moment. */
  readonly to: Date | null;
};

/** Debits less credits of one account, as a decimal of its currency. */
export type BalanceLine = {
  readonly account: LedgerAccount;
  readonly channel: string;
  readonly currency: string;
  readonly balance: string;
};

type BalanceRow = { account: LedgerAccount; channel: string; currency: string; minor: string };

/**
 * The balances of an app by account, channel and currency; each currency's together are zero. Whole days
 * and hours are read as sums where housekeeping has made them, and the rest transfer by transfer, all as
 * they stood at one moment.
 */
export async function readBalances(db: Db, query: LedgerQuery): Promise<readonly BalanceLine[]> {
  const rows = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => readBalanceRows(tx, query));
  return rows.map(({ account, channel, currency, minor }) => ({
    account,
    channel,
    currency,
    balance: formatGross(moneyFromRow(BigInt(minor), currency)),
  }));
}

async function readBalanceRows(tx: Tx, query: LedgerQuery): Promise<readonly BalanceRow[]> {
  const { days, hours, rest } = cutPeriod(
    {
      fromMs: query.from?.getTime() ?? Number.NEGATIVE_INFINITY,
      toMs: query.to?.getTime() ?? Number.POSITIVE_INFINITY,
    },
    await readSummedTo(tx),
  );
  const sums = [
    ...days.map((span) => sql`grain = 'day' and ${during(sql`at`, span)}`),
    ...hours.map((span) => sql`grain = 'hour' and ${during(sql`at`, span)}`),
  ];
  const pieces = [
    ...sums.map(
      (which) => sql`select account_id, currency, debit, credit, amount_minor
      from ledger_sums where app_id = ${query.appId} and ${which}`,
    ),
    ...rest.map(
      (span) => sql`select account_id, currency, debit, credit, amount_minor::numeric
      from transfers where app_id = ${query.appId} and ${bookedDuring(span)}`,
    ),
  ];
  if (pieces.length === 0) return [];
  const { rows } = await sql<BalanceRow>`
    with moved as (${sql.join(pieces, sql` union all `)})
    select p.account, coalesce(a.public_name, p.account_id) as channel, p.currency,
      sum(p.minor)::text as minor
    from (
      select debit as account, account_id, currency, amount_minor as minor from moved
      union all
      select credit, account_id, currency, -amount_minor from moved
    ) p
    left join channel_accounts a on a.id = p.account_id
    group by 1, 2, 3
    order by 2, 3, 1`.execute(tx);
  return rows;
}

async function readSummedTo(tx: Tx): Promise<{ hoursToMs: number; daysToMs: number }> {
  const row = await tx
    .selectFrom('statistics_watch')
    .select(['final_to', 'days_to'])
    .executeTakeFirst();
  return {
    hoursToMs: row?.final_to?.getTime() ?? Number.NEGATIVE_INFINITY,
    daysToMs: row?.days_to?.getTime() ?? Number.NEGATIVE_INFINITY,
  };
}

function during(column: RawBuilder<unknown>, { fromMs, toMs }: Span): RawBuilder<unknown> {
  const all = [sql`true`];
  if (Number.isFinite(fromMs)) all.push(sql`${column} >= ${new Date(fromMs)}`);
  if (Number.isFinite(toMs)) all.push(sql`${column} < ${new Date(toMs)}`);
  return sql.join(all, sql` and `);
}

/**
 * Transfers booked in a span by the database's clock, found by their ids, which are of the clocks of
 * processes: no clock by which PayCenter runs is a day off.
 */
function bookedDuring(span: Span): RawBuilder<unknown> {
  const { fromMs, toMs } = span;
  const all = [during(sql`booked_at`, span)];
  if (Number.isFinite(fromMs)) all.push(sql`id >= ${firstIdAt(fromMs - DAY_MS)}`);
  if (Number.isFinite(toMs)) all.push(sql`id < ${firstIdAt(toMs + DAY_MS)}`);
  return sql.join(all, sql` and `);
}

export type StatementLine = {
  readonly id: string;
  readonly booked_at: string;
  readonly kind: TransferKind;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly amount: string;
  readonly currency: string;
  readonly channel: string;
  readonly trans_id: string;
  readonly order_id: string;
  /** Play money. */
  readonly test: boolean;
};

const PAGE = 1_000;

/** Every transfer of an app, the oldest first, read page by page so that any number fits in memory. */
export async function* readStatement(db: Db, query: LedgerQuery): AsyncIterable<StatementLine> {
  let after = '';
  for (;;) {
    const lines = await readPage(db, query, after);
    yield* lines;
    const last = lines.at(-1);
    if (!last || lines.length < PAGE) return;
    after = last.id;
  }
}

type StatementRow = Omit<StatementLine, 'booked_at' | 'amount'> & {
  readonly booked_at: Date;
  readonly minor: bigint;
};

async function readPage(
  db: Db,
  query: LedgerQuery,
  after: string,
): Promise<readonly StatementLine[]> {
  const { rows } = await sql<StatementRow>`
    select ${STATEMENT_COLUMNS} from transfers t ${WITH_NAMES}
    where t.id in (select id from transfers where ${within(query)} and id > ${after}
      order by id limit ${PAGE})
    order by t.id`.execute(db);
  return rows.map(statementLine);
}

/** A page of an app's transfers, the newest first. Throws a Refusal for a cursor or limit that is none. */
export async function listTransfers(
  db: Db,
  query: LedgerQuery,
  page: PageQuery,
): Promise<Page<StatementLine>> {
  const { limit, before = '~' } = readCursor(page);
  const { rows } = await sql<StatementRow>`
    select ${STATEMENT_COLUMNS} from transfers t ${WITH_NAMES}
    where t.id in (select id from transfers where ${within(query)} and id < ${before}
      order by id desc limit ${limit + 1})
    order by t.id desc`.execute(db);
  return pageOf(rows.map(statementLine), limit);
}

/** Every transfer of a payment, in the order in which they were booked. */
export async function transfersOfPayment(
  db: Db,
  paymentId: string,
): Promise<readonly StatementLine[]> {
  const { rows } = await sql<StatementRow>`
    select ${STATEMENT_COLUMNS} from transfers t ${WITH_NAMES}
    where t.payment_id = ${paymentId} order by t.payment_version, t.id`.execute(db);
  return rows.map(statementLine);
}

const STATEMENT_COLUMNS = sql`t.id, t.booked_at, t.kind, t.debit, t.credit, t.amount_minor as minor,
  t.currency, coalesce(a.public_name, t.account_id) as channel, t.payment_id as trans_id, p.order_id, p.test`;

const WITH_NAMES = sql`join payments p on p.id = t.payment_id
  left join channel_accounts a on a.id = t.account_id`;

function statementLine({ minor, booked_at, ...line }: StatementRow): StatementLine {
  return {
    ...line,
    booked_at: booked_at.toISOString(),
    amount: formatGross(moneyFromRow(minor, line.currency)),
  };
}

function within({ appId, from, to }: LedgerQuery) {
  const fromMs = from?.getTime() ?? Number.NEGATIVE_INFINITY;
  const toMs = to?.getTime() ?? Number.POSITIVE_INFINITY;
  return sql`app_id = ${appId} and ${bookedDuring({ fromMs, toMs })}`;
}

/** Reading the books: balances, and statements line by line. */
import { sql } from 'kysely';
import { formatGross } from '../domain/money.ts';
import type { Db } from './database.ts';
import { moneyFromRow } from './payment-row.ts';

export type LedgerQuery = {
  readonly appId: string;
  /** From this moment on. */
  readonly from: Date | null;
  /** Up to, not including, this moment. */
  readonly to: Date | null;
};

/** Debits less credits of one account, as a decimal of its currency. */
export type BalanceLine = {
  readonly account: string;
  readonly channel: string;
  readonly currency: string;
  readonly balance: string;
};

/** The balances of an app by account, channel and currency; each currency's together are zero. */
export async function readBalances(db: Db, query: LedgerQuery): Promise<readonly BalanceLine[]> {
  const { rows } = await sql<{ account: string; channel: string; currency: string; minor: bigint }>`
    select p.account, coalesce(a.public_name, p.account_id) as channel, p.currency,
      sum(p.minor)::bigint as minor
    from (
      select debit as account, account_id, currency, amount_minor as minor from transfers
        where ${within(query)}
      union all
      select credit, account_id, currency, -amount_minor from transfers where ${within(query)}
    ) p
    left join channel_accounts a on a.id = p.account_id
    group by 1, 2, 3
    order by 2, 3, 1`.execute(db);
  return rows.map(({ account, channel, currency, minor }) => ({
    account,
    channel,
    currency,
    balance: formatGross(moneyFromRow(minor, currency)),
  }));
}

export type StatementLine = {
  readonly id: string;
  readonly booked_at: string;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: string;
  readonly currency: string;
  readonly channel: string;
  readonly trans_id: string;
  readonly order_id: string;
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
  t.currency, coalesce(a.public_name, t.account_id) as channel, t.payment_id as trans_id, p.order_id`;

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
  return sql`app_id = ${appId} and (${from}::timestamptz is null or booked_at >= ${from})
    and (${to}::timestamptz is null or booked_at < ${to})`;
}

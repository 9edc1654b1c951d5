/** Refunds by filters, newest first. */
import { type RawBuilder, sql } from 'kysely';
import { formatGross } from '../domain/money.ts';
import type { RefundState } from '../domain/payment.ts';
import type { Db } from './database.ts';
import { type AppScope, type PageQuery, type Period, readPage } from './list-query.ts';
import { moneyFromRow } from './payment-row.ts';
import { appsIn, type IdSpan, idsWithin, type SearchedPage, searchPage } from './search-down.ts';

export type RefundFilter = Period & {
  readonly apps: AppScope;
  readonly states?: readonly RefundState[];
  readonly transId?: string;
};

export type RefundLine = {
  readonly id: string;
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly attempt: string;
  readonly channel: string;
  readonly gross: string;
  readonly currency: string;
  readonly state: RefundState;
  readonly origin: 'operator' | 'channel';
  readonly reason: string | null;
  readonly channel_refund: string | null;
  readonly test: boolean;
  readonly created_at: string;
};

/** A page of refunds. Throws a Refusal INVALID_PARAMETER for a cursor or limit that is none. */
export async function searchRefunds(
  db: Db,
  filter: RefundFilter,
  query: PageQuery,
): Promise<SearchedPage<RefundLine>> {
  const { limit, before } = readPage(query);
  const { apps } = filter;
  const within = idsWithin(filter, before);
  const read = async (span: IdSpan, most: number) => {
    const { rows } = await sql<RefundRow>`
      ${SELECT} from ${matching(filter, span, most)} r ${BESIDES} order by r.id desc`.execute(db);
    return rows.map(refundLine);
  };
  const indexed = filter.states === undefined || filter.transId !== undefined;
  return searchPage(db, { table: 'refunds', apps, within, read }, limit, indexed);
}

/** One refund; undefined when there is none. */
export async function findRefund(db: Db, id: string): Promise<RefundLine | undefined> {
  const { rows } = await sql<RefundRow>`
    ${SELECT} from refunds r ${BESIDES} where r.id = ${id}`.execute(db);
  return rows[0] && refundLine(rows[0]);
}

/** A refund is in the currency of the money that came in. */
const SELECT = sql`select r.id, r.payment_id as trans_id, r.app_id, p.order_id, r.attempt_id as attempt,
  a.channel, r.gross_minor, coalesce(a.received_currency, p.currency) as currency, r.state, r.origin,
  r.reason, r.channel_refund, a.test, r.created_at`;

const BESIDES = sql`join attempts a on a.id = r.attempt_id join payments p on p.id = r.payment_id`;

type RefundRow = Omit<RefundLine, 'gross' | 'created_at'> & {
  readonly gross_minor: bigint;
  readonly created_at: Date;
};

function refundLine({ gross_minor, created_at, ...row }: RefundRow): RefundLine {
  return {
    ...row,
    gross: formatGross(moneyFromRow(gross_minor, row.currency)),
    created_at: created_at.toISOString(),
  };
}

function matching(filter: RefundFilter, span: IdSpan, limit: number): RawBuilder<unknown> {
  const { apps, states, transId } = filter;
  const all = [sql`r.id < ${span.before}`, sql`r.id >= ${span.from}`];
  if (states !== undefined) all.push(sql`r.state = any(${[...states]}::text[])`);
  if (transId !== undefined) all.push(sql`r.payment_id = ${transId}`);
  const where = sql.join(all, sql` and `);
  if (apps === null) {
    return sql`(select r.* from refunds r where ${where} order by r.id desc limit ${limit})`;
  }
  return sql`(select m.* from ${appsIn(apps)} s cross join lateral (
      select r.* from refunds r where r.app_id = s.app_id and ${where}
      order by r.id desc limit ${limit}) m
    order by m.id desc limit ${limit})`;
}

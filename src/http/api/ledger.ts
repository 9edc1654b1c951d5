/** The books: balances and statements. */
import { Readable } from 'node:stream';
import { csvLines } from '../../csv.ts';
import {
  type LedgerQuery,
  listTransfers,
  readBalances,
  readStatement,
  type StatementLine,
} from '../../store/ledger.ts';
import { defineOperation, type Operation } from './operation.ts';
import {
  Balances,
  BalancesQuery,
  StatementQuery,
  TransferList,
  TransfersQuery,
} from './schemas/ledger.ts';
import { periodOf, seenApp } from './scope.ts';
import { pageView, transferView } from './views.ts';

const SHARED = { tag: 'Ledger', access: 'ledger:view', errors: ['UNKNOWN_APP'] } as const;

const balances = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/ledger/balances',
  operationId: 'getBalances',
  summary: 'Debits less credits of each account, by channel and currency',
  query: BalancesQuery,
  response: Balances,
  async handler({ query, caller }, { centre }) {
    const { id } = await seenApp(centre, caller, query.app_id);
    const lines = await readBalances(centre.db, queryOf(id, query));
    return {
      app_id: id,
      data: lines.map(({ account, channel, balance, currency }) => ({
        ...{ account, channel },
        balance: { amount: balance, currency },
      })),
    };
  },
});

const transfers = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/ledger/transfers',
  operationId: 'listTransfers',
  summary: 'The transfers of an app, the newest first',
  query: TransfersQuery,
  response: TransferList,
  async handler({ query, caller }, { centre }) {
    const { id } = await seenApp(centre, caller, query.app_id);
    return pageView(await listTransfers(centre.db, queryOf(id, query), query), transferView);
  },
});

const COLUMNS: Readonly<Record<string, (line: StatementLine) => string>> = {
  id: ({ id }) => id,
  booked_at: (line) => line.booked_at,
  kind: ({ kind }) => kind,
  debit: ({ debit }) => debit,
  credit: ({ credit }) => credit,
  amount: ({ amount }) => amount,
  currency: ({ currency }) => currency,
  channel: ({ channel }) => channel,
  trans_id: (line) => line.trans_id,
  order_id: (line) => line.order_id,
};

const statement = defineOperation({
  ...SHARED,
  access: 'ledger:export',
  method: 'GET',
  path: '/ledger/transfers.csv',
  operationId: 'exportTransfers',
  summary: 'The statement of an app as CSV, the oldest transfer first',
  description: 'Streamed, whatever its size. Text that looks like a formula is marked as text.',
  query: StatementQuery,
  response: { contentType: 'text/csv; charset=utf-8', about: 'One line for each transfer.' },
  async handler({ query, caller, reply }, { centre }) {
    const { id } = await seenApp(centre, caller, query.app_id);
    reply.header('content-disposition', 'attachment; filename="statement.csv"');
    return Readable.from(csvLines(COLUMNS, readStatement(centre.db, queryOf(id, query))));
  },
});

function queryOf(appId: string, period: Parameters<typeof periodOf>[0]): LedgerQuery {
  const { from = null, to = null } = periodOf(period);
  return { appId, from, to };
}

export const ledgerOperations: readonly Operation[] = [balances, transfers, statement];

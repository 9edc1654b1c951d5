/** The books: balances, and statements line by line. */
import { Type } from 'typebox';
import { AppId, Id, listOf, Money, oneOf, pageQuery, periodQuery, Time } from './parts.ts';

export const LEDGER_ACCOUNTS = [
  'receivable',
  'payable',
  'fees',
  'refunded',
  'disputed',
  'suspense',
] as const;

export const LedgerAccount = oneOf(LEDGER_ACCOUNTS);

export const Balance = Type.Object({
  account: LedgerAccount,
  channel: Type.String(),
  balance: Money,
});

export const BalancesQuery = Type.Object({ app_id: AppId, ...periodQuery });
export const Balances = Type.Object({ app_id: AppId, data: Type.Array(Balance) });

export const Transfer = Type.Object({
  id: Id,
  booked_at: Time,
  kind: oneOf([
    'collected',
    'held',
    'fee',
    'refunded',
    'refunded_held',
    'lost',
    'lost_held',
  ] as const),
  debit: LedgerAccount,
  credit: LedgerAccount,
  gross: Money,
  channel: Type.String(),
  trans_id: Id,
  order_id: Type.String(),
  test: Type.Boolean({ description: 'Play money.' }),
});

export const TransferList = listOf(Transfer);
export const StatementQuery = Type.Object({ app_id: AppId, ...periodQuery });
export const TransfersQuery = Type.Object({ ...StatementQuery.properties, ...pageQuery });

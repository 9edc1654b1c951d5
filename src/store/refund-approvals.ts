/** Refunds that wait for a second person. */
import { type Selectable, sql } from 'kysely';
import type { Apps } from '../domain/access.ts';
import type { Money } from '../domain/money.ts';
import type { Db, Tx } from './database.ts';
import { moneyFromRow } from './payment-row.ts';
import type { Tables } from './tables.ts';

/**
 * `approved`: decided, and not yet carried out. `done`: the refund is there, whatever its channel said.
 * `failed`: it could no longer be made; `note` has the code.
 */
export const APPROVAL_STATES = ['waiting', 'approved', 'rejected', 'done', 'failed'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export type RefundApproval = {
  /** Also the id of the refund that it becomes. */
  readonly id: string;
  readonly paymentId: string;
  readonly appId: string;
  readonly attemptId: string;
  readonly gross: Money;
  /** Play money. */
  readonly test: boolean;
  readonly reason: string | null;
  readonly state: ApprovalState;
  readonly requestedKind: 'user' | 'key';
  readonly requestedBy: string;
  readonly requestedName: string;
  /** Whoever cannot be the second person. */
  readonly responsibleId: string;
  readonly requestedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedName: string | null;
  readonly decidedAt: Date | null;
  readonly note: string | null;
};

export type NewApproval = Pick<
  RefundApproval,
  | 'id'
  | 'paymentId'
  | 'appId'
  | 'attemptId'
  | 'gross'
  | 'reason'
  | 'requestedKind'
  | 'requestedBy'
  | 'requestedName'
  | 'responsibleId'
>;

/** False when it is there already, because the request was repeated. */
export async function insertApproval(tx: Tx, approval: NewApproval): Promise<boolean> {
  const row = await tx
    .insertInto('refund_approvals')
    .values({
      id: approval.id,
      payment_id: approval.paymentId,
      app_id: approval.appId,
      attempt_id: approval.attemptId,
      gross_minor: approval.gross.minor,
      currency: approval.gross.currency,
      reason: approval.reason,
      requested_kind: approval.requestedKind,
      requested_by: approval.requestedBy,
      requested_name: approval.requestedName,
      responsible_id: approval.responsibleId,
      decided_by: null,
      decided_name: null,
      decided_at: null,
      note: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findApproval(db: Db, id: string): Promise<RefundApproval | undefined> {
  const row = await approvals(db).where('id', '=', id).executeTakeFirst();
  return row && approvalFromRow(row);
}

/** The approval, held until the transaction ends. */
export async function lockApproval(tx: Tx, id: string): Promise<RefundApproval | undefined> {
  const row = await approvals(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && approvalFromRow(row);
}

/** Keeps what a person decided. */
export async function decideApproval(
  tx: Tx,
  id: string,
  decision: {
    readonly state: 'approved' | 'rejected';
    readonly by: string;
    readonly name: string;
    readonly note: string | null;
  },
): Promise<void> {
  await tx
    .updateTable('refund_approvals')
    .set({
      state: decision.state,
      decided_by: decision.by,
      decided_name: decision.name,
      decided_at: sql<Date>`now()`,
      note: decision.note,
    })
    .where('id', '=', id)
    .execute();
}

/** Notes what came of an approved refund; nothing when that is noted already. */
export async function finishApproval(
  db: Db,
  id: string,
  end: { readonly state: 'done' | 'failed'; readonly note: string | null },
): Promise<void> {
  await db
    .updateTable('refund_approvals')
    .set({ state: end.state, ...(end.note === null ? {} : { note: end.note }) })
    .where('id', '=', id)
    .where('state', '=', 'approved')
    .execute();
}

/** Approved, and not carried out for so long that whoever was at it has died. */
export async function findStrandedApprovals(
  db: Db,
  afterSeconds: number,
  limit: number,
): Promise<readonly RefundApproval[]> {
  const rows = await approvals(db)
    .where('state', '=', 'approved')
    .where('decided_at', '<', sql<Date>`now() - make_interval(secs => ${afterSeconds})`)
    .orderBy('decided_at')
    .limit(limit)
    .execute();
  return rows.map(approvalFromRow);
}

export type ApprovalQuery = {
  readonly apps: Apps;
  readonly appId?: string;
  readonly paymentId?: string;
  readonly state?: ApprovalState;
  readonly after: string | undefined;
  readonly limit: number;
};

/** Approvals of these apps, the newest first, from before the id `after`. */
export async function readApprovals(
  db: Db,
  query: ApprovalQuery,
): Promise<readonly RefundApproval[]> {
  const { apps, appId, paymentId, state, after, limit } = query;
  let select = approvals(db).orderBy('id', 'desc').limit(limit);
  if (apps) select = select.where(sql<boolean>`app_id = any(${[...apps]}::text[])`);
  if (appId !== undefined) select = select.where('app_id', '=', appId);
  if (paymentId !== undefined) select = select.where('payment_id', '=', paymentId);
  if (state !== undefined) select = select.where('state', '=', state);
  if (after !== undefined) select = select.where('id', '<', after);
  return (await select.execute()).map(approvalFromRow);
}

type ApprovalRow = Selectable<Tables['refund_approvals']> & { readonly test: boolean };

function approvals(db: Db) {
  const isTest = sql<boolean>`(select a.test from attempts a where a.id = refund_approvals.attempt_id)`;
  return db.selectFrom('refund_approvals').selectAll().select(isTest.as('test'));
}

function approvalFromRow(row: ApprovalRow): RefundApproval {
  return {
    id: row.id,
    paymentId: row.payment_id,
    appId: row.app_id,
    attemptId: row.attempt_id,
    gross: moneyFromRow(row.gross_minor, row.currency),
    test: row.test,
    reason: row.reason,
    state: row.state as ApprovalState,
    requestedKind: row.requested_kind as RefundApproval['requestedKind'],
    requestedBy: row.requested_by,
    requestedName: row.requested_name,
    responsibleId: row.responsible_id,
    requestedAt: row.requested_at,
    decidedBy: row.decided_by,
    decidedName: row.decided_name,
    decidedAt: row.decided_at,
    note: row.note,
  };
}

/** Refunds that wait for a second person. */
import { Type } from 'typebox';
import { formatGross } from '../../domain/money.ts';
import { approveRefund, rejectRefund } from '../../flows/approve-refund.ts';
import { readPage } from '../../store/page.ts';
import {
  APPROVAL_STATES,
  type RefundApproval,
  readApprovals,
} from '../../store/refund-approvals.ts';
import { defineOperation, type Operation, object } from './operation.ts';
import { AppId, Id, listOf, Money, nullable, oneOf, pageQuery, Time } from './schemas/parts.ts';

const TAG = 'Refund approvals';

export const ApprovalView = object({
  id: Type.String({ description: 'Also the id of the refund that it becomes.' }),
  trans_id: Id,
  app_id: AppId,
  attempt_id: Id,
  gross: Money,
  test: Type.Boolean({ description: 'Play money.' }),
  reason: nullable(Type.String()),
  state: oneOf(APPROVAL_STATES, {
    description:
      'approved: decided, and about to be made. done: the refund is made, see the refund for what its channel says. failed: it can no longer be made, `note` says why.',
  }),
  requested_by: object({ kind: oneOf(['user', 'key']), id: Id, name: Type.String() }),
  requested_at: Time,
  own: Type.Boolean({ description: 'Asked for by the caller, who therefore cannot approve it.' }),
  decided_by: nullable(object({ id: Id, name: Type.String() })),
  decided_at: nullable(Time),
  note: nullable(Type.String()),
});

/** @param responsibleId of the caller */
export function approvalView(approval: RefundApproval, responsibleId: string) {
  const { gross, decidedBy, decidedName } = approval;
  return {
    id: approval.id,
    trans_id: approval.paymentId,
    app_id: approval.appId,
    attempt_id: approval.attemptId,
    gross: { amount: formatGross(gross), currency: gross.currency },
    test: approval.test,
    reason: approval.reason,
    state: approval.state,
    requested_by: {
      ...{ kind: approval.requestedKind, id: approval.requestedBy },
      name: approval.requestedName,
    },
    requested_at: approval.requestedAt.toISOString(),
    own: approval.responsibleId === responsibleId,
    decided_by:
      decidedBy === null || decidedName === null ? null : { id: decidedBy, name: decidedName },
    decided_at: approval.decidedAt?.toISOString() ?? null,
    note: approval.note,
  };
}

const list = defineOperation({
  method: 'GET',
  path: '/refund-approvals',
  operationId: 'listRefundApprovals',
  summary: 'Refunds that wait for a second person, or waited for one, the newest first',
  tag: TAG,
  access: 'payments:view',
  query: Type.Object({
    app_id: Type.Optional(AppId),
    trans_id: Type.Optional(Id),
    state: Type.Optional(oneOf(APPROVAL_STATES)),
    ...pageQuery,
  }),
  response: listOf(ApprovalView),
  async handler({ query, caller }, { centre }) {
    const wish = {
      apps: caller.apps,
      ...(query.app_id !== undefined && { appId: query.app_id }),
      ...(query.trans_id !== undefined && { paymentId: query.trans_id }),
      ...(query.state !== undefined && { state: query.state }),
    };
    const page = await readPage(query, 'id', (from) =>
      readApprovals(centre.db, { ...wish, ...from }),
    );
    const { responsibleId } = caller;
    return { data: page.data.map((each) => approvalView(each, responsibleId)), next: page.next };
  },
});

const DECIDING = {
  method: 'POST',
  tag: TAG,
  access: 'refunds:approve',
  params: Type.Object({ refund_approval_id: Id }),
  response: ApprovalView,
} as const;

const approve = defineOperation({
  ...DECIDING,
  path: '/refund-approvals/:refund_approval_id/approve',
  operationId: 'approveRefund',
  summary: 'Agree to a refund that somebody else asked for',
  description: 'The refund is made at once.',
  errors: ['NOT_FOUND', 'APPROVAL_DECIDED', 'APPROVAL_OWN'],
  async handler({ params, caller, address }, { centre }) {
    const approval = await approveRefund(centre, params.refund_approval_id, { caller, address });
    return approvalView(approval, caller.responsibleId);
  },
});

const reject = defineOperation({
  ...DECIDING,
  path: '/refund-approvals/:refund_approval_id/reject',
  operationId: 'rejectRefund',
  summary: 'Say no to a refund, one’s own too',
  body: object({ note: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) }),
  errors: ['NOT_FOUND', 'APPROVAL_DECIDED'],
  async handler({ params, body, caller, address }, { centre }) {
    const by = { caller, address };
    const { note = null } = body;
    const approval = await rejectRefund(centre, params.refund_approval_id, note, by);
    return approvalView(approval, caller.responsibleId);
  },
});

export const approvalOperations: readonly Operation[] = [list, approve, reject];

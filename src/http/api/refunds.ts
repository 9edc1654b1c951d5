/** Refunds. */
import { Type } from 'typebox';
import { Refusal } from '../../errors.ts';
import { refundOrAsk } from '../../flows/approve-refund.ts';
import { findRefund, searchRefunds } from '../../store/refund-list.ts';
import { defineOperation, type Operation } from './operation.ts';
import { ApprovalView, approvalView } from './refund-approvals.ts';
import { nullable } from './schemas/parts.ts';
import { PaymentPath } from './schemas/payments.ts';
import { NewRefund, RefundLine, RefundList, RefundPath, RefundsQuery } from './schemas/refunds.ts';
import { periodOf, scopeOf, seenPayment, seenRow } from './scope.ts';
import { searchView, withMoney } from './views.ts';

const TAG = 'Refunds';

const list = defineOperation({
  method: 'GET',
  path: '/refunds',
  operationId: 'listRefunds',
  summary: 'Refunds that match, the newest first',
  tag: TAG,
  access: 'payments:view',
  query: RefundsQuery,
  response: RefundList,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const { app_id, state, trans_id } = query;
    const filter = {
      apps: await scopeOf(centre, caller, app_id),
      ...periodOf(query),
      ...(state !== undefined && { states: state }),
      ...(trans_id !== undefined && { transId: trans_id }),
    };
    return searchView(await searchRefunds(centre.db, filter, query), withMoney);
  },
});

const one = defineOperation({
  method: 'GET',
  path: '/refunds/:refund_id',
  operationId: 'getRefund',
  summary: 'One refund',
  tag: TAG,
  access: 'payments:view',
  params: RefundPath,
  response: RefundLine,
  errors: ['NOT_FOUND'],
  async handler({ params, caller }, { centre }) {
    const refund = await findRefund(centre.db, params.refund_id);
    return withMoney(seenRow(caller, refund, 'refund'));
  },
});

const create = defineOperation({
  method: 'POST',
  path: '/payments/:trans_id/refunds',
  operationId: 'createRefund',
  summary: 'Give money back: all that is left of a payment, or a part',
  description:
    'Answers with the refund as it stands after the channel was asked. `sent` and `unknown` come to an end later: it is asked again with the same id, so nothing is paid back twice. Above the limit of the app nothing is sent: `approval` says that it waits for a second person.',
  tag: TAG,
  access: 'refunds:create',
  params: PaymentPath,
  body: NewRefund,
  response: Type.Object({ refund: nullable(RefundLine), approval: nullable(ApprovalView) }),
  status: 201,
  errors: [
    ...(['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_PAID', 'INVALID_GROSS', 'REFUND_TOO_LARGE'] as const),
    ...(['NOTHING_TO_REFUND', 'REFUND_NOT_SUPPORTED'] as const),
  ],
  async handler({ params, body, caller, address, madeId }, { centre }) {
    const payment = await seenPayment(centre, caller, params.trans_id);
    const wish = {
      ...(body.amount !== undefined && { gross: body.amount }),
      ...(body.reason !== undefined && { reason: body.reason }),
      ...(body.attempt !== undefined && { attemptId: body.attempt }),
    };
    const outcome = await refundOrAsk(centre, payment.id, wish, { caller, address }, madeId);
    if (outcome.kind === 'waiting') {
      return { refund: null, approval: approvalView(outcome.approval, caller.responsibleId) };
    }
    const refund = await findRefund(centre.db, outcome.refund.id);
    if (!refund) throw new Refusal('INTERNAL_ERROR');
    return { refund: withMoney(refund), approval: null };
  },
});

export const refundOperations: readonly Operation[] = [list, one, create];

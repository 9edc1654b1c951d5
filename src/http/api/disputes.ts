/** Disputes: payers who want their money back from the channel. */
import { findDispute, type DisputeLine as Line, searchDisputes } from '../../store/dispute-list.ts';
import { defineOperation, type Operation } from './operation.ts';
import { DisputeLine, DisputeList, DisputePath, DisputesQuery } from './schemas/disputes.ts';
import { scopeOf, seenRow } from './scope.ts';
import { pageView, withMoney } from './views.ts';

const SHARED = { tag: 'Disputes', access: 'payments:view' } as const;

const list = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/disputes',
  operationId: 'listDisputes',
  summary: 'Disputes: open ones by their deadline, others the newest first',
  query: DisputesQuery,
  response: DisputeList,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const { app_id, state } = query;
    const apps = await scopeOf(centre, caller, app_id);
    const filter = { apps, ...(state !== undefined && { state }) };
    return pageView(await searchDisputes(centre.db, filter, query), disputeView);
  },
});

const one = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/disputes/:dispute_id',
  operationId: 'getDispute',
  summary: 'One dispute',
  params: DisputePath,
  response: DisputeLine,
  errors: ['NOT_FOUND'],
  async handler({ params, caller }, { centre }) {
    const dispute = await findDispute(centre.db, params.dispute_id);
    return disputeView(seenRow(caller, dispute, 'dispute'));
  },
});

/** The currency is known where the amount is not. */
function disputeView(dispute: Line) {
  return { ...withMoney(dispute), currency: dispute.currency };
}

export const disputeOperations: readonly Operation[] = [list, one];

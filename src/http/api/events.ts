/** Events: what merchants are told. */
import { findEvent, searchEvents } from '../../store/event-list.ts';
import { defineOperation, type Operation } from './operation.ts';
import { Event, EventList, EventPath, EventsQuery } from './schemas/events.ts';
import { periodOf, scopeOf, seenRow } from './scope.ts';
import { searchView, withMoney } from './views.ts';

const SHARED = { tag: 'Events', access: 'payments:view' } as const;

const list = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/events',
  operationId: 'listEvents',
  summary: 'Events that match, the newest first',
  query: EventsQuery,
  response: EventList,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const { app_id, status, trans_id } = query;
    const filter = {
      apps: await scopeOf(centre, caller, app_id),
      ...periodOf(query),
      ...(status !== undefined && { status }),
      ...(trans_id !== undefined && { transId: trans_id }),
    };
    return searchView(await searchEvents(centre.db, filter, query), withMoney);
  },
});

const one = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/events/:event_id',
  operationId: 'getEvent',
  summary: 'One event',
  params: EventPath,
  response: Event,
  errors: ['NOT_FOUND'],
  async handler({ params, caller }, { centre }) {
    return withMoney(seenRow(caller, await findEvent(centre.db, params.event_id), 'event'));
  },
});

export const eventOperations: readonly Operation[] = [list, one];

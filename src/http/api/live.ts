/** Live updates for pages that are open. */
import { defineOperation, type Operation } from './operation.ts';
import { LiveQuery } from './schemas/live.ts';
import { seenApp } from './scope.ts';

const live = defineOperation({
  method: 'GET',
  path: '/live',
  operationId: 'listenLive',
  summary: 'What changes, as it changes',
  description:
    'Server-sent events. `event: changed` names payments and callbacks, and lists, to be asked for again: `{"at","payments":[{"trans_id","app_id"}],"callbacks":[{"id","payment","app_id"}],"lists":[…],"more"}`. Payments that are named with `watch` are told of whenever they change. The stream ends with the session; a key comes again every five minutes.',
  tag: 'Live',
  access: 'payments:view',
  query: LiveQuery,
  response: { contentType: 'text/event-stream', about: 'Events, until one of both goes.' },
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller, session, reply }, { centre, live: hub }) {
    const { app_id: appId, watch = [] } = query;
    if (appId !== undefined) await seenApp(centre, caller, appId);
    // A proxy that collects what it passes on would make it late.
    reply.header('x-accel-buffering', 'no');
    return hub.listen({ apps: caller.apps, appId, watched: watch, sessionId: session?.id });
  },
});

export const liveOperations: readonly Operation[] = [live];

/** Callbacks: what was sent to merchants and what they answered, and sending it again. */
import type { Static } from 'typebox';
import { explainSend } from '../../delivery/callback-reply.ts';
import type { Caller } from '../../domain/access.ts';
import { seesApp } from '../../domain/access.ts';
import { Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import { resend, type ResendRequest as Wanted } from '../../flows/resend-callbacks.ts';
import { readAddressHealth } from '../../store/address-health.ts';
import { findCallback, findCallbackStates, searchCallbacks } from '../../store/callback-list.ts';
import { findCallbackBody, type SendLine, sendsOfCallback } from '../../store/callback-sends.ts';
import { verifyCallsOf } from '../../store/verify-calls.ts';
import { defineOperation, type Operation } from './operation.ts';
import {
  CallbackHealth,
  CallbackList,
  CallbackPath,
  CallbacksQuery,
  CallbackWhole,
  HealthQuery,
  ResendRequest,
  ResendResult,
} from './schemas/callbacks.ts';
import { periodOf, scopeOf, seenApp, seenRow } from './scope.ts';
import { searchView, withMoney } from './views.ts';

const SHARED = { tag: 'Callbacks', access: 'payments:view' } as const;

const list = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/callbacks',
  operationId: 'listCallbacks',
  summary: 'Callbacks that match, the newest first',
  query: CallbacksQuery,
  response: CallbackList,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const { app_id, state, endpoint, order_id, trans_id } = query;
    const filter = {
      apps: await scopeOf(centre, caller, app_id),
      ...periodOf(query),
      ...(state !== undefined && { state }),
      ...(endpoint !== undefined && { endpoint }),
      ...(order_id !== undefined && { orderId: order_id }),
      ...(trans_id !== undefined && { transId: trans_id }),
    };
    return searchView(await searchCallbacks(centre.db, filter, query), withMoney);
  },
});

const health = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/callbacks/health',
  operationId: 'getCallbackHealth',
  summary: 'How each address does that callbacks are sent to',
  query: HealthQuery,
  response: CallbackHealth,
  errors: ['UNKNOWN_APP'],
  async handler({ query, caller }, { centre }) {
    const apps = await scopeOf(centre, caller, query.app_id);
    return { data: await readAddressHealth(centre.db, apps) };
  },
});

const one = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/callbacks/:callback_id',
  operationId: 'getCallback',
  summary: 'One callback: what is sent, every send, and what the merchant answered',
  params: CallbackPath,
  response: CallbackWhole,
  errors: ['NOT_FOUND'],
  async handler({ params, caller }, { centre }) {
    return wholeView(centre, caller, params.callback_id);
  },
});

async function wholeView(centre: Centre, caller: Caller, id: string) {
  const callback = seenRow(caller, await findCallback(centre.db, id), 'callback');
  const [body = '', sends, verifies] = await Promise.all([
    findCallbackBody(centre.db, id),
    sendsOfCallback(centre.db, id),
    verifyCallsOf(centre.db, callback.payment),
  ]);
  return {
    ...withMoney(callback),
    request: {
      method: 'POST' as const,
      content_type: 'application/x-www-form-urlencoded; charset=UTF-8',
      body,
      parameters: [...new URLSearchParams(body)].map(([name, value]) => ({ name, value })),
    },
    send_log: sends.map((send) => sendView(callback.order_id, send)),
    verifies: verifies
      .filter(({ eventId }) => eventId === callback.event_id)
      .map(({ answer, calls, firstAt, lastAt }) => ({
        ...{ answer, count: calls },
        first_at: firstAt.toISOString(),
        last_at: lastAt.toISOString(),
      })),
  };
}

function sendView(orderId: string, { callback: _callback, status: _status, ...send }: SendLine) {
  const { found, todo } = explainSend(orderId, {
    outcome: send.outcome,
    statusCode: send.status_code,
    reply: send.reply,
    why: send.why,
    latencyMs: send.latency_ms,
  });
  return { ...send, found, todo };
}

const resendOne = defineOperation({
  ...SHARED,
  access: 'callbacks:resend',
  method: 'POST',
  path: '/callbacks/:callback_id/resend',
  operationId: 'resendCallback',
  summary: 'Send a callback again, to the address that is registered now',
  params: CallbackPath,
  response: CallbackWhole,
  errors: ['NOT_FOUND'],
  async handler({ params, caller, actor }, { centre }) {
    const { id } = seenRow(caller, await findCallback(centre.db, params.callback_id), 'callback');
    await resend(centre.db, { ids: [id] }, { dryRun: false, actor });
    return wholeView(centre, caller, id);
  },
});

const resendMany = defineOperation({
  ...SHARED,
  access: 'callbacks:resend',
  method: 'POST',
  path: '/callbacks/resend',
  operationId: 'resendCallbacks',
  summary: 'Send callbacks again: those named, or all that failed of an app',
  description:
    'Give `ids`, or `app_id` with an `endpoint` and a time as you like. `dry_run` only counts.',
  body: ResendRequest,
  response: ResendResult,
  errors: ['UNKNOWN_APP', 'CALLBACK_NOT_FOUND'],
  async handler({ body, caller, actor }, { centre }) {
    const wanted = await readWanted(centre, caller, body);
    const dryRun = body.dry_run ?? false;
    const { count, waiting } = await resend(centre.db, wanted, { dryRun, actor });
    return { dry_run: dryRun, count, waiting };
  },
});

async function readWanted(
  centre: Centre,
  caller: Caller,
  body: Static<typeof ResendRequest>,
): Promise<Wanted> {
  const { ids, app_id: appId, endpoint, since } = body;
  if (ids !== undefined && (appId ?? endpoint ?? since) === undefined) {
    await assertSeen(centre, caller, ids);
    return { ids };
  }
  if (ids !== undefined || appId === undefined) {
    const detail = 'Give ids, or app_id with what else it should match: one of the two.';
    throw new Refusal('INVALID_PARAMETER', { parameter: 'ids', detail });
  }
  const { id } = await seenApp(centre, caller, appId);
  return {
    appId: id,
    since: since === undefined ? null : new Date(since),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** Callbacks of other apps are not there. */
async function assertSeen(centre: Centre, caller: Caller, ids: readonly string[]): Promise<void> {
  const states = await findCallbackStates(centre.db, ids);
  const unseen = ids.find((id) => {
    const state = states.get(id);
    return !state || !seesApp(caller.apps, state.appId);
  });
  if (unseen === undefined) return;
  const detail = `There is no callback ${unseen}; none was sent.`;
  throw new Refusal('CALLBACK_NOT_FOUND', { parameter: 'ids', detail });
}

export const callbackOperations: readonly Operation[] = [list, health, one, resendMany, resendOne];

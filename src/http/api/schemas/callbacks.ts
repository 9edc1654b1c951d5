/** Callbacks: what was sent to merchants, and what they answered. */
import { Type } from 'typebox';
import { EVENT_STATUSES } from './events.ts';
import {
  AppId,
  Id,
  Money,
  nullable,
  oneOf,
  pageQuery,
  periodQuery,
  searchedListOf,
  Time,
} from './parts.ts';

export const CallbackState = oneOf(['waiting', 'acknowledged', 'failed']);

export const Callback = Type.Object({
  id: Id,
  event_id: Type.String(),
  payment: Type.String({ description: 'The trans_id of the payment.' }),
  trans_id: Type.String({ description: 'As the merchant is told.' }),
  app_id: AppId,
  order_id: Type.String(),
  test: Type.Boolean({ description: 'Play money.' }),
  status: oneOf(EVENT_STATUSES),
  gross: Money,
  url: Type.String(),
  state: CallbackState,
  sends: Type.Integer({ minimum: 0 }),
  /** How many there may be in all, before it has failed. */
  sends_max: Type.Integer({ minimum: 1 }),
  last_error: nullable(Type.String()),
  created_at: Time,
  /** When it is sent next; null once it has ended. */
  next_at: nullable(Time),
  ended_at: nullable(Time),
});

export const CallbackSend = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  url: Type.String(),
  address: nullable(Type.String({ description: 'The IP address that was connected to.' })),
  outcome: oneOf(['acknowledged', 'refused', 'failed']),
  status_code: nullable(Type.Integer()),
  reply: nullable(Type.String({ description: "The first KiB, a stranger's text: escape it." })),
  why: nullable(Type.String()),
  /** What that means, and what the merchant should do; null where nothing is wrong. */
  found: Type.String(),
  todo: nullable(Type.String()),
  latency_ms: Type.Integer(),
  sent_at: Time,
});

export const CallbackWhole = Type.Object({
  ...Callback.properties,
  request: Type.Object({
    method: Type.Literal('POST'),
    content_type: Type.String(),
    body: Type.String({ description: 'The same on every send.' }),
    /** The body read: names and values in their order. */
    parameters: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
  }),
  send_log: Type.Array(CallbackSend),
  verifies: Type.Array(
    Type.Object({
      answer: oneOf(['OK', 'params error']),
      count: Type.Integer({ minimum: 1 }),
      first_at: Time,
      last_at: Time,
    }),
    { description: 'How often the merchant asked whether this callback is true.' },
  ),
});

export const CallbackList = searchedListOf(Callback);

export const callbackFilter = {
  app_id: Type.Optional(AppId),
  state: Type.Optional(CallbackState),
  endpoint: Type.Optional(
    Type.String({ maxLength: 300, description: 'Scheme, host and port, as health names it.' }),
  ),
  ...periodQuery,
};

export const CallbacksQuery = Type.Object({
  ...callbackFilter,
  trans_id: Type.Optional(Id),
  order_id: Type.Optional(Type.String({ maxLength: 127, description: 'Needs `app_id`.' })),
  ...pageQuery,
});

/** Resends failed callbacks: those named, or all that match. */
export const ResendRequest = Type.Object(
  {
    ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true })),
    app_id: Type.Optional(AppId),
    endpoint: Type.Optional(Type.String({ maxLength: 300 })),
    since: Type.Optional(Time),
    dry_run: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);

export const ResendResult = Type.Object({
  dry_run: Type.Boolean(),
  count: Type.Integer({ minimum: 0, description: 'How many are, or would be, sent again.' }),
  waiting: Type.Array(Id, { description: 'Those named that wait to be sent already.' }),
});

/** How one address of an app does. */
export const AddressHealth = Type.Object({
  app_id: AppId,
  endpoint: Type.String({ description: 'Scheme, host and port.' }),
  state: oneOf(['up', 'failing', 'down', 'unused'], {
    description:
      'failing: the last callback was not acknowledged. down: none has been for a while, several have failed.',
  }),
  down_since: nullable(Time),
  last_acknowledged_at: nullable(Time),
  last_error: nullable(Type.String()),
  waiting: Type.Integer({ minimum: 0 }),
  failed: Type.Integer({ minimum: 0, description: 'In the last seven days; at most 1,000.' }),
  /** The oldest callback that waits is so old. */
  oldest_waiting_at: nullable(Time),
});

export const HealthQuery = Type.Object({ app_id: Type.Optional(AppId) });
export const CallbackHealth = Type.Object({ data: Type.Array(AddressHealth) });
export const CallbackPath = Type.Object({ callback_id: Id });

/** Live updates: `GET /api/v1/live` is a stream of server-sent events, each of them JSON. */
import { Type } from 'typebox';
import { AppId, Id, oneOf, Time } from './parts.ts';

/**
 * `event: changed`: ask for these again. Which payments and callbacks have changed in the last seconds,
 * at most a hundred of each; `more` says that there were others, so that lists are asked for again.
 */
export const Changed = Type.Object({
  at: Time,
  payments: Type.Array(Type.Object({ trans_id: Id, app_id: AppId })),
  callbacks: Type.Array(Type.Object({ id: Id, payment: Id, app_id: AppId })),
  /** Resources whose lists have other rows now. */
  lists: Type.Array(oneOf(['payments', 'callbacks', 'refunds', 'disputes', 'configuration'])),
  more: Type.Boolean(),
});

export const LiveQuery = Type.Object({
  app_id: Type.Optional(AppId),
  watch: Type.Optional(
    Type.Array(Id, { maxItems: 20, description: 'Payments whose page is open.' }),
  ),
});

/** Events: what merchants are told, in their five words. */
import { Type } from 'typebox';
import { AppId, Id, Money, oneOf, pageQuery, periodQuery, searchedListOf, Time } from './parts.ts';

export const EVENT_STATUSES = [
  'SUCCESS',
  'IN_CASE',
  'CANCEL_REVERSAL',
  'APP_REVERSE',
  'REFUND',
] as const;

export const Event = Type.Object({
  id: Type.String({ description: 'Also the webhook-id that its callbacks carry.' }),
  trans_id: Type.String({ description: 'As the merchant is told: verify knows it by this.' }),
  payment: Type.String({ description: 'The trans_id of the payment itself.' }),
  app_id: AppId,
  order_id: Type.String(),
  status: oneOf(EVENT_STATUSES),
  gross: Money,
  channel: Type.String(),
  recorded_at: Time,
  created_at: Time,
});

export const EventList = searchedListOf(Event);

export const EventsQuery = Type.Object({
  app_id: Type.Optional(AppId),
  status: Type.Optional(oneOf(EVENT_STATUSES)),
  trans_id: Type.Optional(Id),
  ...periodQuery,
  ...pageQuery,
});

export const EventPath = Type.Object({ event_id: Id });

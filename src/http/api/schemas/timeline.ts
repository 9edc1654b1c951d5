/** A payment's story: what happened, in the order of causes, and who says so. */
import { Type } from 'typebox';
import { nullable, oneOf, Time } from './parts.ts';

export const TIMELINE_KINDS = [
  'payment_opened',
  'attempt_started',
  'notice',
  'refund',
  'dispute',
  'reversal',
  'event',
  'transfer',
  'callback_send',
  'verify',
  'note',
] as const;

/** Who says so: the shopper, the channel in one of three ways, a person, PayCenter, the merchant. */
export const SAID_BY = [
  'shopper',
  'notice',
  'call',
  'query',
  'operator',
  'paycenter',
  'merchant',
] as const;

export const TimelineEntry = Type.Object({
  at: Time,
  kind: oneOf(TIMELINE_KINDS),
  said_by: oneOf(SAID_BY),
  text: Type.String({ description: 'One English sentence, for people.' }),
  /** The row that the entry is about: an attempt, a notice, a refund, an event, a callback. */
  id: nullable(Type.String()),
  /** What the kind has besides; names as in the resource of that kind. */
  details: Type.Record(Type.String(), Type.Unknown()),
});

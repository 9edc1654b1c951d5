/** A payment's story: what happened, in the order of causes, and who says so. */
import { type TSchema, Type } from 'typebox';
import { EVENT_STATUSES } from './events.ts';
import { Actor, Money, nullable, oneOf, Time } from './parts.ts';

export const TIMELINE_KINDS = [
  'payment_opened',
  'attempt_started',
  'notice',
  'refund',
  'dispute',
  'reversal',
  'event',
  'transfer',
  'channel_call',
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

const text = Type.String();

const optional = <Fields extends Record<string, TSchema>>(fields: Fields) =>
  Type.Partial(Type.Object(fields)).properties;

/** A request to a channel and its reply, both without secrets and payer data. */
const Exchange = Type.Object({
  method: text,
  address: text,
  asked: nullable(text),
  status: nullable(Type.Integer()),
  answered: nullable(text),
  why: nullable(text),
  channel_trace: nullable(text),
  took_ms: Type.Integer(),
});

export const TimelineEntry = Type.Object({
  at: Time,
  kind: oneOf(TIMELINE_KINDS),
  said_by: oneOf(SAID_BY),
  text: Type.String({ description: 'One English sentence, for people.' }),
  /** What the entry is about, by its id: only those that its kind has. */
  ...optional({
    attempt: text,
    notice: text,
    refund: text,
    dispute: text,
    reversal: text,
    event: text,
    callback: text,
  }),
  /** `attempt_started`, `notice`, `event` */
  ...optional({ channel: text, test: Type.Boolean() }),
  /** `notice`: what the channel said, what came of it, and its words without secrets. */
  ...optional({
    effect: oneOf(['applied', 'none', 'parked', 'rejected']),
    facts: Type.Array(Type.Object({ kind: text, outcome: Type.Optional(text) })),
    transcript: text,
  }),
  /** `refund`, `dispute`, `reversal` */
  ...optional({ state: text, reason: nullable(text) }),
  /** `event` and `transfer` */
  ...optional({
    trans_id: text,
    status: oneOf(EVENT_STATUSES),
    gross: Money,
    debit: text,
    credit: text,
  }),
  /** `channel_call`: what was asked, how often, what came of it, and each request without secrets. */
  ...optional({
    operation: text,
    failed: Type.Boolean(),
    times: Type.Integer(),
    exchanges: Type.Array(Exchange),
  }),
  /** `callback_send`: `acknowledged`, `refused` or `failed`; `channel_call`: in the channel's words. */
  ...optional({ outcome: text }),
  /** `callback_send` */
  ...optional({
    number: Type.Integer(),
    url: text,
    address: nullable(text),
    status_code: nullable(Type.Integer()),
    reply: nullable(text),
    why: nullable(text),
    latency_ms: Type.Integer(),
  }),
  /** `verify`: how often the merchant asked, and was answered so; `at` is the first time. */
  ...optional({ answer: oneOf(['OK', 'params error']), calls: Type.Integer(), last_at: Time }),
  /** `note`, and a `notice` by an operator. */
  ...optional({ author: Actor, note: text }),
});

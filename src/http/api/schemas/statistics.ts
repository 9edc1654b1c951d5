/** Figures for the home page: what came in, how it went, and what needs a person. */
import { Type } from 'typebox';
import { AppId, Currency, Day, Money, nullable, oneOf, Time } from './parts.ts';

/** Sums of money of one currency, and counts. */
export const Figures = Type.Object({
  started: Type.Integer({ description: 'Attempts that were begun at a channel.' }),
  paid: Type.Integer({ description: 'Those of them that were paid.' }),
  takings: Money,
  refunds: Type.Integer(),
  refunded: Money,
  disputes: Type.Integer({ description: 'Opened.' }),
  lost: Money,
});

const Bucket = Type.Object({
  /** The beginning of the hour or day. */
  at: Time,
  channel: Type.String(),
  ...Figures.properties,
});

export const StatisticsQuery = Type.Object({
  app_id: Type.Optional(AppId),
  currency: Type.Optional(Currency),
  channel: Type.Optional(Type.String({ maxLength: 40 })),
  from: Type.Optional(Day),
  to: Type.Optional(Type.String({ ...Day, description: 'Included; absent: today.' })),
  test: Type.Optional(Type.Boolean({ default: false })),
});

export const Statistics = Type.Object({
  from: Time,
  to: Time,
  grain: oneOf(['hour', 'day']),
  /** The span of the same length just before; `to` of it ends as far into its last day as it is now. */
  previous: Type.Object({ from: Time, to: Time }),
  /** Until when everything is counted in: a few seconds ago. */
  counted_to: nullable(Time),
  /** One for each currency, the largest business first. */
  currencies: Type.Array(
    Type.Object({
      currency: Currency,
      now: Figures,
      before: Figures,
      channels: Type.Array(Type.Object({ channel: Type.String(), now: Figures, before: Figures })),
      buckets: Type.Array(Bucket),
    }),
  ),
  callbacks: Type.Object({
    now: Type.Object({ acknowledged: Type.Integer(), failed: Type.Integer() }),
    before: Type.Object({ acknowledged: Type.Integer(), failed: Type.Integer() }),
  }),
});

/** What needs a person now. */
export const Attention = Type.Object({
  reviews: Type.Object({ count: Type.Integer(), oldest_at: nullable(Time) }),
  duplicates: Type.Object({ count: Type.Integer() }),
  other_alerts: Type.Object({ count: Type.Integer() }),
  refunds_unsettled: Type.Object({ count: Type.Integer() }),
  disputes: Type.Object({ open: Type.Integer(), next_due_at: nullable(Time) }),
  callbacks: Type.Object({
    failed: Type.Integer({ description: 'In the last seven days; at most 1,000.' }),
    addresses_down: Type.Integer(),
  }),
  channels: Type.Array(
    Type.Object({
      app_id: AppId,
      channel: Type.String(),
      started: Type.Integer({ description: 'In the last one to two hours.' }),
      paid: Type.Integer(),
      usual_rate: nullable(Type.Number({ description: 'Paid of started, the week before.' })),
    }),
    { description: 'Channels that do much worse than usual.' },
  ),
});

export const AttentionQuery = Type.Object({ app_id: Type.Optional(AppId) });

/** Disputes and reversals: payers who want their money back from the channel. */
import { Type } from 'typebox';
import { AppId, Currency, Id, listOf, Money, nullable, oneOf, pageQuery, Time } from './parts.ts';

export const DISPUTE_STATES = ['open', 'won', 'lost', 'closed'] as const;

export const Dispute = Type.Object({
  id: Id,
  attempt: Type.String(),
  channel_dispute: Type.String({ description: "The channel's id of the case." }),
  gross: nullable(Money),
  currency: Currency,
  state: oneOf(DISPUTE_STATES),
  reason: nullable(Type.String()),
  due_at: nullable(Time),
  created_at: Time,
});

export const DisputeLine = Type.Object({
  ...Dispute.properties,
  trans_id: Id,
  app_id: AppId,
  order_id: Type.String(),
  channel: Type.String(),
  test: Type.Boolean(),
  payer_email: nullable(Type.String()),
});

export const DisputeList = listOf(DisputeLine);

export const DisputesQuery = Type.Object({
  app_id: Type.Optional(AppId),
  state: Type.Optional(
    oneOf(DISPUTE_STATES, {
      description:
        'open ones come by their deadline, the nearest first; all others, and all together, the newest first.',
    }),
  ),
  ...pageQuery,
});

export const Reversal = Type.Object({
  id: Id,
  attempt: Type.String(),
  channel_reversal: Type.String(),
  channel_dispute: nullable(Type.String()),
  gross: nullable(Money),
  currency: Currency,
  state: oneOf(['reversed', 'canceled']),
  reason: nullable(Type.String()),
  created_at: Time,
});

export const DisputePath = Type.Object({ dispute_id: Id });

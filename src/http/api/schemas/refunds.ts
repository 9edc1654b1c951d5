/** Refunds. */
import { Type } from 'typebox';
import {
  AppId,
  askedAmount,
  Id,
  Money,
  nullable,
  oneOf,
  pageQuery,
  periodQuery,
  searchedListOf,
  Time,
} from './parts.ts';

export const REFUND_STATES = ['requested', 'sent', 'succeeded', 'failed', 'unknown'] as const;
export const RefundState = oneOf(REFUND_STATES, {
  description:
    'requested: not sent yet. sent: the channel is at work. unknown: its answer was lost; it is asked again with the same id.',
});

export const Refund = Type.Object({
  id: Id,
  trans_id: Id,
  attempt: Type.String(),
  gross: Money,
  state: RefundState,
  origin: oneOf(['operator', 'channel'], {
    description: 'Asked for here, or found out to have been made at the channel.',
  }),
  reason: nullable(Type.String()),
  channel_refund: nullable(Type.String()),
  created_at: Time,
});

export const RefundLine = Type.Object({
  ...Refund.properties,
  app_id: AppId,
  order_id: Type.String(),
  channel: Type.String(),
  test: Type.Boolean(),
});

export const RefundList = searchedListOf(RefundLine);

export const RefundsQuery = Type.Object({
  app_id: Type.Optional(AppId),
  state: Type.Optional(Type.Array(RefundState, { minItems: 1 })),
  trans_id: Type.Optional(Id),
  ...periodQuery,
  ...pageQuery,
});

export const NewRefund = Type.Object(
  {
    amount: Type.Optional(askedAmount('In the currency that came in; absent: all that is left.')),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    attempt: Type.Optional(
      Type.String({ description: 'Which money; absent: that which the merchant was told of.' }),
    ),
  },
  { additionalProperties: false },
);

export const RefundPath = Type.Object({ refund_id: Id });

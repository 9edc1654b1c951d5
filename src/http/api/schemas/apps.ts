/** Apps, their settings and callback addresses. */
import { Type } from 'typebox';
import { ChannelAccount } from './channels.ts';
import { AppId, AskedMoney, listOf, Money, nullable, oneOf, pageQuery, Time } from './parts.ts';

export const Mode = oneOf(['test', 'live']);

export const AppLine = Type.Object({
  app_id: AppId,
  name: Type.String(),
  mode: Mode,
  website: nullable(Type.String()),
  created_at: Time,
  channels: Type.Array(
    Type.Object({
      channel: Type.String({ description: 'The adapter.' }),
      public_name: Type.String(),
      enabled: Type.Boolean(),
      test: Type.Boolean(),
    }),
  ),
});

export const AppList = listOf(AppLine);
export const AppsQuery = Type.Object(pageQuery);

export const Activity = Type.Object({
  activityid: Type.String({ description: "Empty for the app's own address." }),
  url: Type.String(),
});

export const AppSettings = Type.Object({
  name: Type.String(),
  mode: Mode,
  website: nullable(Type.String()),
  callback_url: nullable(Type.String()),
  callback_delays: Type.Array(Type.Integer(), {
    description: 'Seconds from a failed send to the next.',
  }),
  timestamp_unit: oneOf(['ms', 's']),
  reversal_trans_id: oneOf(['same', 'own']),
  require_sign: Type.Boolean(),
  return_hosts: Type.Array(Type.String()),
  frame_ancestors: Type.String(),
  language: nullable(Type.String()),
  refund_approval_above: Type.Array(Money, {
    description: 'Refunds beyond these need a second person; one amount for a currency.',
  }),
});

export const AppWhole = Type.Object({
  app_id: AppId,
  created_at: Time,
  ...AppSettings.properties,
  /** Further callback addresses. */
  activities: Type.Array(Activity),
  channels: Type.Array(ChannelAccount),
  secret: Type.Object({
    /** Until when the secret before the last rotation is valid too. */
    previous_valid_until: nullable(Time),
  }),
});

export const NewApp = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    callback_url: Type.String({ minLength: 1, maxLength: 2_000 }),
    app_id: Type.Optional(AppId),
  },
  { additionalProperties: false },
);

export const CreatedApp = Type.Object({
  app_id: AppId,
  name: Type.String(),
  mode: Mode,
  callback_url: Type.String(),
  secret: Type.String({ description: 'Shown now and never again.' }),
});

/** Only what is named changes; null puts the default back. */
export const AppChange = Type.Object(
  {
    name: Type.Optional(Type.String()),
    mode: Type.Optional(Mode),
    website: Type.Optional(nullable(Type.String())),
    callback_url: Type.Optional(Type.String()),
    callback_delays: Type.Optional(nullable(Type.Array(Type.Integer()))),
    timestamp_unit: Type.Optional(nullable(oneOf(['ms', 's']))),
    reversal_trans_id: Type.Optional(nullable(oneOf(['same', 'own']))),
    require_sign: Type.Optional(nullable(Type.Boolean())),
    return_hosts: Type.Optional(nullable(Type.Array(Type.String()))),
    frame_ancestors: Type.Optional(nullable(Type.String())),
    language: Type.Optional(nullable(Type.String())),
    refund_approval_above: Type.Optional(nullable(Type.Array(AskedMoney))),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const RotatedSecret = Type.Object({
  app_id: AppId,
  secret: Type.String({ description: 'Shown now and never again.' }),
  previous_valid_until: Time,
});

export const AppPath = Type.Object({ app_id: AppId });
export const ActivityPath = Type.Object({
  app_id: AppId,
  activityid: Type.String({ minLength: 1, maxLength: 127 }),
});
export const ActivityBody = Type.Object(
  { url: Type.String({ minLength: 1, maxLength: 2_000 }) },
  { additionalProperties: false },
);

export const TestCallbackRequest = Type.Object(
  { activityid: Type.Optional(Type.String({ maxLength: 127 })) },
  { additionalProperties: false },
);

/** What came of a callback that tells of no payment. */
export const TestCallbackResult = Type.Object({
  url: Type.String(),
  body: Type.String(),
  verdict: oneOf(['acknowledged', 'refused', 'faulty', 'unanswered'], {
    description:
      'refused: the handler understood and said no, as it should: nobody paid, and verify says so.',
  }),
  found: Type.String(),
  todo: nullable(Type.String()),
  address: nullable(Type.String()),
  status_code: nullable(Type.Integer()),
  reply: nullable(Type.String({ description: "The first KiB, a stranger's text: escape it." })),
  latency_ms: Type.Integer(),
});

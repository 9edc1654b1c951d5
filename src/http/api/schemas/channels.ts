/** Channels, and an app's accounts there. */
import { Type } from 'typebox';
import { AppId, Id, nullable, oneOf, Time } from './parts.ts';

/** A channel that this version knows, and what it wants to be told. */
export const Channel = Type.Object({
  channel: Type.String(),
  currencies: nullable(Type.Array(Type.String(), { description: 'Null: all.' })),
  refund: oneOf(['none', 'full', 'partial']),
  disputes: Type.Boolean(),
  always_test: Type.Boolean(),
  settings: Type.Array(
    Type.Object({
      key: Type.String(),
      about: Type.String(),
      secret: Type.Boolean({ description: 'Written, never read back.' }),
      required: Type.Boolean(),
      generated: Type.Boolean({ description: 'Made by PayCenter when nobody gives one.' }),
    }),
  ),
});

export const ChannelCatalogue = Type.Object({ data: Type.Array(Channel) });

export const ChannelAccount = Type.Object({
  account: Id,
  app_id: AppId,
  channel: Type.String({ description: 'The adapter.' }),
  public_name: Type.String({ description: 'The key that merchants see and send as `channel`.' }),
  display_name: nullable(Type.String()),
  enabled: Type.Boolean(),
  test: Type.Boolean(),
  order: nullable(Type.Integer({ description: 'Its place in the list; null: behind the others.' })),
  notice_url: Type.String(),
  min_gross: Type.String({ description: 'As USD:0.50,JPY:50.' }),
  max_gross: Type.String(),
  currencies: Type.Array(Type.String()),
  countries: Type.Array(Type.String()),
  settings: Type.Record(Type.String(), Type.String(), {
    description: 'Secrets say `set` and nothing more.',
  }),
  missing: Type.Array(Type.String(), {
    description: 'What it still needs before it can be enabled.',
  }),
});

export const ChannelAccountList = Type.Object({ data: Type.Array(ChannelAccount) });

const Settings = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 65_536 }), {
  description:
    "The channel's own settings and the common ones (public_name, display_name, order, test, min_gross, max_gross, currencies, countries); an empty text clears one, the others stay.",
});

export const NewChannelAccount = Type.Object(
  {
    channel: Type.String({ minLength: 1, maxLength: 40 }),
    public_name: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    settings: Type.Optional(Settings),
  },
  { additionalProperties: false },
);

export const ChannelAccountChange = Type.Object(
  { settings: Type.Optional(Settings), enabled: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, minProperties: 1 },
);

/** Every account of the app, in the order in which shoppers are to see them. */
export const ChannelOrder = Type.Object(
  { accounts: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }) },
  { additionalProperties: false },
);

export const Finding = Type.Object({
  check: Type.String(),
  state: oneOf(['ok', 'warning', 'failed']),
  found: Type.String(),
  todo: nullable(Type.String()),
});

export const ChannelCheck = Type.Object({
  account: Id,
  state: oneOf(['ok', 'warning', 'failed'], { description: 'The worst of the findings.' }),
  findings: Type.Array(Finding),
  last_notice_at: nullable(Time),
});

export const ChannelAccountPath = Type.Object({ app_id: AppId, account: Id });

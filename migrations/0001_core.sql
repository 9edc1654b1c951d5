-- Ids are text, time first (src/domain/id.ts), so every table can be partitioned by month.
-- Money is minor units beside a currency. Nothing needs a global counter.
-- What one statement writes beside its parent (attempts, events, callbacks, sends, transfers) has no
-- foreign key: that statement holds the parent already, and the check would cost each row a look-up.

create table apps (
  id text primary key,
  name text not null,
  mode text not null default 'test' check (mode in ('test', 'live')),
  settings jsonb not null default '{}',
  secret_sealed bytea not null,
  -- The secret before the last rotation; valid until the time beside it.
  previous_secret_sealed bytea,
  previous_secret_until timestamptz,
  created_at timestamptz not null default now()
);

create table callback_urls (
  app_id text not null references apps on delete cascade,
  -- Empty for the app's own address.
  activity_id text not null,
  url text not null,
  primary key (app_id, activity_id)
);

create table channel_accounts (
  id text primary key,
  app_id text not null references apps on delete cascade,
  channel text not null,
  public_name text not null,
  display_name text,
  enabled boolean not null default true,
  position integer not null default 0,
  test boolean not null,
  limits jsonb not null default '{}',
  settings jsonb not null default '{}',
  -- All secret settings as one sealed JSON object.
  secrets_sealed bytea,
  created_at timestamptz not null default now(),
  unique (app_id, public_name)
);

create table payments (
  -- The trans_id.
  id text collate "C" primary key,
  app_id text not null,
  order_id text not null,
  activity_id text not null default '',
  -- Digest of what makes two requests of one order the same payment.
  fingerprint bytea not null,
  item text not null,
  gross_minor bigint not null check (gross_minor > 0),
  currency text not null,
  custom_data text,
  state text not null default 'created',
  channel text,
  test boolean not null default false,
  duplicate boolean not null default false,
  payer_email text,
  alerts text[] not null default '{}',
  version integer not null default 0,
  created_at timestamptz not null default now(),
  paid_at timestamptz,
  unique (app_id, order_id, fingerprint)
) with (fillfactor = 85);

-- Two payments of one order can never both count as its payment, whatever the processes do.
create unique index payments_one_paid_per_order on payments (app_id, order_id)
  where state = 'paid' and not duplicate;
create index payments_newest on payments (app_id, id desc);

create table attempts (
  -- Also our reference at the channel.
  id text collate "C" primary key,
  payment_id text collate "C" not null,
  account_id text not null,
  channel text not null,
  channel_reference text,
  channel_transaction text,
  state text not null default 'started',
  received_minor bigint,
  received_currency text,
  duplicate boolean not null default false,
  test boolean not null,
  reason text,
  return_url text,
  -- What the shopper scans, for a channel that is paid by a code.
  qr_content text,
  created_at timestamptz not null default now(),
  -- When the channel is to be asked about it next, if it says nothing by itself.
  ask_at timestamptz,
  asked integer not null default 0
) with (fillfactor = 85);

create index attempts_of_payment on attempts (payment_id);
create unique index attempts_channel_reference on attempts (account_id, channel_reference)
  where channel_reference is not null;
-- One sum of money never pays two payments.
create unique index attempts_channel_transaction on attempts (account_id, channel_transaction)
  where channel_transaction is not null;

create table refunds (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments,
  attempt_id text collate "C" not null,
  channel_refund text,
  gross_minor bigint not null check (gross_minor > 0),
  state text not null,
  origin text not null,
  reason text,
  created_at timestamptz not null,
  said_at timestamptz not null,
  -- When an unanswered call to the channel is repeated, with the same key.
  retry_at timestamptz,
  tries integer not null default 0
);
create index refunds_of_payment on refunds (payment_id);
create index refunds_to_settle on refunds (retry_at) where state in ('requested', 'unknown');

create table disputes (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments,
  attempt_id text collate "C" not null,
  channel_dispute text not null,
  -- Null while the channel has not said it: all that was paid.
  gross_minor bigint,
  state text not null,
  reason text,
  due_at timestamptz,
  -- A refund of the disputed sum since then is its settlement, where the channel tells both.
  refund_settles_since timestamptz,
  created_at timestamptz not null,
  said_at timestamptz not null,
  unique (attempt_id, channel_dispute)
);
create index disputes_of_payment on disputes (payment_id);

create table reversals (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments,
  attempt_id text collate "C" not null,
  channel_reversal text not null,
  channel_dispute text,
  -- Null where the channel does not say it: all that was left.
  gross_minor bigint,
  state text not null,
  reason text,
  created_at timestamptz not null,
  said_at timestamptz not null,
  unique (attempt_id, channel_reversal)
);
create index reversals_of_payment on reversals (payment_id);

create table notices (
  id text collate "C" primary key,
  account_id text not null,
  -- The channel's id of the notice: the same on every repeat.
  notice_key text not null,
  payment_id text collate "C",
  -- What the notice is about, in the channel's words, for one that came before we knew of it.
  reference text,
  channel_transaction text,
  -- notice (told to us), call (answer to our call), query (we asked), operator
  source text not null,
  effect text not null check (effect in ('applied', 'none', 'parked', 'rejected')),
  facts jsonb not null,
  -- For people: without secrets and payer data.
  transcript text not null,
  -- The bytes as they came, sealed under the master key.
  raw_sealed bytea,
  received_at timestamptz not null,
  unique (account_id, notice_key)
);
create index notices_of_payment on notices (payment_id);
create index notices_parked_reference on notices (account_id, reference) where effect in ('parked', 'rejected');
create index notices_parked_transaction on notices (account_id, channel_transaction)
  where effect in ('parked', 'rejected');

create table events (
  id text collate "C" primary key,
  payment_id text collate "C" not null,
  app_id text not null,
  -- As the merchant is told: the payment's id, or one of the event's own.
  trans_id text collate "C" not null,
  order_id text not null,
  status text not null,
  gross_minor bigint not null,
  currency text not null,
  channel text not null,
  cause text not null,
  recorded_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (payment_id, cause)
);
create index events_by_trans_id on events (trans_id);

create table callbacks (
  id text collate "C" primary key,
  event_id text collate "C" not null,
  payment_id text collate "C" not null,
  app_id text not null,
  url text not null,
  -- Scheme, host and port: what shares one limit on sends at once.
  endpoint text not null,
  -- Which of its payment's callbacks it is: the change that it tells of, then its place in it. Ids are
  -- of many clocks, and of one millisecond in no order.
  turn integer not null,
  body text not null,
  order_id text not null,
  delays_seconds integer[] not null,
  state text not null default 'waiting' check (state in ('waiting', 'acknowledged', 'failed')),
  -- Counted before each send, so that a crash can cost a send but never add one.
  sends integer not null default 0,
  -- How many of them came before somebody asked for it to be sent anew.
  sends_before integer not null default 0,
  next_at timestamptz not null,
  lease_until timestamptz,
  lease_owner text,
  last_error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check ((state = 'waiting') = (ended_at is null))
) with (fillfactor = 70);
-- By ended_at and not by state, so that only the claim uses it: to statements that know the id it would
-- look like a short way, and under load it is full of entries that have just ended.
create index callbacks_due on callbacks (endpoint, next_at) where ended_at is null;
create index callbacks_of_payment on callbacks (payment_id, turn);
create index callbacks_newest on callbacks (app_id, id desc);
create index callbacks_failed on callbacks (app_id, ended_at) where state = 'failed';

create table callback_sends (
  callback_id text collate "C" not null,
  number integer not null,
  url text not null,
  address text,
  outcome text not null check (outcome in ('acknowledged', 'refused', 'failed')),
  status_code integer,
  reply bytea,
  why text,
  latency_ms integer not null,
  sent_at timestamptz not null,
  primary key (callback_id, number)
);

-- The configuration that processes keep in memory: bumped by every change to it.
create table configuration (
  only_row boolean primary key default true check (only_row),
  version bigint not null default 0,
  -- Opened at start: proves that the master key is the one the secrets were sealed with.
  master_key_check bytea
);
insert into configuration default values;

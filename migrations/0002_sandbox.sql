-- The book of the sandbox bank: its own truth about its payers' money, kept apart from PayCenter's tables
-- as a real channel's would be, so that the two can be compared.

create table sandbox_charges (
  account_id text collate "C" not null,
  -- What PayCenter calls it.
  reference text collate "C" not null,
  trans_id text collate "C" not null,
  order_id text not null,
  asked_minor bigint not null check (asked_minor > 0),
  asked_currency text not null,
  state text not null check (state in ('pending', 'paid', 'declined', 'canceled')),
  -- When it came to be in this state, and the notice that told so.
  state_at_ms bigint not null,
  notice_id text not null,
  -- The bank's id of the money, and how much really came.
  payment_id text unique,
  paid_minor bigint check (paid_minor > 0),
  paid_currency text,
  -- When anything happened to it last: times of one charge always rise.
  said_at_ms bigint not null,
  version integer not null,
  primary key (account_id, reference),
  check ((state = 'paid') = (payment_id is not null and paid_minor is not null and paid_currency is not null))
) with (fillfactor = 85);
create index sandbox_charges_of_payment on sandbox_charges (trans_id);

-- What happened to the money after it was paid.
create table sandbox_movements (
  id text collate "C" primary key,
  account_id text collate "C" not null,
  reference text collate "C" not null,
  kind text not null check (kind in ('refund', 'dispute', 'reversal')),
  gross_minor bigint not null check (gross_minor > 0),
  state text not null check (state in ('succeeded', 'open', 'won', 'lost', 'reversed', 'canceled')),
  -- PayCenter's id of a refund that it asked for: never made twice.
  refund_id text,
  -- The dispute that a reversal settles, or an id of its own.
  case_id text,
  made_at_ms bigint not null,
  said_at_ms bigint not null,
  notice_id text not null,
  foreign key (account_id, reference) references sandbox_charges
);
create index sandbox_movements_of_charge on sandbox_movements (account_id, reference);
create unique index sandbox_movements_refund on sandbox_movements (account_id, refund_id)
  where refund_id is not null;

-- What the bank has to tell; written with the book, sent until it is accepted.
create table sandbox_notices (
  id text collate "C" primary key,
  account_id text collate "C" not null,
  reference text collate "C" not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'given_up')),
  -- How often it still has to be accepted: more than once for a notice that is to be repeated.
  copies_left integer not null,
  tries integer not null default 0,
  due_at timestamptz not null,
  next_at timestamptz not null,
  lease_owner text,
  lease_until timestamptz,
  made_at timestamptz not null default now()
) with (fillfactor = 85);
create index sandbox_notices_due on sandbox_notices (next_at) where state = 'waiting';
create index sandbox_notices_of_charge on sandbox_notices (account_id, reference);

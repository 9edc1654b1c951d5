-- The books: each row moves an amount from one account to another, so they balance by construction.
-- Append-only: no statement changes or deletes a row.

alter table attempts add column fee_minor bigint;

create table transfers (
  id text collate "C" not null,
  payment_id text collate "C" not null,
  attempt_id text collate "C" not null,
  app_id text not null,
  account_id text not null,
  kind text not null,
  debit text not null,
  credit text not null check (credit <> debit),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  -- The change that booked it: one change books each kind of an attempt's money once.
  payment_version integer not null,
  booked_at timestamptz not null default now(),
  primary key (payment_id, payment_version, attempt_id, kind)
);
create index transfers_of_app on transfers (app_id, id);

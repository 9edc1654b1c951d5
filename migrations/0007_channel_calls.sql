-- What channels were asked and what they answered, for people: without secrets and payer data. Written
-- beside what came of it and not with it: nothing is decided by these rows.
create table channel_calls (
  attempt_id text collate "C" not null,
  -- Of what was asked and answered; a question that is repeated and gets the same answer is one row for
  -- some minutes.
  digest text collate "C" not null,
  account_id text not null,
  operation text not null check (operation in ('start', 'query', 'refund', 'payer')),
  -- What the adapter made of it, in one word, and why.
  outcome text not null,
  why text,
  -- Whether the channel failed: no reply, or one that tells of trouble on its side.
  failed boolean not null,
  exchanges jsonb not null,
  times integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (attempt_id, digest)
) with (fillfactor = 85);
create index channel_calls_of_account on channel_calls (account_id, first_at);

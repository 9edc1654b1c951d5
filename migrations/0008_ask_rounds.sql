-- When the silent attempts of an account are asked about next, by whichever process comes first, and how
-- often its channel has failed in a row.
create table ask_rounds (
  account_id text primary key,
  next_at timestamptz not null,
  failures integer not null default 0
) with (fillfactor = 70);

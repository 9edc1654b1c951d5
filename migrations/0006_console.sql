-- What the console shows and keeps. No table of the hot path gets an index that every payment has to
-- feed: those below hold rows that are rare, or that are written once when money has come.

-- Found by the payer's address, which is known once a payment is paid.
create index payments_of_payer on payments (payer_email, id) where payer_email is not null;
create index payments_undecided on payments (app_id, id) where state in ('review', 'pending');
create index payments_alerted on payments (app_id, id) where alerts <> '{}';
create index callbacks_failed_newest on callbacks (app_id, id) where state = 'failed';

-- Refunds and disputes are listed by app. A trigger tells the app, so that processes of the version
-- before, which still run while this is applied, do so too; these tables are not on the hot path.
alter table refunds add column app_id text;
alter table disputes add column app_id text;
update refunds r set app_id = p.app_id from payments p where p.id = r.payment_id;
update disputes d set app_id = p.app_id from payments p where p.id = d.payment_id;
create function take_app_of_payment() returns trigger language plpgsql as $$
begin
  select app_id into strict new.app_id from payments where id = new.payment_id;
  return new;
end $$;
create trigger refunds_take_app before insert on refunds
  for each row execute function take_app_of_payment();
create trigger disputes_take_app before insert on disputes
  for each row execute function take_app_of_payment();
create index refunds_of_app on refunds (app_id, id);
create index disputes_of_app on disputes (app_id, id);
create index disputes_by_deadline on disputes (coalesce(due_at, 'infinity'), id) where state = 'open';

create table payment_notes (
  id text collate "C" primary key,
  payment_id text collate "C" not null references payments,
  author_kind text not null,
  author_id text,
  author_name text not null,
  text text not null,
  created_at timestamptz not null default now()
);
create index payment_notes_of_payment on payment_notes (payment_id, id);

-- How often merchants asked `verify` about a payment that is known, and what they were answered. Written
-- in batches some seconds later, so an answer waits for nothing.
create table verify_calls (
  payment_id text collate "C" not null,
  -- The event that the answer OK was about; empty for params error.
  event_id text collate "C" not null,
  answer text not null check (answer in ('OK', 'params error')),
  calls integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (payment_id, event_id, answer)
) with (fillfactor = 85);

-- Figures by the hour, counted again from rows that are never changed until a while after its end, and
-- then by the day. Housekeeping writes them; no payment waits for them.
create table statistics (
  grain text not null check (grain in ('hour', 'day')),
  -- Its beginning, UTC.
  at timestamptz not null,
  app_id text not null,
  channel text not null,
  currency text not null,
  test boolean not null,
  -- Attempts that were begun, and sums of money that came in for the merchant.
  started bigint not null default 0,
  paid bigint not null default 0,
  taken_minor bigint not null default 0,
  refunds bigint not null default 0,
  refunded_minor bigint not null default 0,
  disputes bigint not null default 0,
  lost_minor bigint not null default 0,
  -- Callbacks that were born in this time, as they stood when they were counted last.
  acknowledged bigint not null default 0,
  failed bigint not null default 0,
  primary key (grain, at, app_id, channel, currency, test)
);

-- Sums of the books by the hour and by the day, so that a balance is read off few rows. An hour is summed
-- once, when no more can be booked in it by the database's clock; newer transfers are read as they are.
create index transfers_by_time on transfers using brin (booked_at);
create table ledger_sums (
  app_id text not null,
  grain text not null check (grain in ('hour', 'day')),
  at timestamptz not null,
  account_id text not null,
  currency text not null,
  debit text not null,
  credit text not null,
  amount_minor numeric not null,
  primary key (app_id, grain, at, account_id, currency, debit, credit)
);

create table statistics_watch (
  only_row boolean primary key default true check (only_row),
  -- Hours that began before this are counted for good; null before the first count.
  final_to timestamptz,
  -- Days that began before this are summed up from their hours.
  days_to timestamptz,
  counted_at timestamptz,
  -- How long the last count took: the next one waits for many times as long.
  took_ms integer not null default 0
);
insert into statistics_watch default values;

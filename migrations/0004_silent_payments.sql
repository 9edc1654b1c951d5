-- Attempts that their channel has told nothing of for two minutes are found by walking the ids, which are
-- in the order of time, and are given an ask_at only then: a payment that is paid at once costs nothing here.
create table silence_watch (
  only_row boolean primary key default true check (only_row),
  -- Attempts up to this id have been looked at.
  walked_to text collate "C" not null default ''
);
insert into silence_watch default values;

create index attempts_to_ask on attempts (account_id, ask_at) where ask_at is not null;

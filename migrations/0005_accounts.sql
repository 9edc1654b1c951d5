-- Who may look and act: people, their sessions, keys for machines; and what they did.

create table users (
  id text collate "C" primary key,
  -- In lower case: it is the name to sign in with.
  email text not null unique check (email = lower(email)),
  name text not null,
  role text not null check (role in ('admin', 'operator', 'support', 'finance', 'viewer')),
  -- The apps that the user is limited to; null for all.
  apps text[],
  -- argon2id in PHC notation; null for those who sign in elsewhere.
  password_hash text,
  -- Good for choosing a password of one's own, and for nothing else.
  password_one_time boolean not null default false,
  password_until timestamptz,
  totp_secret_sealed bytea,
  totp_confirmed_at timestamptz,
  -- The newest time step whose code was used: no code works twice.
  totp_last_step bigint,
  disabled_at timestamptz,
  signed_in_at timestamptz,
  created_at timestamptz not null default now()
);

create table recovery_codes (
  user_id text collate "C" not null references users on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table sessions (
  id text collate "C" primary key,
  -- SHA-256 of what the cookie holds; the token itself is nowhere.
  token_hash bytea not null unique,
  user_id text collate "C" not null references users on delete cascade,
  -- What is still missing before it may do anything: nothing when open.
  stage text not null check (stage in ('open', 'totp', 'password')),
  method text not null check (method in ('password', 'oidc')),
  -- Codes that were tried, right or wrong: a session stands for few of them.
  codes_tried integer not null default 0,
  address text not null,
  user_agent text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_of_user on sessions (user_id);

create table api_keys (
  id text collate "C" primary key,
  app_id text not null references apps on delete cascade,
  name text not null,
  secret_hash bytea not null unique,
  -- The beginning of the key, to tell keys apart by.
  hint text not null,
  scopes text[] not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at timestamptz,
  -- The e-mail address, and the id, of whoever made it.
  created_by text not null,
  creator_id text collate "C" not null,
  created_at timestamptz not null default now()
);
create index api_keys_of_app on api_keys (app_id);

-- Attempts to sign in that were not right, counted per account and per address.
create table sign_in_attempts (
  counter text primary key,
  attempts integer not null,
  attempted_at timestamptz not null
);
create index sign_in_attempts_by_time on sign_in_attempts (attempted_at);

create table idempotency_keys (
  caller text not null,
  key text not null,
  -- Of method, address and body: the same key with another request is a mistake.
  digest bytea not null,
  -- The id of what the request makes: done again after a crash, it makes the same thing.
  made_id text collate "C" not null,
  -- While somebody is at work on it.
  lease_until timestamptz,
  status smallint,
  -- An answer may hold a secret that is shown once.
  answer_sealed bytea,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_by_time on idempotency_keys (created_at);

create table audit_log (
  id text collate "C" primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('user', 'key', 'cli', 'system')),
  actor_id text,
  actor_name text not null,
  address text,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  app_id text,
  before jsonb,
  after jsonb
);
create index audit_log_of_app on audit_log (app_id, id) where app_id is not null;
create index audit_log_of_subject on audit_log (subject_kind, subject_id, id);
create index audit_log_of_actor on audit_log (actor_id, id) where actor_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger audit_log_is_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();

-- Refunds above the app's limit wait here for a second person.
create table refund_approvals (
  -- Also the id of the refund that it becomes.
  id text collate "C" primary key,
  payment_id text collate "C" not null,
  app_id text not null,
  attempt_id text collate "C" not null,
  gross_minor bigint not null check (gross_minor > 0),
  currency text not null,
  reason text,
  state text not null default 'waiting'
    check (state in ('waiting', 'approved', 'rejected', 'done', 'failed')),
  requested_kind text not null,
  requested_by text not null,
  requested_name text not null,
  -- Whoever asked, or made the key that asked: the one who cannot be the second person.
  responsible_id text collate "C" not null,
  requested_at timestamptz not null default now(),
  decided_by text,
  decided_name text,
  decided_at timestamptz,
  -- Why it was rejected, or the code with which it failed.
  note text,
  constraint two_people check (
    state in ('waiting', 'rejected') or coalesce(decided_by <> responsible_id, false)
  )
);
create index refund_approvals_of_app on refund_approvals (app_id, id);
create index refund_approvals_of_payment on refund_approvals (payment_id);
create index refund_approvals_to_do on refund_approvals (decided_at) where state = 'approved';

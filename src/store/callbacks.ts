/** The outbox: callbacks that wait, are claimed, sent, and recorded. */
import { sql } from 'kysely';
import { LEASE_SECONDS } from './commit-change.ts';
import type { Db } from './database.ts';

/** What a worker needs in order to send one callback. */
export type DueCallback = {
  readonly id: string;
  readonly eventId: string;
  readonly paymentId: string;
  readonly appId: string;
  readonly url: string;
  readonly endpoint: string;
  readonly body: string;
  readonly orderId: string;
  readonly delaysSeconds: readonly number[];
  /** This one included: counted before it is sent. */
  readonly sends: number;
  /** Those of them that came before somebody asked for it to be sent anew. */
  readonly sendsBefore: number;
};

type DueRow = {
  id: string;
  event_id: string;
  payment_id: string;
  app_id: string;
  url: string;
  endpoint: string;
  body: string;
  order_id: string;
  delays_seconds: number[];
  sends: number;
  sends_before: number;
};

function dueFromRow(row: DueRow): DueCallback {
  return {
    id: row.id,
    eventId: row.event_id,
    paymentId: row.payment_id,
    appId: row.app_id,
    url: row.url,
    endpoint: row.endpoint,
    body: row.body,
    orderId: row.order_id,
    delaysSeconds: row.delays_seconds,
    sends: row.sends,
    sendsBefore: row.sends_before,
  };
}

const DUE_COLUMNS = sql`c.id, c.event_id, c.payment_id, c.app_id, c.url, c.endpoint, c.body, c.order_id,
  c.delays_seconds, c.sends, c.sends_before`;

/**
 * Claims callbacks that are due and that no living process holds, at most so many per endpoint.
 * Endpoints are walked by their first row (a loose index scan), so the backlog of a slow merchant is
 * neither read nor waited for; a callback waits while an earlier one of its payment does.
 */
export async function claimDueCallbacks(
  db: Db,
  claim: { owner: string; full: readonly string[]; perEndpointMax: number; totalMax: number },
): Promise<readonly DueCallback[]> {
  const { rows } = await sql<DueRow>`
    with recursive endpoints as (
      (select endpoint from callbacks where ended_at is null order by endpoint limit 1)
      union all
      select (select c.endpoint from callbacks c
        where c.ended_at is null and c.endpoint > e.endpoint order by c.endpoint limit 1)
      from endpoints e where e.endpoint is not null
    ), due as (
      select d.id
      from endpoints e
      cross join lateral (
        select c.id, c.next_at from callbacks c
        where c.ended_at is null and c.endpoint = e.endpoint and c.next_at <= now()
          and (c.lease_until is null or c.lease_until < now())
          and c.sends - c.sends_before <= cardinality(c.delays_seconds)
          and not exists (select from callbacks b where b.payment_id = c.payment_id
            and b.state = 'waiting' and b.turn < c.turn)
        order by c.next_at
        limit ${claim.perEndpointMax}
        for update skip locked
      ) d
      where e.endpoint is not null and e.endpoint <> all(${[...claim.full]}::text[])
      order by d.next_at
      limit ${claim.totalMax}
    )
    update callbacks c
    set lease_owner = ${claim.owner}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int),
      sends = c.sends + 1
    from due where c.id = due.id
    returning ${DUE_COLUMNS}`.execute(db);
  return rows.map(dueFromRow);
}

/** What came of one send. */
export type SendRecord = {
  readonly callbackId: string;
  readonly owner: string;
  readonly number: number;
  readonly url: string;
  readonly address: string | null;
  readonly outcome: 'acknowledged' | 'refused' | 'failed';
  readonly statusCode: number | null;
  readonly reply: Buffer | null;
  readonly why: string | null;
  readonly latencyMs: number;
  readonly sentAtMs: number;
  /** Seconds until the next send; null when this was the last, or needs none. */
  readonly againInSeconds: number | null;
};

/**
 * Records many sends in one statement and returns, for each, the payment's next callback if it is free
 * to go now, leased to the same owner. A record by a worker whose lease was taken over is kept as a
 * send, but decides nothing, unless it brings the merchant's acknowledgement.
 */
export async function recordSends(
  db: Db,
  records: readonly SendRecord[],
): Promise<readonly (DueCallback | undefined)[]> {
  const column = <Value>(pick: (record: SendRecord) => Value) => records.map(pick);
  const { rows } = await sql<DueRow & { n: number }>`
    with sent as (
      select * from unnest(
        ${column((r) => r.callbackId)}::text[], ${column((r) => r.owner)}::text[],
        ${column((r) => r.number)}::int[], ${column((r) => r.url)}::text[],
        ${column((r) => r.address)}::text[], ${column((r) => r.outcome)}::text[],
        ${column((r) => r.statusCode)}::int[], ${column((r) => r.reply)}::bytea[],
        ${column((r) => r.why)}::text[], ${column((r) => r.latencyMs)}::int[],
        ${column((r) => new Date(r.sentAtMs).toISOString())}::timestamptz[],
        ${column((r) => r.againInSeconds)}::int[]
      ) with ordinality as s(callback_id, owner, number, url, address, outcome, status_code, reply, why,
        latency_ms, sent_at, again_in_seconds, n)
    ), kept as (
      insert into callback_sends (callback_id, number, url, address, outcome, status_code, reply, why,
        latency_ms, sent_at)
      select callback_id, number, url, address, outcome, status_code, reply, why, latency_ms, sent_at
      from sent order by callback_id
      on conflict do nothing
    ), ended as (
      update callbacks c
      set lease_owner = null, lease_until = null,
        state = case when s.outcome = 'acknowledged' then 'acknowledged'
          when s.again_in_seconds is null then 'failed' else 'waiting' end,
        next_at = now() + make_interval(secs => coalesce(s.again_in_seconds, 0)),
        last_error = s.why,
        ended_at = case when s.outcome = 'acknowledged' or s.again_in_seconds is null then now() end
      from sent s
      where c.id = s.callback_id and c.state = 'waiting'
        and (s.outcome = 'acknowledged' or (c.lease_owner = s.owner and c.sends = s.number))
      returning c.id, c.payment_id, c.state, s.owner, s.n
    ), next as (
      select ended.n, ended.owner, f.id from ended cross join lateral (
        select c.id, c.turn from callbacks c
        where c.payment_id = ended.payment_id and c.state = 'waiting' and c.id <> ended.id
          and c.next_at <= now() and (c.lease_until is null or c.lease_until < now())
          and c.sends - c.sends_before <= cardinality(c.delays_seconds)
        order by c.turn limit 1
        for update skip locked
      ) f
      where ended.state <> 'waiting'
        and not exists (select from callbacks b where b.payment_id = ended.payment_id
          and b.state = 'waiting' and b.turn < f.turn and b.id <> ended.id)
    )
    update callbacks c
    set lease_owner = next.owner, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int),
      sends = c.sends + 1
    from next where c.id = next.id
    returning ${DUE_COLUMNS}, next.n::int as n`.execute(db);
  const next = new Map(rows.map((row) => [row.n, dueFromRow(row)]));
  return records.map((_, at) => next.get(at + 1));
}

/** Keeps the leases of sends that are still under way; ids whose lease was lost are missing. */
export async function renewLeases(
  db: Db,
  owner: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update callbacks set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
    where id = any(${[...ids]}::text[]) and lease_owner = ${owner} and state = 'waiting'
    returning id`.execute(db);
  return rows.map((row) => row.id);
}

/** Gives back callbacks that this process holds and has not begun to send: their send does not count. */
export async function returnUnsent(db: Db, owner: string, ids: readonly string[]): Promise<void> {
  await sql`
    update callbacks set lease_owner = null, lease_until = null, sends = sends - 1
    where id = any(${[...ids]}::text[]) and lease_owner = ${owner} and state = 'waiting'`.execute(
    db,
  );
}

/** Lets others take what this process holds, at once; sends under way stay counted. */
export async function expireLeases(db: Db, owner: string): Promise<void> {
  await sql`
    update callbacks set lease_owner = null, lease_until = null
    where lease_owner = ${owner} and ended_at is null`.execute(db);
}

/**
 * Ends callbacks whose last send was claimed by a process that died before it could record anything:
 * one more send would be a fourth.
 */
export async function failExhausted(db: Db): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update callbacks
    set state = 'failed', ended_at = now(), lease_owner = null, lease_until = null,
      last_error = coalesce(last_error, 'interrupted')
    where ended_at is null and (lease_until is null or lease_until < now())
      and sends - sends_before > cardinality(delays_seconds)
    returning id`.execute(db);
  return rows.length;
}

/** Callbacks that may be sent again on request: by id, or all failed ones of an app since a time. */
export type ResendChoice =
  | { readonly ids: readonly string[] }
  | {
      readonly appId: string | null;
      readonly since: Date | null;
      /** Scheme, host and port. */
      readonly endpoint?: string;
    };

export const RESENT_AT_ONCE_MAX = 5_000;

/** How many callbacks a choice names. */
export async function countResendable(db: Db, choice: ResendChoice): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from callbacks c where ${chosen(choice)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Sets ended callbacks waiting again, due now, with a full number of sends: the history of their sends
 * stays, so numbering goes on. They go to the address that is registered now, since a wrong address is
 * what most often made them fail. Returns the ids. Of a choice by filter it takes the oldest, at most
 * {@link RESENT_AT_ONCE_MAX} that had failed `until` then: a statement of any number could take for ever.
 */
export async function resendCallbacks(
  db: Db,
  choice: ResendChoice,
  until: Date | null = null,
): Promise<readonly string[]> {
  const which =
    'ids' in choice
      ? chosen(choice)
      : sql`c.id in (select c.id from callbacks c where ${chosen(choice)} 
          and (${until}::timestamptz is null or c.ended_at <= ${until})
          order by c.id limit ${RESENT_AT_ONCE_MAX})`;
  const { rows } = await sql<{ id: string }>`
    update callbacks c
    set state = 'waiting', next_at = now(), ended_at = null, last_error = null, sends_before = sends,
      url = coalesce(u.url, c.url),
      endpoint = coalesce(lower(substring(u.url from '^[A-Za-z]+://[^/?#]+')), c.endpoint)
    from payments p left join callback_urls u
      on u.app_id = p.app_id and u.activity_id = p.activity_id
    where p.id = c.payment_id and ${which}
    returning c.id`.execute(db);
  return rows.map((row) => row.id);
}

function chosen(choice: ResendChoice) {
  if ('ids' in choice) return sql`c.state <> 'waiting' and c.id = any(${[...choice.ids]}::text[])`;
  const { appId, since, endpoint = null } = choice;
  return sql`c.state = 'failed' and (${appId}::text is null or c.app_id = ${appId})
    and (${since}::timestamptz is null or c.ended_at >= ${since})
    and (${endpoint}::text is null or c.endpoint = ${endpoint})`;
}

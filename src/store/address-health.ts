/** How the addresses do that callbacks are sent to: which answer, and which have been silent since when. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import type { AppScope } from './list-query.ts';
import { appsIn } from './search-down.ts';

export type AddressHealth = {
  readonly app_id: string;
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly state: 'up' | 'failing' | 'down' | 'unused';
  readonly down_since: string | null;
  readonly last_acknowledged_at: string | null;
  readonly last_error: string | null;
  readonly waiting: number;
  readonly failed: number;
  readonly oldest_waiting_at: string | null;
};

/** What is looked at of each app: its newest callbacks, and failed ones of so many days. */
const NEWEST = 500;
const FAILED_DAYS = 7;
const COUNTED_MAX = 1_000;
/** So many callbacks that were not acknowledged, with none after them that was, and an address is down. */
const DOWN_AFTER = 3;

type HealthRow = {
  app_id: string;
  endpoint: string;
  acknowledged_at: Date | null;
  sent: boolean;
  troubled: number;
  troubled_since: Date | null;
  last_error: string | null;
  waiting: number;
  oldest_waiting_at: Date | null;
  failed: number;
};

/**
 * The addresses that are registered, and those to which something was sent lately. An address is down
 * since the first send that failed after the last that was acknowledged.
 */
export async function readAddressHealth(db: Db, apps: AppScope): Promise<readonly AddressHealth[]> {
  const { rows } = await sql<HealthRow>`
    with newest as materialized (
      select c.* from ${appsIn(apps)} a cross join lateral (
        select app_id, endpoint, id, state, sends, last_error, created_at, ended_at from callbacks
        where app_id = a.app_id order by id desc limit ${NEWEST}) c
    ), addresses as (
      select u.app_id, ${ENDPOINT_OF_URL} as endpoint
      from callback_urls u join ${appsIn(apps)} a on a.app_id = u.app_id
      union select app_id, endpoint from newest
    ), answered as (
      select app_id, endpoint, max(ended_at) as acknowledged_at
      from newest where state = 'acknowledged' group by 1, 2
    ), troubled as (
      select n.app_id, n.endpoint, count(*)::int as troubled,
        (array_agg(n.last_error order by n.id desc) filter (where n.last_error is not null))[1] as last_error,
        min((select min(s.sent_at) from callback_sends s where s.callback_id = n.id
          and s.outcome <> 'acknowledged'
          and (w.acknowledged_at is null or s.sent_at > w.acknowledged_at))) as troubled_since
      from newest n left join answered w on w.app_id = n.app_id and w.endpoint = n.endpoint
      where n.state <> 'acknowledged' and n.last_error is not null
        and (w.acknowledged_at is null or n.ended_at is null or n.ended_at > w.acknowledged_at)
      group by 1, 2
    )
    select d.app_id, d.endpoint, w.acknowledged_at, coalesce(t.troubled, 0) as troubled, t.troubled_since,
      t.last_error, q.waiting, q.oldest_waiting_at, f.failed,
      exists (select from newest n where n.app_id = d.app_id and n.endpoint = d.endpoint) as sent
    from addresses d
    left join answered w on w.app_id = d.app_id and w.endpoint = d.endpoint
    left join troubled t on t.app_id = d.app_id and t.endpoint = d.endpoint
    cross join lateral (
      select count(*)::int as waiting, min(x.created_at) as oldest_waiting_at from (
        select c.created_at from callbacks c
        where c.ended_at is null and c.endpoint = d.endpoint and c.app_id = d.app_id
        limit ${COUNTED_MAX}) x) q
    cross join lateral (
      select count(*)::int as failed from (
        select from callbacks c where c.app_id = d.app_id and c.state = 'failed'
          and c.ended_at > now() - make_interval(days => ${FAILED_DAYS}) and c.endpoint = d.endpoint
        limit ${COUNTED_MAX}) x) f
    order by d.app_id, d.endpoint`.execute(db);
  return rows.map(healthOf);
}

/** As the delivery names what shares one limit: a standard port is left out. */
const ENDPOINT_OF_URL = sql`lower(regexp_replace(substring(u.url from '^[A-Za-z]+://[^/?#]+'),
  '^(http://[^/]*):80$|^(https://[^/]*):443$', '\\1\\2', 'i'))`;

function healthOf(row: HealthRow): AddressHealth {
  const state = stateOf(row);
  return {
    app_id: row.app_id,
    endpoint: row.endpoint,
    state,
    down_since: state === 'down' ? (row.troubled_since?.toISOString() ?? null) : null,
    last_acknowledged_at: row.acknowledged_at?.toISOString() ?? null,
    last_error: row.last_error,
    waiting: row.waiting,
    failed: row.failed,
    oldest_waiting_at: row.oldest_waiting_at?.toISOString() ?? null,
  };
}

function stateOf({ sent, troubled }: HealthRow): AddressHealth['state'] {
  if (!sent) return 'unused';
  if (troubled === 0) return 'up';
  return troubled >= DOWN_AFTER ? 'down' : 'failing';
}

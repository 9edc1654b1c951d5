/**
 * The one statement by which a payment changes after it was opened: the payment at the version it was
 * decided on, the notice that caused the change, what came of it, and the callbacks that tell of it.
 * All of one change or nothing of it; many changes in one commit.
 */
import { sql } from 'kysely';
import { type Change, changeRows, type NewNotice, noticeRow, type Rows } from './change-rows.ts';
import type { Db } from './database.ts';

export type Committed = {
  /** False: somebody changed the payment, or took the notice, first. Nothing was written. */
  readonly committed: boolean;
  /** Callbacks that are this process's to send now. */
  readonly leasedIds: readonly string[];
};

export const LEASE_SECONDS = 15;

/**
 * Commits changes of different payments at once. `changed` carries the guard: its row is locked, its
 * version compared, and every child is written only beside it. Two changes of one payment must never
 * be in one call (the coalescer's key sees to that).
 */
export async function commitChanges(
  db: Db,
  changes: readonly Change[],
): Promise<readonly Committed[]> {
  const rows = changeRows(changes);
  const json = (list: Rows) => JSON.stringify(list);
  const result = await sql<{ payment_id: string; leased: string[] }>`
    with wanted as (
      select * from jsonb_to_recordset(${json(rows.payments)}::jsonb) as w(
        payment_id text, version integer, state text, channel text, test boolean, duplicate boolean,
        payer_email text, paid_at timestamptz, alerts text[], account_id text, notice_key text,
        applied_notice_id text)
    ), changed as (
      update payments p
      set state = w.state, channel = w.channel, test = w.test, duplicate = w.duplicate, payer_email = w.payer_email,
        paid_at = w.paid_at, version = p.version + 1,
        alerts = p.alerts || array(select unnest(w.alerts) except select unnest(p.alerts))
      from wanted w
      where p.id = w.payment_id and p.version = w.version
        and not exists (select from notices x
          where x.account_id = w.account_id and x.notice_key = w.notice_key)
        and (w.applied_notice_id is null
          or (select true from notices x where x.id = w.applied_notice_id and x.effect = 'parked'))
      returning p.id, p.app_id, p.version, w.applied_notice_id
    ), noticed as (
      insert into notices (id, account_id, notice_key, payment_id, reference, channel_transaction,
        source, effect, facts, transcript, raw_sealed, received_at)
      select x.id, x.account_id, x.notice_key, c.id, x.reference, x.channel_transaction, x.source,
        x.effect, x.facts, x.transcript, decode(x.raw_sealed, 'base64'), x.received_at
      from jsonb_to_recordset(${json(rows.notices)}::jsonb) as x(
        payment_id text, id text, account_id text, notice_key text, reference text,
        channel_transaction text, source text, effect text, facts jsonb, transcript text,
        raw_sealed text, received_at timestamptz)
      join changed c on c.id = x.payment_id
    ), unparked as (
      update notices n set effect = 'applied', payment_id = c.id
      from changed c where n.id = c.applied_notice_id and n.effect = 'parked'
    ), tried as (
      insert into attempts (id, payment_id, account_id, channel, channel_reference,
        channel_transaction, state, received_minor, received_currency, fee_minor, duplicate, test, reason,
        return_url, created_at)
      select x.id, c.id, x.account_id, x.channel, x.channel_reference, x.channel_transaction, x.state,
        x.received_minor, x.received_currency, x.fee_minor, x.duplicate, x.test, x.reason, x.return_url,
        x.created_at
      from jsonb_to_recordset(${json(rows.attempts)}::jsonb) as x(
        payment_id text, id text, account_id text, channel text, channel_reference text,
        channel_transaction text, state text, received_minor bigint, received_currency text,
        fee_minor bigint, duplicate boolean, test boolean, reason text, return_url text, created_at timestamptz)
      join changed c on c.id = x.payment_id
      on conflict (id) do update set channel_transaction = excluded.channel_transaction,
        state = excluded.state, received_minor = excluded.received_minor,
        received_currency = excluded.received_currency, fee_minor = excluded.fee_minor,
        duplicate = excluded.duplicate,
        reason = excluded.reason
    ), refunded as (
      insert into refunds (id, payment_id, attempt_id, channel_refund, gross_minor, state, origin,
        reason, created_at, said_at, retry_at)
      select x.id, c.id, x.attempt_id, x.channel_refund, x.gross_minor, x.state, x.origin, x.reason,
        x.created_at, x.said_at, now() + interval '30 seconds'
      from jsonb_to_recordset(${json(rows.refunds)}::jsonb) as x(
        payment_id text, id text, attempt_id text, channel_refund text, gross_minor bigint,
        state text, origin text, reason text, created_at timestamptz, said_at timestamptz)
      join changed c on c.id = x.payment_id
      on conflict (id) do update set channel_refund = excluded.channel_refund,
        state = excluded.state, reason = excluded.reason, said_at = excluded.said_at
    ), disputed as (
      insert into disputes (id, payment_id, attempt_id, channel_dispute, gross_minor, state, reason,
        due_at, refund_settles_since, created_at, said_at)
      select x.id, c.id, x.attempt_id, x.channel_dispute, x.gross_minor, x.state, x.reason, x.due_at,
        x.refund_settles_since, x.created_at, x.said_at
      from jsonb_to_recordset(${json(rows.disputes)}::jsonb) as x(
        payment_id text, id text, attempt_id text, channel_dispute text, gross_minor bigint,
        state text, reason text, due_at timestamptz, refund_settles_since timestamptz, created_at timestamptz,
        said_at timestamptz)
      join changed c on c.id = x.payment_id
      on conflict (id) do update set gross_minor = excluded.gross_minor, state = excluded.state,
        reason = excluded.reason, due_at = excluded.due_at, refund_settles_since = excluded.refund_settles_since,
        said_at = excluded.said_at
    ), reversed as (
      insert into reversals (id, payment_id, attempt_id, channel_reversal, channel_dispute,
        gross_minor, state, reason, created_at, said_at)
      select x.id, c.id, x.attempt_id, x.channel_reversal, x.channel_dispute, x.gross_minor, x.state,
        x.reason, x.created_at, x.said_at
      from jsonb_to_recordset(${json(rows.reversals)}::jsonb) as x(
        payment_id text, id text, attempt_id text, channel_reversal text, channel_dispute text,
        gross_minor bigint, state text, reason text, created_at timestamptz, said_at timestamptz)
      join changed c on c.id = x.payment_id
      on conflict (id) do update set state = excluded.state, reason = excluded.reason,
        gross_minor = excluded.gross_minor, channel_dispute = excluded.channel_dispute,
        said_at = excluded.said_at
    ), told as (
      insert into events (id, payment_id, app_id, trans_id, order_id, status, gross_minor, currency,
        channel, cause, recorded_at)
      select x.id, c.id, x.app_id, x.trans_id, x.order_id, x.status, x.gross_minor, x.currency,
        x.channel, x.cause, x.recorded_at
      from jsonb_to_recordset(${json(rows.events)}::jsonb) as x(
        payment_id text, id text, app_id text, trans_id text, order_id text, status text,
        gross_minor bigint, currency text, channel text, cause text, recorded_at timestamptz)
      join changed c on c.id = x.payment_id
    ), booked as (
      insert into transfers (id, payment_id, attempt_id, app_id, account_id, kind, debit, credit,
        amount_minor, currency, payment_version)
      select x.id, c.id, x.attempt_id, x.app_id, x.account_id, x.kind, x.debit, x.credit,
        x.amount_minor, x.currency, c.version
      from jsonb_to_recordset(${json(rows.transfers)}::jsonb) as x(
        payment_id text, id text, attempt_id text, app_id text, account_id text, kind text,
        debit text, credit text, amount_minor bigint, currency text)
      join changed c on c.id = x.payment_id
    ), queued as (
      insert into callbacks (id, event_id, payment_id, app_id, url, endpoint, turn, body, order_id,
        delays_seconds, next_at, sends, lease_owner, lease_until)
      select x.id, x.event_id, c.id, x.app_id, x.url, x.endpoint, c.version * 1000 + x.place,
        x.body, x.order_id, x.delays_seconds, now(), l.leased::int,
        case when l.leased then x.lease_to end,
        case when l.leased then now() + make_interval(secs => ${LEASE_SECONDS}::int) end
      from jsonb_to_recordset(${json(rows.callbacks)}::jsonb) as x(
        payment_id text, id text, event_id text, app_id text, url text, endpoint text, place integer,
        body text, order_id text, delays_seconds integer[], lease_to text)
      join changed c on c.id = x.payment_id
      cross join lateral (select x.lease_to is not null and not exists (
        select from callbacks e where e.payment_id = c.id and e.state = 'waiting') as leased) l
      returning id, payment_id, sends
    )
    select c.id as payment_id,
      array(select q.id from queued q where q.payment_id = c.id and q.sends = 1) as leased
    from changed c`.execute(db);
  const leasedOf = new Map(result.rows.map((row) => [row.payment_id, row.leased]));
  return changes.map(({ after }) => ({
    committed: leasedOf.has(after.id),
    leasedIds: leasedOf.get(after.id) ?? [],
  }));
}

/**
 * Keeps a genuine notice that changes nothing yet: its payment is not known, or what it tells of has
 * not begun. False when it was kept before.
 */
export async function keepNotice(db: Db, notice: NewNotice): Promise<boolean> {
  const { id, ...rest } = noticeRow(notice);
  const kept = await db
    .insertInto('notices')
    .values({
      ...rest,
      id,
      payment_id: null,
      facts: JSON.stringify(rest.facts),
      raw_sealed: notice.rawSealed,
      received_at: new Date(notice.receivedAtMs),
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'notice_key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return kept !== undefined;
}

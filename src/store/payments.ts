/** Payments: opened, found, and read whole. */
import { sql } from 'kysely';
import type { Payment, PaymentState } from '../domain/payment.ts';
import type { Db } from './database.ts';
import { paymentFromRow, type WholePaymentRow } from './payment-row.ts';

/** A payment that somebody asks to open, and the attempt that goes with it at once, if any. */
export type NewPayment = {
  readonly id: string;
  readonly appId: string;
  readonly orderId: string;
  readonly activityId: string;
  readonly fingerprint: Buffer;
  readonly item: string;
  readonly grossMinor: bigint;
  readonly currency: string;
  readonly customData: string | null;
  readonly test: boolean;
  readonly attempt: NewAttempt | null;
};

export type NewAttempt = {
  readonly id: string;
  readonly accountId: string;
  readonly channel: string;
  readonly returnUrl: string | null;
  readonly test: boolean;
};

export type OpenedPayment =
  /** Made now, with its attempt. */
  | { readonly kind: 'created' }
  /** The same request had opened it before; the attempt was not made. */
  | { readonly kind: 'known'; readonly id: string; readonly state: PaymentState }
  /** Another payment of this order is paid, or the channel confirmed it as pending. */
  | { readonly kind: 'order_taken' };

type OpenRow = {
  n: number;
  created: boolean;
  taken: boolean;
  id: string | null;
  state: string | null;
};

/**
 * Opens many payments in one statement, each at most once: the unique key (app, order, fingerprint)
 * decides, so neither a repeat nor a second process can make two of one. The arrays go in as one
 * parameter per column (one plan for any number of rows), and the attempt is written with its payment,
 * because a second commit would halve the rate.
 */
export async function openPayments(
  db: Db,
  wanted: readonly NewPayment[],
): Promise<readonly OpenedPayment[]> {
  const column = <Value>(pick: (payment: NewPayment) => Value) => wanted.map(pick);
  const { rows } = await sql<OpenRow>`
    with wanted as (
      select * from unnest(
        ${column((p) => p.id)}::text[], ${column((p) => p.appId)}::text[],
        ${column((p) => p.orderId)}::text[], ${column((p) => p.activityId)}::text[],
        ${column((p) => p.fingerprint)}::bytea[], ${column((p) => p.item)}::text[],
        ${column((p) => p.grossMinor.toString())}::bigint[], ${column((p) => p.currency)}::text[],
        ${column((p) => p.customData)}::text[], ${column((p) => p.test)}::boolean[],
        ${column((p) => p.attempt?.id ?? null)}::text[],
        ${column((p) => p.attempt?.accountId ?? null)}::text[],
        ${column((p) => p.attempt?.channel ?? null)}::text[],
        ${column((p) => p.attempt?.returnUrl ?? null)}::text[]
      ) with ordinality as w(
        id, app_id, order_id, activity_id, fingerprint, item, gross_minor, currency, custom_data, test,
        attempt_id, account_id, channel, return_url, n)
    ), known as (
      select w.n, p.id, p.state, p.fingerprint = w.fingerprint as same
      from wanted w join payments p using (app_id, order_id)
    ), made as (
      insert into payments (id, app_id, order_id, activity_id, fingerprint, item, gross_minor, currency,
        custom_data, test, channel)
      select id, app_id, order_id, activity_id, fingerprint, item, gross_minor, currency, custom_data,
        test, channel
      from wanted w
      where not exists (
        select from known k
        where k.n = w.n and (k.same or k.state in ('paid', 'pending', 'review')))
      order by app_id, order_id, fingerprint
      on conflict (app_id, order_id, fingerprint) do nothing
      returning id
    ), started as (
      insert into attempts (id, payment_id, account_id, channel, return_url, test)
      select w.attempt_id, w.id, w.account_id, w.channel, w.return_url, w.test
      from wanted w join made using (id)
      where w.attempt_id is not null
    )
    select w.n::int as n, made.id is not null as created,
      exists (select from known k where k.n = w.n and not k.same
        and k.state in ('paid', 'pending', 'review')) as taken,
      k.id, k.state
    from wanted w
    left join made on made.id = w.id
    left join known k on k.n = w.n and k.same
    order by w.n`.execute(db);
  return rows.map(openedFromRow);
}

/** States in which a payment has its order to itself. */
const TAKEN: ReadonlySet<PaymentState> = new Set(['paid', 'pending', 'review']);

function openedFromRow(row: OpenRow): OpenedPayment {
  if (row.created) return { kind: 'created' };
  const state = row.state as PaymentState | null;
  // Where the shopper pays for the order is one place: this payment's own, or the other's.
  if (row.taken && !(state !== null && TAKEN.has(state))) return { kind: 'order_taken' };
  if (row.id !== null && state !== null) return { kind: 'known', id: row.id, state };
  // Somebody else inserted it between our snapshot and our insert: the caller asks once more.
  return RACED;
}

const RACED: OpenedPayment = { kind: 'known', id: '', state: 'created' };

/** Whether the answer only means that the same payment was being made at that very moment. */
export function wasRaced(opened: OpenedPayment): boolean {
  return opened === RACED;
}

/** Which payment to read: by our attempt, or by the channel's id of the money. */
export type PaymentQuestion = {
  readonly accountId: string | null;
  readonly paymentId: string | null;
  readonly reference: string | null;
  readonly channelTransaction: string | null;
  /** Also tells whether this notice has been taken before. */
  readonly noticeKey: string | null;
};

export type PaymentAnswer = {
  readonly payment: Payment | undefined;
  /** The attempt that the question named. */
  readonly attemptId: string | undefined;
  readonly noticeTaken: boolean;
  /** Whether notices wait for something to become known of this payment. */
  readonly parkedNotices: boolean;
};

/**
 * Reads whole payments for many questions at once. The children come as JSON with amounts as text:
 * one round trip, no join that multiplies rows, and no bigint ever read as a float. Whether a row is
 * there is asked by a scalar, not by `exists`: that one PostgreSQL may answer by reading every row first.
 */
export async function findPayments(
  db: Db,
  questions: readonly PaymentQuestion[],
): Promise<readonly PaymentAnswer[]> {
  const column = (name: keyof PaymentQuestion) => questions.map((question) => question[name]);
  const { rows } = await sql<WholePaymentRow>`
    with asked as (
      select * from unnest(
        ${column('accountId')}::text[], ${column('paymentId')}::text[], ${column('reference')}::text[],
        ${column('channelTransaction')}::text[], ${column('noticeKey')}::text[]
      ) with ordinality as q(account_id, payment_id, reference, channel_transaction, notice_key, n)
    ), named as (
      select distinct on (n) n, attempt_id, payment_id from (
        select q.n, 1 as rank, a.id as attempt_id, a.payment_id
          from asked q join attempts a on a.id = q.reference and a.account_id = q.account_id
        union all
        select q.n, 2, a.id, a.payment_id
          from asked q join attempts a
            on a.account_id = q.account_id and a.channel_reference = q.reference
        union all
        select q.n, 3, a.id, a.payment_id
          from asked q join attempts a
            on a.account_id = q.account_id and a.channel_transaction = q.channel_transaction
        union all
        select q.n, 4, null, q.payment_id from asked q where q.payment_id is not null
      ) found
      order by n, rank
    )
    select q.n::int as n, named.attempt_id,
      (select true from notices x
        where x.account_id = q.account_id and x.notice_key = q.notice_key) is not null
        as notice_taken,
      (select true from notices x where x.effect = 'parked' and x.account_id = q.account_id
          and x.reference in (named.attempt_id, q.reference) limit 1) is not null
        or (select true from notices x where x.effect = 'parked' and x.account_id = q.account_id
          and x.channel_transaction = q.channel_transaction limit 1) is not null as parked_notices,
      p.*,
      (select true from payments o where o.app_id = p.app_id and o.order_id = p.order_id
        and o.state = 'paid' and not o.duplicate and o.id <> p.id limit 1) is not null
        as order_paid_elsewhere,
      (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object(
          'received_minor', a.received_minor::text,
          'fee_minor', a.fee_minor::text) order by a.id), '[]')
        from attempts a where a.payment_id = p.id) as attempts,
      (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object(
          'gross_minor', r.gross_minor::text) order by r.id), '[]')
        from refunds r where r.payment_id = p.id) as refunds,
      (select coalesce(jsonb_agg(to_jsonb(d) || jsonb_build_object(
          'gross_minor', d.gross_minor::text) order by d.id), '[]')
        from disputes d where d.payment_id = p.id) as disputes,
      (select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object(
          'gross_minor', v.gross_minor::text) order by v.id), '[]')
        from reversals v where v.payment_id = p.id) as reversals
    from asked q
    left join named on named.n = q.n
    left join payments p on p.id = named.payment_id
    order by q.n`.execute(db);
  return rows.map((row) => ({
    payment: row.id === null ? undefined : paymentFromRow(row),
    attemptId: row.attempt_id ?? undefined,
    noticeTaken: row.notice_taken,
    parkedNotices: row.parked_notices,
  }));
}

/** One payment by its trans_id. */
export async function findPayment(db: Db, transId: string): Promise<Payment | undefined> {
  const [answer] = await findPayments(db, [
    {
      accountId: null,
      paymentId: transId,
      reference: null,
      channelTransaction: null,
      noticeKey: null,
    },
  ]);
  return answer?.payment;
}

/** Which payment an attempt belongs to. */
export async function findPaymentOfAttempt(db: Db, attemptId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('attempts')
    .select('payment_id')
    .where('id', '=', attemptId)
    .executeTakeFirst();
  return row?.payment_id;
}

/**
 * Adds an attempt to a payment that is not paid, nor pending, and whose order no other payment has
 * taken. The row lock makes "not paid" hold until the attempt is there.
 */
export async function addAttempt(
  db: Db,
  paymentId: string,
  attempt: NewAttempt,
): Promise<'added' | 'payment_taken' | 'order_taken'> {
  const { rows } = await sql<{ added: boolean; order_taken: boolean }>`
    with opened as (
      update payments p
      set state = 'created', channel = ${attempt.channel}, version = version + 1,
        test = ${attempt.test}
      where p.id = ${paymentId} and p.state in ('created', 'failed', 'canceled', 'expired')
        and not exists (select from payments o where o.app_id = p.app_id and o.order_id = p.order_id
          and o.id <> p.id and o.state in ('paid', 'pending', 'review'))
      returning p.id
    ), added as (
      insert into attempts (id, payment_id, account_id, channel, return_url, test)
      select ${attempt.id}, opened.id, ${attempt.accountId}, ${attempt.channel},
        ${attempt.returnUrl}, ${attempt.test}
      from opened
      returning id
    )
    select exists (select from added) as added,
      exists (select from payments p join payments o using (app_id, order_id)
        where p.id = ${paymentId} and o.id <> p.id
          and o.state in ('paid', 'pending', 'review')) as order_taken`.execute(db);
  if (rows[0]?.added) return 'added';
  return rows[0]?.order_taken ? 'order_taken' : 'payment_taken';
}

/** Keeps the channel's own id of an attempt, once its answer has come. */
export async function keepChannelReference(
  db: Db,
  attemptId: string,
  channelReference: string,
): Promise<void> {
  await db
    .updateTable('attempts')
    .set({ channel_reference: channelReference })
    .where('id', '=', attemptId)
    .where('channel_reference', 'is', null)
    .execute();
}

/** Keeps the code of an attempt that is paid by scanning one. */
export async function keepQrContent(db: Db, attemptId: string, content: string): Promise<void> {
  await db
    .updateTable('attempts')
    .set({ qr_content: content })
    .where('id', '=', attemptId)
    .execute();
}

export async function findQrContent(db: Db, attemptId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('attempts')
    .select('qr_content')
    .where('id', '=', attemptId)
    .executeTakeFirst();
  return row?.qr_content ?? undefined;
}

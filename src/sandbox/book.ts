/**
 * The bank's book in the database. Of PayCenter's own tables only {@link findAsked} and {@link findPlaces}
 * know, and only read.
 */
import { sql } from 'kysely';
import { type Money, money, parseCurrency } from '../domain/money.ts';
import type { Db } from '../store/database.ts';
import type { Asked, Charge, ChargeState, Movement } from './charge.ts';
import { LEASE_SECONDS } from './outbox.ts';

export type AskedFor = {
  readonly accountId: string;
  readonly appId: string;
  /** At least one; all that are given must fit. */
  readonly transId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly reference?: string | undefined;
};

type AskedRow = {
  reference: string;
  trans_id: string;
  order_id: string;
  item: string;
  gross_minor: bigint;
  currency: string;
};

/**
 * What PayCenter's newest fitting payment asks for, by its newest attempt on this account: for scripts
 * that pay without ever opening the payer page, which is where the bank would learn it.
 */
export async function findAsked(db: Db, wanted: AskedFor): Promise<Asked | undefined> {
  const { transId, orderId, reference } = wanted;
  const named = [
    ...(transId === undefined ? [] : [sql`p.id = ${transId}`]),
    ...(orderId === undefined ? [] : [sql`p.order_id = ${orderId}`]),
    ...(reference === undefined ? [] : [sql`a.id = ${reference}`]),
  ];
  if (named.length === 0) return undefined;
  const { rows } = await sql<AskedRow>`
    select a.id as reference, p.id as trans_id, p.order_id, p.item, p.gross_minor, p.currency
    from payments p join attempts a on a.payment_id = p.id
    where p.app_id = ${wanted.appId} and a.account_id = ${wanted.accountId}
      and ${sql.join(named, sql` and `)}
    order by p.created_at desc, p.id desc, a.created_at desc, a.id desc
    limit 1`.execute(db);
  const [row] = rows;
  return row && { accountId: wanted.accountId, ...askedFromRow(row) };
}

function askedFromRow(row: AskedRow): Omit<Asked, 'accountId'> {
  return {
    reference: row.reference,
    transId: row.trans_id,
    orderId: row.order_id,
    item: row.item,
    gross: moneyOf(row.gross_minor, row.currency),
  };
}

/** Where a payer may have met this payment: its attempts, a paid one first, then the newest. */
export async function findPlaces(
  db: Db,
  transId: string,
): Promise<readonly Pick<Asked, 'accountId' | 'reference'>[]> {
  const { rows } = await sql<{ account_id: string; reference: string }>`
    select a.account_id, a.id as reference
    from attempts a left join sandbox_charges c on c.account_id = a.account_id and c.reference = a.id
    where a.payment_id = ${transId} and a.test
    order by c.payment_id is null, a.id desc`.execute(db);
  return rows.map(({ account_id: accountId, reference }) => ({ accountId, reference }));
}

type ChargeRow = {
  trans_id: string;
  order_id: string;
  asked_minor: bigint;
  asked_currency: string;
  state: ChargeState;
  state_at_ms: bigint;
  notice_id: string;
  payment_id: string | null;
  paid_minor: bigint | null;
  paid_currency: string | null;
  said_at_ms: bigint;
  version: number;
  movements: MovementJson[];
};

type MovementJson = {
  id: string;
  kind: Movement['kind'];
  gross_minor: string;
  state: Movement['state'];
  refund_id: string | null;
  case_id: string | null;
  made_at_ms: number;
  said_at_ms: number;
  notice_id: string;
};

/** A charge that something has happened to, whole; undefined when nothing has. */
export async function loadCharge(
  db: Db,
  accountId: string,
  reference: string,
): Promise<Charge | undefined> {
  const { rows } = await sql<ChargeRow>`
    select c.*, (select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object(
        'gross_minor', m.gross_minor::text) order by m.made_at_ms), '[]')
      from sandbox_movements m
      where m.account_id = c.account_id and m.reference = c.reference) as movements
    from sandbox_charges c
    where c.account_id = ${accountId} and c.reference = ${reference}`.execute(db);
  const [row] = rows;
  return row && { accountId, reference, ...chargeFromRow(row) };
}

function chargeFromRow(row: ChargeRow): Omit<Charge, 'accountId' | 'reference'> {
  const { payment_id: id, paid_minor: minor, paid_currency: currency } = row;
  const isPaid = id !== null && minor !== null && currency !== null;
  return {
    transId: row.trans_id,
    orderId: row.order_id,
    gross: moneyOf(row.asked_minor, row.asked_currency),
    state: row.state,
    stateAtMs: Number(row.state_at_ms),
    noticeId: row.notice_id,
    payment: isPaid ? { id, gross: moneyOf(minor, currency) } : null,
    saidAtMs: Number(row.said_at_ms),
    version: row.version,
    movements: row.movements.map((json) => ({
      id: json.id,
      kind: json.kind,
      grossMinor: BigInt(json.gross_minor),
      state: json.state,
      refundId: json.refund_id,
      caseId: json.case_id,
      madeAtMs: json.made_at_ms,
      saidAtMs: json.said_at_ms,
      noticeId: json.notice_id,
    })),
  };
}

function moneyOf(minor: bigint, code: string): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`The database holds the unknown currency ${code}.`);
  return money(minor, currency);
}

/** A notice that goes into the outbox together with what it tells of. */
export type NewNotice = {
  readonly id: string;
  readonly body: string;
  /** How often it is to be sent. */
  readonly copies: number;
  readonly delayMs: number;
  /** Who sends it at once; null leaves it to whoever comes first. */
  readonly leaseTo: string | null;
};

/**
 * Writes a charge as it is now, and the notice that tells of it, in one statement. False when somebody
 * changed the charge since it was read: then nothing is written, and the caller decides again.
 */
export async function bookDeed(db: Db, charge: Charge, notice: NewNotice): Promise<boolean> {
  const { accountId, reference, gross, payment, version } = charge;
  const movements = JSON.stringify(charge.movements.map(movementRow));
  const { rows } = await sql<{ booked: boolean }>`
    with booked as (
      insert into sandbox_charges (account_id, reference, trans_id, order_id, asked_minor,
        asked_currency, state, state_at_ms, notice_id, payment_id, paid_minor, paid_currency,
        said_at_ms, version)
      values (${accountId}, ${reference}, ${charge.transId}, ${charge.orderId}, ${gross.minor},
        ${gross.currency}, ${charge.state}, ${charge.stateAtMs}, ${charge.noticeId},
        ${payment?.id ?? null}, ${payment?.gross.minor ?? null}, ${payment?.gross.currency ?? null},
        ${charge.saidAtMs}, 1)
      on conflict (account_id, reference) do update set state = excluded.state,
        state_at_ms = excluded.state_at_ms, notice_id = excluded.notice_id,
        payment_id = excluded.payment_id, paid_minor = excluded.paid_minor,
        paid_currency = excluded.paid_currency, said_at_ms = excluded.said_at_ms,
        version = sandbox_charges.version + 1
      where sandbox_charges.version = ${version}
      returning account_id, reference
    ), moved as (
      insert into sandbox_movements (id, account_id, reference, kind, gross_minor, state, refund_id,
        case_id, made_at_ms, said_at_ms, notice_id)
      select m.id, b.account_id, b.reference, m.kind, m.gross_minor, m.state, m.refund_id, m.case_id,
        m.made_at_ms, m.said_at_ms, m.notice_id
      from booked b cross join jsonb_to_recordset(${movements}::jsonb) as m(id text, kind text,
        gross_minor bigint, state text, refund_id text, case_id text, made_at_ms bigint,
        said_at_ms bigint, notice_id text)
      on conflict (id) do update set state = excluded.state, said_at_ms = excluded.said_at_ms,
        notice_id = excluded.notice_id
    ), told as (
      insert into sandbox_notices (id, account_id, reference, body, copies_left, due_at, next_at,
        lease_owner, lease_until)
      select ${notice.id}, b.account_id, b.reference, ${notice.body}, ${notice.copies}::int, d.at, d.at,
        ${notice.leaseTo}::text,
        case when ${notice.leaseTo}::text is not null
          then now() + make_interval(secs => ${LEASE_SECONDS}) end
      from booked b
      cross join lateral (select now() + make_interval(secs => ${notice.delayMs / 1_000}) as at) d
    )
    select exists (select from booked) as booked`.execute(db);
  return rows[0]?.booked ?? false;
}

function movementRow(movement: Movement) {
  return {
    id: movement.id,
    kind: movement.kind,
    gross_minor: movement.grossMinor.toString(),
    state: movement.state,
    refund_id: movement.refundId,
    case_id: movement.caseId,
    made_at_ms: movement.madeAtMs,
    said_at_ms: movement.saidAtMs,
    notice_id: movement.noticeId,
  };
}

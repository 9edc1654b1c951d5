/** What was sent to merchants, send by send, and what they answered. */
import { type RawBuilder, sql } from 'kysely';
import type { EventStatus } from '../domain/event.ts';
import { readableText } from '../domain/readable-text.ts';
import type { Db } from './database.ts';

export type SendLine = {
  readonly callback: string;
  /** Of the event that the callback tells. */
  readonly status: EventStatus;
  readonly number: number;
  readonly url: string;
  /** The IP address that was connected to, or refused. */
  readonly address: string | null;
  readonly outcome: 'acknowledged' | 'refused' | 'failed';
  readonly status_code: number | null;
  readonly reply: string | null;
  readonly why: string | null;
  readonly latency_ms: number;
  readonly sent_at: string;
};

type SendRow = Omit<SendLine, 'reply' | 'sent_at'> & {
  readonly reply: Buffer | null;
  readonly sent_at: Date;
};

/** All sends of a payment's callbacks, in the order in which they are told. */
export function sendsOfPayment(db: Db, paymentId: string): Promise<readonly SendLine[]> {
  return readSends(db, sql`c.payment_id = ${paymentId}`);
}

/** The sends of one callback, the first one first. */
export function sendsOfCallback(db: Db, callbackId: string): Promise<readonly SendLine[]> {
  return readSends(db, sql`c.id = ${callbackId}`);
}

/** The body of a callback, the same on every send; undefined when there is no such callback. */
export async function findCallbackBody(db: Db, callbackId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('callbacks')
    .select('body')
    .where('id', '=', callbackId)
    .executeTakeFirst();
  return row?.body;
}

async function readSends(db: Db, which: RawBuilder<unknown>): Promise<readonly SendLine[]> {
  const { rows } = await sql<SendRow>`
    select s.callback_id as callback, e.status, s.number, s.url, s.address, s.outcome, s.status_code,
      s.reply, s.why, s.latency_ms, s.sent_at
    from callback_sends s join callbacks c on c.id = s.callback_id join events e on e.id = c.event_id
    where ${which}
    order by c.turn, s.number`.execute(db);
  return rows.map(({ reply, sent_at, ...send }) => ({
    ...send,
    reply: reply && readableText(reply),
    sent_at: sent_at.toISOString(),
  }));
}

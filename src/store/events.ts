/** What merchants were, or are being, told. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

export type TransactionEvent = {
  readonly id: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly grossMinor: bigint;
  readonly currency: string;
  readonly channel: string;
};

type ToldJson = {
  id: string;
  payment_id: string;
  order_id: string;
  gross_minor: string;
  currency: string;
  channel: string;
};

/**
 * For each trans_id, whether it is known at all, and every event that is told under it. Answered from
 * committed rows, so a callback that is in flight is there.
 */
export async function findToldEvents(
  db: Db,
  transIds: readonly string[],
): Promise<readonly { known: boolean; events: readonly TransactionEvent[] }[]> {
  const { rows } = await sql<{
    known: boolean;
    events: ToldJson[];
  }>`
    select
      (select true from payments p where p.id = q.trans_id) is not null
        or (select true from events e where e.trans_id = q.trans_id limit 1) is not null as known,
      (select coalesce(jsonb_agg(jsonb_build_object('id', e.id,
          'payment_id', e.payment_id, 'order_id', e.order_id,
          'gross_minor', e.gross_minor::text, 'currency', e.currency, 'channel', e.channel)), '[]')
        from events e where e.trans_id = q.trans_id) as events
    from unnest(${[...transIds]}::text[]) with ordinality as q(trans_id, n)
    order by q.n`.execute(db);
  return rows.map((row) => ({
    known: row.known,
    events: row.events.map((event) => ({
      id: event.id,
      paymentId: event.payment_id,
      orderId: event.order_id,
      grossMinor: BigInt(event.gross_minor),
      currency: event.currency,
      channel: event.channel,
    })),
  }));
}

/** Callbacks as they were committed, to be looked at or sent elsewhere. */
import type { Db } from './database.ts';

export type CallbackCopy = {
  readonly id: string;
  /** What the callback is signed under; the same on every send. */
  readonly eventId: string;
  readonly orderId: string;
  readonly status: string;
  readonly url: string;
  readonly body: string;
};

/** All callbacks of a payment, in their order. */
export async function findCallbacksOfPayment(
  db: Db,
  paymentId: string,
): Promise<readonly CallbackCopy[]> {
  const rows = await copies(db).where('c.payment_id', '=', paymentId).orderBy('c.id').execute();
  return rows.map(copyFromRow);
}

/** Callbacks of an app with an id above `after`, in their order. */
export async function findCallbacksAfter(
  db: Db,
  page: { appId: string; after: string; limit: number },
): Promise<readonly CallbackCopy[]> {
  const rows = await copies(db)
    .where('c.app_id', '=', page.appId)
    .where('c.id', '>', page.after)
    .orderBy('c.id')
    .limit(page.limit)
    .execute();
  return rows.map(copyFromRow);
}

/** The app's newest callback; empty when it has none. */
export async function findNewestCallback(db: Db, appId: string): Promise<string> {
  const row = await db
    .selectFrom('callbacks')
    .select('id')
    .where('app_id', '=', appId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? '';
}

function copies(db: Db) {
  return db
    .selectFrom('callbacks as c')
    .innerJoin('events as e', (join) =>
      join.onRef('e.payment_id', '=', 'c.payment_id').onRef('e.id', '=', 'c.event_id'),
    )
    .select(['c.id', 'c.event_id', 'c.order_id', 'e.status', 'c.url', 'c.body']);
}

type Row = Awaited<ReturnType<ReturnType<typeof copies>['execute']>>[number];

function copyFromRow(row: Row): CallbackCopy {
  return {
    id: row.id,
    eventId: row.event_id,
    orderId: row.order_id,
    status: row.status,
    url: row.url,
    body: row.body,
  };
}

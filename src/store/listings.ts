/** Lists in the shape in which the command line prints them. */
import { type CallbackState, searchCallbacks } from './callback-list.ts';
import type { Db } from './database.ts';
import type { AppScope, ListQuery } from './list-query.ts';
import { searchPayments } from './payment-list.ts';

export type ListedPayment = {
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly state: string;
  readonly gross: string;
  readonly currency: string;
  readonly channel: string | null;
  readonly test: boolean;
  readonly created_at: string;
};

export type ListedCallback = {
  readonly id: string;
  readonly trans_id: string;
  readonly app_id: string;
  readonly order_id: string;
  readonly status: string;
  readonly url: string;
  readonly state: CallbackState;
  readonly sends: number;
  readonly last_error: string | null;
};

/**
 * Payments, the newest first; `silent` narrows them to those that a channel has not told the end of for
 * a day. Throws a Refusal INVALID_PARAMETER for a cursor that is none of ours.
 */
export async function listPayments(
  db: Db,
  query: ListQuery & { readonly silent?: boolean },
): Promise<{ payments: readonly ListedPayment[]; next: string | null }> {
  const silent = query.silent ? { silent: true } : {};
  const page = await searchPayments(db, { ...silent, ...filterOf(query) }, query);
  const payments = page.rows.map((row) => ({
    trans_id: row.id,
    app_id: row.app_id,
    order_id: row.order_id,
    state: row.state,
    gross: row.gross,
    currency: row.currency,
    channel: row.channel,
    test: row.test,
    created_at: row.created_at,
  }));
  return { payments, next: page.next };
}

/** Callbacks, the newest first; `state` narrows them. */
export async function listCallbacks(
  db: Db,
  query: ListQuery & { readonly state?: CallbackState },
): Promise<{ callbacks: readonly ListedCallback[]; next: string | null }> {
  const state = query.state === undefined ? {} : { state: query.state };
  const page = await searchCallbacks(db, { ...state, ...filterOf(query) }, query);
  return { callbacks: page.rows.map(listedCallback), next: page.next };
}

/** What is printed of a callback. */
export function listedCallback(row: ListedCallback): ListedCallback {
  const { id, trans_id, app_id, order_id, status, url, state, sends, last_error } = row;
  return { id, trans_id, app_id, order_id, status, url, state, sends, last_error };
}

function filterOf({ appId, orderId }: ListQuery): { apps: AppScope; orderId?: string } {
  const apps = appId === undefined ? null : [appId];
  return { apps, ...(orderId === undefined ? {} : { orderId }) };
}

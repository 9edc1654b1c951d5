/** What changes at the server is asked for again, as it changes: no page is ever reloaded for it. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { API } from '../api/client.ts';
import { sessionQuery } from '../session/session.ts';

type Changed = {
  readonly payments: readonly { readonly trans_id: string }[];
  readonly callbacks: readonly { readonly id: string; readonly payment: string }[];
  readonly lists: readonly string[];
  readonly more: boolean;
};

/** Lists and figures that hang on others. */
const BESIDES: Readonly<Record<string, readonly string[]>> = {
  payments: ['attention', 'statistics'],
  callbacks: ['attention', 'callback-health'],
  refunds: ['attention', 'refund-approvals'],
  disputes: ['attention'],
  configuration: ['apps', 'channels'],
};

/** Listens while somebody is signed in. @param watched payments whose page is open. */
export function useLive(appId: string | undefined, watched: readonly string[]): void {
  const client = useQueryClient();
  const key = watched.join(' ');
  useEffect(() => {
    const search = new URLSearchParams();
    if (appId !== undefined) search.set('app_id', appId);
    for (const id of key.split(' ').filter(Boolean)) search.append('watch', id);
    const source = new EventSource(`${API}/live?${search}`);
    let opened = false;
    source.addEventListener('open', () => {
      // Whatever happened while nobody listened is not told later.
      if (opened) void client.invalidateQueries();
      opened = true;
    });
    source.addEventListener('changed', (event) => apply(client, JSON.parse(event.data) as Changed));
    source.addEventListener('error', () => {
      // The stream ends with the session, and nothing says so but this.
      if (source.readyState === EventSource.CLOSED) {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      }
    });
    return () => source.close();
  }, [client, appId, key]);
}

function apply(client: QueryClient, changed: Changed): void {
  const renew = (...queryKey: string[]) => void client.invalidateQueries({ queryKey });
  const payments = new Set(changed.payments.map(({ trans_id }) => trans_id));
  for (const { payment } of changed.callbacks) payments.add(payment);
  for (const id of payments) renew('payment', id);
  for (const { id } of changed.callbacks) renew('callback', id);
  const lists = new Set(changed.lists);
  for (const list of changed.lists) for (const each of BESIDES[list] ?? []) lists.add(each);
  for (const list of lists) renew(list);
  if (changed.more) {
    renew('payment');
    renew('callback');
  }
}

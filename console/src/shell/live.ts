/** What changes at the server is asked for again, as it changes: no page is ever reloaded for it. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
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
  payments: ['attention', 'statistics', 'ledger'],
  callbacks: ['attention', 'callback-health'],
  refunds: ['attention', 'refund-approvals', 'ledger'],
  disputes: ['attention'],
  configuration: ['apps', 'channels'],
};

/**
 * Listens while somebody is signed in and looks: browsers keep few connections to a host, and tabs that
 * nobody sees would hold them all.
 *
 * @param watched payments whose page is open.
 */
export function useLive(appId: string | undefined, watched: readonly string[]): void {
  const client = useQueryClient();
  const key = watched.join(' ');
  const isSeen = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
  const hasListened = useRef(false);
  useEffect(() => {
    if (!isSeen) return;
    const search = new URLSearchParams();
    if (appId !== undefined) search.set('app_id', appId);
    for (const id of key.split(' ').filter(Boolean)) search.append('watch', id);
    const source = new EventSource(`${API}/live?${search}`);
    source.addEventListener('open', () => {
      // Whatever happened while nobody listened is not told later.
      if (hasListened.current) void client.invalidateQueries({}, { cancelRefetch: false });
      hasListened.current = true;
    });
    const renew = renewing(client);
    source.addEventListener('changed', (event) => apply(JSON.parse(event.data) as Changed, renew));
    source.addEventListener('error', () => {
      // The stream ends with the session, and nothing says so but this.
      if (source.readyState === EventSource.CLOSED) {
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      }
    });
    return () => {
      source.close();
      renew.stop();
    };
  }, [client, appId, key, isSeen]);
}

function onVisibility(tell: () => void): () => void {
  document.addEventListener('visibilitychange', tell);
  return () => document.removeEventListener('visibilitychange', tell);
}

function apply(changed: Changed, renew: Renew): void {
  const payments = new Set(changed.payments.map(({ trans_id }) => trans_id));
  for (const { payment } of changed.callbacks) payments.add(payment);
  for (const id of payments) renew.now('payment', id);
  for (const { id } of changed.callbacks) renew.now('callback', id);
  for (const list of changed.lists) {
    for (const each of [list, ...(BESIDES[list] ?? [])]) renew.soon(each);
  }
  if (changed.more) {
    renew.soon('payment');
    renew.soon('callback');
  }
}

/** At a busy centre lists change all the time: they are asked for at once, and then with a pause. */
const PAUSE_MS = 2_000;

type Renew = {
  now(...queryKey: string[]): void;
  soon(list: string): void;
  stop(): void;
};

function renewing(client: QueryClient): Renew {
  const lists = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let doneAtMs = 0;
  const now = (...queryKey: string[]) => void client.invalidateQueries({ queryKey });
  const renewLists = () => {
    timer = undefined;
    doneAtMs = Date.now();
    for (const list of lists) now(list);
    lists.clear();
  };
  return {
    now,
    soon(list) {
      lists.add(list);
      timer ??= setTimeout(renewLists, Math.max(0, doneAtMs + PAUSE_MS - Date.now()));
    },
    stop: () => clearTimeout(timer),
  };
}

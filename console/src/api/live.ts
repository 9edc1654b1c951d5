/** What changes in PayCenter is asked for again by itself, while the page is being looked at. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

type Changed = {
  readonly payments: readonly { readonly trans_id: string }[];
  readonly callbacks: readonly { readonly id: string; readonly payment: string }[];
  readonly lists: readonly string[];
  readonly more: boolean;
};

/** Lists are asked for again only at the top: further down, rows would move under the reader. */
const TOP_PIXELS = 120;

/** Stands once, around all pages. A stream that breaks is begun again by the browser. */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stream = new EventSource('/api/v1/live');
    stream.addEventListener('changed', (event) => {
      const changed = JSON.parse(event.data) as Changed;
      const again = (key: readonly unknown[]) => void client.invalidateQueries({ queryKey: key });
      const touched = new Set(changed.payments.map(({ trans_id }) => trans_id));
      for (const { id, payment } of changed.callbacks) {
        touched.add(payment);
        again(['callback', id]);
      }
      for (const id of touched) again(['payment', id]);
      if (changed.more) again(['payment']);
      again(['attention']);
      if (window.scrollY < TOP_PIXELS) for (const list of changed.lists) again([list]);
    });
    return () => stream.close();
  }, [client]);
}

/** The filters of the payments list, as the address has them and as the API wants them. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { PaymentState, QueryOf } from '../../api/shapes.ts';
import { asList, dayBegins, given } from '../../query/search.ts';
import { useChosenApp } from '../../shell/chosen-app.ts';

export const PAYMENT_STATES = [
  ...(['paid', 'pending', 'review', 'created', 'failed', 'canceled', 'expired'] as const),
] satisfies readonly PaymentState[];

export type PaymentSearch = {
  readonly q?: string;
  readonly state?: string;
  readonly channel?: string;
  readonly currency?: string;
  readonly amount_min?: string;
  readonly amount_max?: string;
  /** Days, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly test?: string;
  readonly needs_person?: string;
};

export function usePaymentFilter() {
  const { app: _, ...search } = useSearch({ from: '/payments' });
  const app = useChosenApp();
  const navigate = useNavigate();
  const query = queryOf(search, app);
  return {
    search,
    query,
    change: (next: PaymentSearch) => {
      const kept = Object.entries(next).filter(([, value]) => value !== undefined && value !== '');
      const wanted = { ...Object.fromEntries(kept), ...(app !== undefined && { app }) };
      void navigate({ to: '/payments', search: wanted });
    },
  };
}

type Query = Omit<QueryOf<'listPayments'>, 'cursor' | 'limit'>;

export function queryOf(search: PaymentSearch, app: string | undefined): Query {
  const states = asList(search.state, PAYMENT_STATES);
  const { currency } = search;
  return given({
    app_id: app,
    q: search.q,
    state: states.length > 0 ? states : undefined,
    channel: search.channel,
    currency,
    // An amount means nothing without its currency.
    amount_min: currency === undefined ? undefined : search.amount_min,
    amount_max: currency === undefined ? undefined : search.amount_max,
    from: dayBegins(search.from),
    to: dayBegins(search.to, 1),
    test: search.test === undefined ? undefined : search.test === 'true',
    needs_person: search.needs_person === 'true' ? true : undefined,
  }) as Query;
}

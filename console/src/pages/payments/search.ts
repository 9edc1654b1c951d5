/** The filters of the list as they stand in the address, and as the API takes them. */
import type { PaymentFilter, PaymentState } from '../../api/shapes.ts';

export const STATES = [
  'paid',
  'review',
  'pending',
  'failed',
  'canceled',
  'expired',
  'created',
] as const satisfies readonly PaymentState[];

export type PaymentSearch = {
  q?: string | undefined;
  state?: PaymentState[] | undefined;
  channel?: string | undefined;
  currency?: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  /** Days in the reader's zone, 2026-01-31; both are included. */
  from?: string | undefined;
  to?: string | undefined;
  test?: boolean | undefined;
  needs?: boolean | undefined;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^\d{1,15}(\.\d{1,6})?$/;

/** What of an address means something: the rest is as if it were not there. */
export function readPaymentSearch(raw: Record<string, unknown>): PaymentSearch {
  const text = (name: string, form: RegExp) => {
    // The router reads 100 and true out of an address as what they look like.
    const value = ['string', 'number'].includes(typeof raw[name]) ? String(raw[name]) : '';
    return form.test(value) ? { [name]: value } : {};
  };
  const yes = (name: string) => (typeof raw[name] === 'boolean' ? { [name]: raw[name] } : {});
  const given = [raw.state].flat();
  const state = STATES.filter((each) => given.includes(each));
  return {
    ...text('q', /^.{1,320}$/),
    ...(state.length > 0 ? { state } : {}),
    ...text('channel', /^.{1,40}$/),
    ...text('currency', /^[A-Z]{3}$/),
    ...text('min', AMOUNT),
    ...text('max', AMOUNT),
    ...text('from', DAY),
    ...text('to', DAY),
    ...yes('test'),
    ...yes('needs'),
  };
}

/** As the API takes it. Amounts without a currency mean nothing and stay away. */
export function filterOf(search: PaymentSearch, app: string | undefined): PaymentFilter {
  const { q, state, channel, currency, min, max, from, to, test, needs } = search;
  const has = <Value>(name: string, value: Value | undefined) =>
    value === undefined ? {} : { [name]: value };
  return {
    ...has('app_id', app),
    ...has('q', q),
    ...has('state', state),
    ...has('channel', channel),
    ...has('currency', currency),
    ...(currency === undefined ? {} : { ...has('amount_min', min), ...has('amount_max', max) }),
    ...has('from', from === undefined ? undefined : dayStart(from, 0)),
    ...has('to', to === undefined ? undefined : dayStart(to, 1)),
    ...has('test', test),
    ...has('needs_person', needs),
  };
}

/** The moment at which a day begins here, some days later. */
function dayStart(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** The same filter as the text of an address of the API. */
export function queryOf(filter: PaymentFilter): string {
  const parts = Object.entries(filter).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)]),
  );
  return new URLSearchParams(parts).toString();
}

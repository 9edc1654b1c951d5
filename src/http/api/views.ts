/** Lines of the store as the API writes them: an amount and its currency are one thing. */
import type { Static } from 'typebox';
import type { Page } from '../../store/list-query.ts';
import type { PaymentLine } from '../../store/payment-list.ts';
import type { TimelineEntry } from '../../store/timeline-entry.ts';
import type { TimelineEntry as ShownEntry } from './schemas/timeline.ts';

type Priced = { readonly gross: string | null; readonly currency: string };

type MoneyOf<Line extends Priced> = Line['gross'] extends string
  ? { readonly amount: string; readonly currency: string }
  : { readonly amount: string; readonly currency: string } | null;

/** `gross` and `currency` folded into one member; null where the channel has not stated an amount. */
export function withMoney<Line extends Priced>(
  line: Line,
): Omit<Line, 'gross' | 'currency'> & { readonly gross: MoneyOf<Line> } {
  const { gross, currency, ...rest } = line;
  return { ...rest, gross: (gross === null ? null : { amount: gross, currency }) as MoneyOf<Line> };
}

/** The same for a transfer, which has an amount. */
export function transferView<Line extends { readonly amount: string; readonly currency: string }>(
  line: Line,
) {
  const { amount, currency, ...rest } = line;
  return { ...rest, gross: { amount, currency } };
}

export function moneyView(money: { readonly gross: string; readonly currency: string } | null) {
  return money && { amount: money.gross, currency: money.currency };
}

/** A payment of a list; its id is the trans_id. */
export function paymentView({ id, ...line }: PaymentLine) {
  return { trans_id: id, ...withMoney(line) };
}

/** Entries of a story that tell of money carry it as such. */
export function timelineView(entry: TimelineEntry): Static<typeof ShownEntry> {
  const { gross, currency, ...rest } = entry;
  const priced = typeof gross === 'string' && typeof currency === 'string';
  // Which members an entry has hangs on its kind; the tests hold each to the schema.
  const shown = rest as Static<typeof ShownEntry>;
  return priced ? { ...shown, gross: { amount: gross, currency } } : shown;
}

/** A page as the API writes it. */
export function pageView<Row, View>(page: Page<Row>, view: (row: Row) => View) {
  return { data: page.rows.map(view), next: page.next };
}

/** A page that may have ended before it was full. */
export function searchView<Row, View>(
  page: Page<Row> & { readonly searchedTo: Date | null },
  view: (row: Row) => View,
) {
  return { ...pageView(page, view), searched_to: page.searchedTo?.toISOString() ?? null };
}

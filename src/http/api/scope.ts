/** What a caller may see: nothing of other apps exists for him. */
import { type Caller, seesApp } from '../../domain/access.ts';
import type { App } from '../../domain/app.ts';
import type { Payment } from '../../domain/payment.ts';
import { Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import { unknownApp } from '../../flows/find-app.ts';
import type { AppScope, Period } from '../../store/list-query.ts';
import { findToldPayment } from '../../store/payment-whole.ts';

/** The app, if the caller sees it. Throws a Refusal UNKNOWN_APP. */
export async function seenApp(centre: Centre, caller: Caller, appId: string): Promise<App> {
  const app = seesApp(caller.apps, appId) ? await centre.directory.app(appId) : undefined;
  if (!app) throw unknownApp(appId);
  return app;
}

/** The apps that a list is of: the one that is named, or all that the caller sees. Throws UNKNOWN_APP. */
export async function scopeOf(
  centre: Centre,
  caller: Caller,
  appId: string | undefined,
): Promise<AppScope> {
  if (appId !== undefined) return [(await seenApp(centre, caller, appId)).id];
  return caller.apps;
}

/** The payment, if the caller sees its app. Throws a Refusal PAYMENT_NOT_FOUND. */
export async function seenPayment(
  centre: Centre,
  caller: Caller,
  transId: string,
): Promise<Payment> {
  const payment = await findToldPayment(centre.db, transId);
  if (payment && seesApp(caller.apps, payment.appId)) return payment;
  throw new Refusal('PAYMENT_NOT_FOUND', { parameter: 'trans_id' });
}

/** A row, if the caller sees its app. Throws a Refusal NOT_FOUND. */
export function seenRow<Row extends { readonly app_id: string }>(
  caller: Caller,
  row: Row | undefined,
  what: string,
): Row {
  if (row && seesApp(caller.apps, row.app_id)) return row;
  throw new Refusal('NOT_FOUND', { detail: `There is no such ${what}.` });
}

/** A period out of an address. */
export function periodOf({ from, to }: { from?: string; to?: string }): Period {
  return {
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
  };
}

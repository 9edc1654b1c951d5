import { type PayCenterApp, secretsOf } from './app.ts';
import { PayCenterError } from './errors.ts';
import { sameText, signValues } from './secret.ts';

export const RETURN_STATUSES = ['paid', 'pending', 'failed', 'canceled'] as const;

export type ReturnStatus = (typeof RETURN_STATUSES)[number];

/** What PayCenter wrote on the shopper's way back. */
export type ReturnVisit =
  | { ok: true; orderId: string; transId: string; status: ReturnStatus }
  | { ok: false; reason: 'not-a-return' | 'bad-signature' | 'unknown-status'; message: string };

/**
 * Reads the address a shopper came back on and checks its `sign`.
 *
 * A return is never proof of payment, not even a genuine one: it does not age, it can be opened
 * again and again, and money may still be on its way. Use it to choose what you say to the shopper;
 * ship when the callback has come.
 * @param url the whole address or the path with its query, as in `req.url`
 * @throws PayCenterError `configuration` when there is no usable secret
 */
export function readReturn(url: string | URL, secret: PayCenterApp['secret']): ReturnVisit {
  const secrets = secretsOf(secret);
  if (secrets.length === 0) {
    throw new PayCenterError('configuration', 'Give the secret of your app to read returns.');
  }
  const query = queryOf(url);
  // The return_url may carry parameters of the same names; PayCenter's come after them.
  const [orderId, transId, status, sign] = ['order_id', 'trans_id', 'status', 'sign'].map((name) =>
    query.getAll(name).at(-1),
  );
  if (!orderId || !transId || !status || !sign) {
    const message = 'order_id, trans_id, status or sign is missing: PayCenter did not send this.';
    return { ok: false, reason: 'not-a-return', message };
  }
  const values = new Map([
    ['order_id', orderId],
    ['trans_id', transId],
    ['status', status],
  ]);
  const genuine = secrets.map((each) => sameText(sign, signValues(values, each)));
  if (!genuine.includes(true)) {
    const message = "The sign does not match the app's secret.";
    return { ok: false, reason: 'bad-signature', message };
  }
  const known = RETURN_STATUSES.find((word) => word === status);
  if (known === undefined) {
    const message = `status ${JSON.stringify(status)} is none that this version knows.`;
    return { ok: false, reason: 'unknown-status', message };
  }
  return { ok: true, orderId, transId, status: known };
}

function queryOf(url: string | URL): URLSearchParams {
  if (typeof url !== 'string') return url.searchParams;
  const start = url.indexOf('?');
  const end = url.indexOf('#');
  if (start === -1 || (end !== -1 && end < start)) return new URLSearchParams();
  return new URLSearchParams(url.slice(start + 1, end === -1 ? undefined : end));
}

/** The way back to the shop. */
import { type App, validSecrets } from '../../domain/app.ts';
import type { Payment } from '../../domain/payment.ts';
import { signParameters } from '../v2/signature.ts';

export type ReturnStatus = 'paid' | 'pending' | 'failed' | 'canceled';

const STATUS = {
  created: 'pending',
  pending: 'pending',
  review: 'pending',
  paid: 'paid',
  failed: 'failed',
  expired: 'failed',
  canceled: 'canceled',
} as const satisfies Record<Payment['state'], ReturnStatus>;

/**
 * The merchant's return address with what became of the payment, in the spelling that browsers ask for;
 * everything that was in its query stays. The sign covers order_id, trans_id and status. It tells the
 * shop what to show, and proves no payment.
 */
export function returnAddress(
  app: App,
  payment: Payment,
  returnUrl: string,
  status: ReturnStatus = STATUS[payment.state],
): { href: string; registered: boolean } {
  const [secret = ''] = validSecrets(app, Date.now());
  const told: [string, string][] = [
    ['order_id', payment.orderId],
    ['trans_id', payment.id],
    ['status', status],
  ];
  const query = new URLSearchParams([...told, ['sign', signParameters(secret, told)]]);
  // Text, not URL.searchParams: that would write the shop's own query anew.
  const hash = returnUrl.indexOf('#');
  const base = hash < 0 ? returnUrl : returnUrl.slice(0, hash);
  const fragment = hash < 0 ? '' : returnUrl.slice(hash);
  const joint = base.includes('?') ? (/[?&]$/.test(base) ? '' : '&') : '?';
  // A header holds no other alphabet, and a host in one has a name in plain letters.
  const { href, hostname } = new URL(`${base}${joint}${query}${fragment}`);
  return { href, registered: isRegistered(app, hostname) };
}

function isRegistered(app: App, hostname: string): boolean {
  const host = hostname.toLowerCase();
  return app.settings.returnHosts.some((each) =>
    each.startsWith('*.') ? host.endsWith(each.slice(1)) : host === each.toLowerCase(),
  );
}

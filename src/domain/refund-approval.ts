/** Refunds that one person alone must not decide. */
import type { AppSettings } from './app.ts';
import { type Money, parseCurrency, parseGross } from './money.ts';
import { type Payment, receivedMoney } from './payment.ts';

/**
 * Whether a second person has to agree. What people have given back of this payment before counts with it,
 * so a large refund cannot be made of small ones.
 */
export function needsSecondPerson(
  limits: AppSettings['refundApprovalAbove'],
  payment: Payment,
  gross: Money,
): boolean {
  const currency = parseCurrency(gross.currency);
  const limit = currency && parseGross(limits[currency] ?? '', currency);
  if (!limit) return false;
  let minor = gross.minor;
  for (const refund of payment.refunds) {
    const attempt = payment.attempts.find(({ id }) => id === refund.attemptId);
    const isOurs = refund.origin === 'operator' && refund.state !== 'failed';
    if (!attempt || !isOurs) continue;
    if (receivedMoney(payment, attempt).currency === gross.currency) minor += refund.grossMinor;
  }
  return minor > limit.minor;
}

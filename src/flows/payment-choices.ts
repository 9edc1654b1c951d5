/** What a person may do with a payment now; everything else would be refused. */
import type { App } from '../domain/app.ts';
import { hasMoney, type Payment } from '../domain/payment.ts';
import { remainingMinor } from '../domain/remaining.ts';
import type { Centre } from './centre.ts';

export type PaymentChoices = {
  readonly refund: boolean;
  /** Whether a part may be returned, or the whole alone. */
  readonly partialRefund: boolean;
  /** Money waits for a decision. */
  readonly settle: boolean;
  /** There is a channel that could be asked. */
  readonly sync: boolean;
};

export function choicesOf(
  centre: Pick<Centre, 'channels'>,
  app: App | undefined,
  payment: Payment,
): PaymentChoices {
  const refundable = payment.attempts
    .filter((attempt) => hasMoney(attempt) && remainingMinor(payment, attempt) > 0n)
    .map((attempt) => {
      const account = app?.accounts.find(({ id }) => id === attempt.accountId);
      const adapter = account && centre.channels.get(account.channel);
      return adapter?.refund ? adapter.capabilities.refund : 'none';
    });
  return {
    refund: refundable.some((can) => can !== 'none'),
    partialRefund: refundable.includes('partial'),
    settle: payment.attempts.some(({ state }) => state === 'review' || state === 'refused'),
    sync: payment.attempts.length > 0,
  };
}

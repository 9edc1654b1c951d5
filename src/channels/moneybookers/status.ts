/** Skrill's words for what has happened to a payment, as facts. */
import type { ChannelAccount, Fact } from '../../domain/channel.ts';
import type { Money } from '../../domain/money.ts';
import { moneyOf } from './money.ts';
import type { Report } from './report.ts';

export const PAID = '2';
const CHARGED_BACK = '-3';

/** Whether the money went to this very account. */
export function isOurs({ settings }: ChannelAccount, report: Report): boolean {
  const { merchantId, payToEmail } = report;
  const receiver = payToEmail.trim().toLowerCase();
  return (
    (merchantId === '' || merchantId === settings.merchant_id) &&
    (receiver === '' || receiver === settings.pay_to_email?.trim().toLowerCase())
  );
}

/**
 * What Skrill says on being asked. Who answers is certain, so what the payer was asked for counts where
 * the account received it in another currency.
 */
export function factsAsked(
  account: ChannelAccount,
  report: Report,
  { currency: orderCurrency, occurredAtMs }: { currency: string; occurredAtMs: number },
): readonly Fact[] {
  const { mbAmount, mbCurrency, amount, currency, status } = report;
  const converted = mbCurrency !== orderCurrency && currency === orderCurrency;
  const gross = converted ? moneyOf(amount, currency) : moneyOf(mbAmount, mbCurrency);
  const tell = (word: string) =>
    factsOf(account, { ...report, status: word }, { gross, occurredAtMs });
  // What was charged back had been paid, whether or not we heard of it then.
  return status === CHARGED_BACK ? [...tell(PAID), ...tell(status)] : tell(status);
}

/** Whether a payment of that status has been paid. */
export function hasBeenPaid(status: string): boolean {
  return status === PAID || status === CHARGED_BACK;
}

/** What a report says of a payment; `gross` is what was paid, where that can be read. */
export function factsOf(
  account: ChannelAccount,
  report: Report,
  { gross, occurredAtMs }: { gross: Money | undefined; occurredAtMs: number },
): readonly Fact[] {
  const { transactionId: reference, mbTransactionId: channelTransaction, status } = report;
  const about = { subject: { reference, channelTransaction }, occurredAtMs } as const;
  const unknown = (word: string): Fact => ({ ...about, kind: 'unknown', word });
  const ours = isOurs(account, report);
  if (status === PAID) {
    if (!gross || channelTransaction === '') return [unknown('a payment that cannot be read')];
    const wrong = ours ? {} : { wrongReceiver: true };
    return [{ ...about, kind: 'paid', gross, channelTransaction, ...wrong }];
  }
  if (!ours) return [unknown(`status ${status} of another account`)];
  if (status === CHARGED_BACK) return [chargeback(report, occurredAtMs)];
  const kind = PROGRESS.get(status);
  if (!kind) return [unknown(`status ${status}`)];
  return [{ ...about, kind, ...(kind === 'failed' ? reasonOf(report) : {}) }];
}

const PROGRESS: ReadonlyMap<string, 'pending' | 'canceled' | 'failed'> = new Map([
  ['0', 'pending'],
  // By somebody, or by itself after 14 days of pending.
  ['-1', 'canceled'],
  // The payer may try again in the same session: a payment after it counts.
  ['-2', 'failed'],
]);

/**
 * The payer's bank has taken the money back. Named by our reference alone: should Skrill ever give a
 * chargeback an id of its own, it would else wait for money of that id, and nobody would be told.
 */
function chargeback(report: Report, occurredAtMs: number): Fact {
  const { transactionId: reference, mbTransactionId, mbAmount, mbCurrency } = report;
  const gross = moneyOf(mbAmount, mbCurrency);
  return {
    kind: 'reversal',
    subject: { reference },
    occurredAtMs,
    channelReversal: `chargeback-${mbTransactionId}`,
    outcome: 'reversed',
    reason: 'chargeback',
    ...(gross ? { gross } : {}),
  };
}

/** Why a payment failed, for operators; Skrill sends these codes to accounts that have asked for it. */
const FAILED_REASON: ReadonlyMap<string, string> = new Map([
  ['1', 'referred to the card issuer'],
  ['3', 'stolen card'],
  ['4', 'declined by the card issuer'],
  ['5', 'insufficient funds'],
  ['8', 'too many PIN tries'],
  ['10', 'too many payments'],
  ['12', 'invalid card or account'],
  ['15', 'duplicate transaction'],
  ['24', 'card expired'],
  ['28', 'lost card'],
  ['32', 'wrong security code'],
  ['37', 'restricted card'],
  ['38', 'restricted card'],
  ['42', 'restricted card'],
  ['44', 'card issuer not reachable'],
  ['51', 'system error'],
  ['63', 'not permitted to the card holder'],
  ['70', '3-D Secure failed'],
  ['71', 'SMS verification failed'],
  ['80', 'stopped by fraud checks'],
  ['98', 'provider not reachable'],
]);

function reasonOf({ failedReasonCode: code }: Report): { reason?: string } {
  return code === '' ? {} : { reason: FAILED_REASON.get(code) ?? `reason ${code}` };
}

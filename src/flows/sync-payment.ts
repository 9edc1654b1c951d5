/** Asks the channels of one payment now, because a person wants to know. */
import type { Attempt, Payment } from '../domain/payment.ts';
import { Refusal } from '../errors.ts';
import { findPayment } from '../store/payments.ts';
import { type Asked, askChannel } from './ask-channel.ts';
import type { Centre } from './centre.ts';

/**
 * Asks about every attempt that may have news: open ones and those that brought money, or all of them
 * when each has ended without. Resolves once every answer is applied; throws a Refusal when there is no
 * such payment, or when a channel could not say.
 */
export async function syncPayment(centre: Centre, transId: string): Promise<void> {
  const payment = await findPayment(centre.db, transId);
  const app = payment && (await centre.directory.app(payment.appId));
  if (!payment || !app) throw new Refusal('PAYMENT_NOT_FOUND', { parameter: 'trans_id' });
  const attempts = worthAsking(payment);
  if (attempts.length === 0) {
    throw new Refusal('UNKNOWN_CHANNEL', {
      detail: 'No channel has been chosen for this payment yet: there is nobody to ask.',
    });
  }
  const silent: string[] = [];
  for (const attempt of attempts) {
    // What the attempt before brought decides whether money may still be collected.
    const now = (await findPayment(centre.db, transId)) ?? payment;
    const { applied, why } = await askChannel(centre, app, now, attempt).catch(brokenOff);
    if (applied === 'unknown') silent.push(`${attempt.channel} (${why})`);
  }
  if (silent.length > 0) {
    throw new Refusal('CHANNEL_UNAVAILABLE', {
      detail: `The channel could not say what has become of it: ${silent.join(', ')}. Try again later.`,
    });
  }
}

function worthAsking({ attempts }: Payment): readonly Attempt[] {
  const alive = attempts.filter(
    ({ state }) => state !== 'failed' && state !== 'canceled' && state !== 'expired',
  );
  return alive.length > 0 ? alive : attempts;
}

function brokenOff(error: unknown): Asked {
  return { applied: 'unknown', why: error instanceof Error ? error.message : String(error) };
}

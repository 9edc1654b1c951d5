/** Asks channels about attempts that they have not told us the end of. */
import { findPayment } from '../store/payments.ts';
import {
  beginAskRound,
  claimAttemptToAsk,
  findAccountsToAsk,
  forgiveAccount,
  restAccount,
  watchSilentAttempts,
} from '../store/silent-attempts.ts';
import { type Asked, askChannel } from './ask-channel.ts';
import type { Centre } from './centre.ts';

/** What one account is asked in one round: with a round every ten seconds, two a second. */
export const ASKS_PER_ROUND_MAX = 20;
const ACCOUNTS_AT_ONCE = 8;
const WATCHED_AT_ONCE = 5_000;

/**
 * Makes a round that asks: what is due, each account by itself and by one process at a time, one question
 * after the other. An account whose channel fails is left alone, longer each time until it answers, and
 * as long as it asks for. Its attempts wait meanwhile and none is lost. The round ends early once
 * `stopping` is aborted.
 */
export async function syncPending(centre: Centre, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    if ((await watchSilentAttempts(centre.db, WATCHED_AT_ONCE)) < WATCHED_AT_ONCE) break;
  }
  const accounts = (await findAccountsToAsk(centre.db)).values();
  const lane = async () => {
    for (const accountId of accounts) {
      if (stopping.aborted) return;
      if (await beginAskRound(centre.db, accountId)) await askAccount(centre, accountId, stopping);
    }
  };
  // Every lane comes to its end before the round does, whatever became of the others.
  const ended = await Promise.allSettled(Array.from({ length: ACCOUNTS_AT_ONCE }, lane));
  const broken = ended.find((each) => each.status === 'rejected');
  if (broken) throw broken.reason;
}

async function askAccount(centre: Centre, accountId: string, stopping: AbortSignal): Promise<void> {
  let answered = false;
  for (let asked = 0; asked < ASKS_PER_ROUND_MAX && !stopping.aborted; ) {
    const due = await claimAttemptToAsk(centre.db, accountId);
    if (!due) return;
    if (!due.open) continue;
    asked += 1;
    const { applied, retryAfterMs } = await ask(centre, due.paymentId, due.attemptId);
    if (applied === 'unknown') {
      const failures = await restAccount(centre.db, accountId, retryAfterMs);
      centre.log.warn({ accountId, failures }, 'channel is left alone for a while');
      return;
    }
    if (!answered) await forgiveAccount(centre.db, accountId);
    answered = true;
  }
}

/** What the channel answered, be it that it has nothing to tell. */
async function ask(centre: Centre, paymentId: string, attemptId: string): Promise<Asked> {
  try {
    const payment = await findPayment(centre.db, paymentId);
    const app = payment && (await centre.directory.app(payment.appId));
    const attempt = payment?.attempts.find((each) => each.id === attemptId);
    if (!payment || !app || !attempt) return { applied: 'none' };
    return await askChannel(centre, app, payment, attempt);
  } catch (error) {
    centre.log.warn({ attemptId, err: error }, 'asking the channel failed');
    return { applied: 'unknown' };
  }
}

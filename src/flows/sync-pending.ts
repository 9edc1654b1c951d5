/** Asks channels about attempts that they have not told us the end of. */
import { findPayment } from '../store/payments.ts';
import {
  claimAttemptToAsk,
  findAccountsToAsk,
  watchSilentAttempts,
} from '../store/silent-attempts.ts';
import { askChannel } from './ask-channel.ts';
import type { Centre } from './centre.ts';

/** What one account is asked in one round: with a round every ten seconds, two a second. */
export const ASKS_PER_ROUND_MAX = 20;
const ACCOUNTS_AT_ONCE = 8;
const WATCHED_AT_ONCE = 5_000;
const REST_FIRST_MS = 30_000;
const REST_MAX_MS = 15 * 60_000;

/** How long an account is left alone because its channel failed. */
type Rest = { readonly failures: number; readonly untilMs: number };

/**
 * Makes the round that asks: what is due, each account by itself, one question after the other. An
 * account whose channel fails is left alone, longer each time until it answers. Its attempts wait
 * meanwhile and none is lost. The round ends early once `stopping` is aborted.
 */
export function createPendingSync(centre: Centre): (stopping: AbortSignal) => Promise<void> {
  const rests = new Map<string, Rest>();

  async function askAccount(accountId: string, stopping: AbortSignal): Promise<void> {
    for (let asked = 0; asked < ASKS_PER_ROUND_MAX && !stopping.aborted; ) {
      const due = await claimAttemptToAsk(centre.db, accountId);
      if (!due) return;
      if (!due.open) continue;
      asked += 1;
      if (await ask(centre, due.paymentId, due.attemptId)) {
        rests.delete(accountId);
        continue;
      }
      const rest = restAfter(rests.get(accountId)?.failures ?? 0);
      rests.set(accountId, rest);
      centre.log.warn({ accountId, failures: rest.failures }, 'channel is left alone for a while');
      return;
    }
  }

  return async (stopping) => {
    while (!stopping.aborted) {
      if ((await watchSilentAttempts(centre.db, WATCHED_AT_ONCE)) < WATCHED_AT_ONCE) break;
    }
    const nowMs = performance.now();
    const resting = [...rests].filter(([, { untilMs }]) => untilMs > nowMs).map(([id]) => id);
    const accounts = (await findAccountsToAsk(centre.db, resting)).values();
    const lane = async () => {
      for (const accountId of accounts) await askAccount(accountId, stopping);
    };
    // Every lane comes to its end before the round does, whatever became of the others.
    const ended = await Promise.allSettled(Array.from({ length: ACCOUNTS_AT_ONCE }, lane));
    const broken = ended.find((each) => each.status === 'rejected');
    if (broken) throw broken.reason;
  };
}

function restAfter(failuresBefore: number): Rest {
  const lengthMs = Math.min(REST_FIRST_MS * 2 ** failuresBefore, REST_MAX_MS);
  return { failures: failuresBefore + 1, untilMs: performance.now() + lengthMs };
}

/** Whether the channel answered, be it that it has nothing to tell. */
async function ask(centre: Centre, paymentId: string, attemptId: string): Promise<boolean> {
  try {
    const payment = await findPayment(centre.db, paymentId);
    const app = payment && (await centre.directory.app(payment.appId));
    const attempt = payment?.attempts.find((each) => each.id === attemptId);
    if (!payment || !app || !attempt) return true;
    const { applied } = await askChannel(centre, app, payment, attempt);
    return applied !== 'unknown';
  } catch (error) {
    centre.log.warn({ attemptId, err: error }, 'asking the channel failed');
    return false;
  }
}

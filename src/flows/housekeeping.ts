/** What has to be looked after now and then, in whichever process comes first. */
import { findAttemptsWithParkedNotices } from '../store/notices.ts';
import { countStatistics } from '../store/statistics-count.ts';
import { applyParkedNotices } from './apply-notice.ts';
import { carryOutStranded } from './approve-refund.ts';
import type { Centre } from './centre.ts';
import { followRefunds } from './follow-refunds.ts';
import { forgetOld } from './forget-old.ts';
import { settleRefunds } from './refund-payment.ts';
import { syncPending } from './sync-pending.ts';

const EVERY_MS = 10_000;
/** Figures may be some seconds old; counting them must not be felt. */
const COUNT_PLAN = { restFactor: 20, restMsMin: 8_000, budgetMs: 4_000 } as const;
const FORGET_EVERY_MS = 10 * 60 * 1_000;
const PARKED_AT_ONCE_MAX = 200;

/** Starts the rounds; the returned function ends them, after the ones under way. */
export function startHousekeeping(centre: Centre): () => Promise<void> {
  const endings = [
    // Channels may take their time, so nothing else waits for them.
    repeat((stopping) => attempt(centre, 'syncPending', () => syncPending(centre, stopping))),
    repeat(() => attempt(centre, 'followRefunds', () => followRefunds(centre))),
    repeat(() => keepHouse(centre)),
    repeat(() => attempt(centre, 'countStatistics', () => countStatistics(centre.db, COUNT_PLAN))),
    repeat(() => attempt(centre, 'forgetOld', () => forgetOld(centre)), FORGET_EVERY_MS),
  ];
  return async () => {
    await Promise.all(endings.map((end) => end()));
  };
}

/** Begins a round now and then, unless the one before is still under way. */
function repeat(
  work: (stopping: AbortSignal) => Promise<void>,
  everyMs = EVERY_MS,
): () => Promise<void> {
  const stopping = new AbortController();
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    round ??= work(stopping.signal).finally(() => {
      round = undefined;
    });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await round;
  };
}

async function keepHouse(centre: Centre): Promise<void> {
  for (const chore of [settleRefunds, carryOutStranded, applyWaitingNotices]) {
    await attempt(centre, chore.name, () => chore(centre));
  }
}

async function attempt(centre: Centre, chore: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    centre.log.warn({ err: error, chore }, 'housekeeping was interrupted');
  }
}

/** Notices whose payment became known after a crash had come between. */
export async function applyWaitingNotices(centre: Centre): Promise<void> {
  let after = '';
  for (;;) {
    const page = { after, limit: PARKED_AT_ONCE_MAX };
    const waiting = await findAttemptsWithParkedNotices(centre.db, page);
    for (const { accountId, attemptId } of waiting) {
      const owner = await centre.directory.account(accountId);
      if (owner) await applyParkedNotices(centre, owner.app, owner.account, attemptId);
    }
    const last = waiting.at(-1);
    if (!last || waiting.length < PARKED_AT_ONCE_MAX) return;
    after = last.attemptId;
  }
}

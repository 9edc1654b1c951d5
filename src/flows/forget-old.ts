/** What has had its time: sessions that ended, attempts to sign in, answers kept for repeated requests. */
import { forgetIdempotencyKeys } from '../store/idempotency.ts';
import { forgetDeadSessions } from '../store/sessions.ts';
import { forgetOldAttempts } from '../store/sign-in-attempts.ts';
import type { Centre } from './centre.ts';

/** Merchants are promised a day. */
const ANSWERS_KEPT_HOURS = 48;

export async function forgetOld({ db }: Pick<Centre, 'db'>): Promise<void> {
  await forgetDeadSessions(db);
  await forgetOldAttempts(db);
  await forgetIdempotencyKeys(db, ANSWERS_KEPT_HOURS);
}

/** Somebody asks for callbacks to be sent again: singly, or all that failed of an app. */
import { Refusal } from '../errors.ts';
import { findCallbackStates } from '../store/callback-list.ts';
import { countResendable, resendCallbacks } from '../store/callbacks.ts';
import type { Db } from '../store/database.ts';
import { assertAppExists } from './find-app.ts';

export type ResendRequest =
  | { readonly ids: readonly string[] }
  /** Those that failed; since a time, or ever. */
  | { readonly appId: string; readonly since: Date | null };

export type Resent = {
  readonly count: number;
  /** Those that are set to be sent again; empty on a dry run. */
  readonly callbacks: readonly string[];
  /** Those named that are waiting to be sent anyway. */
  readonly waiting: readonly string[];
};

/**
 * Sets callbacks to be sent again by whichever worker is free, or only counts them. Throws a Refusal
 * CALLBACK_NOT_FOUND or UNKNOWN_APP, and then none is sent.
 */
export async function resend(
  db: Db,
  request: ResendRequest,
  options: { dryRun: boolean } = { dryRun: false },
): Promise<Resent> {
  const waiting = 'ids' in request ? await waitingOf(db, request.ids) : [];
  if (!('ids' in request)) await assertAppExists(db, request.appId);
  if (options.dryRun) {
    return { count: await countResendable(db, request), callbacks: [], waiting };
  }
  const callbacks = await resendCallbacks(db, request);
  return { count: callbacks.length, callbacks, waiting };
}

async function waitingOf(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  const states = await findCallbackStates(db, ids);
  const unknown = ids.find((id) => !states.has(id));
  if (unknown !== undefined) {
    throw new Refusal('CALLBACK_NOT_FOUND', {
      parameter: 'id',
      detail: `There is no callback ${unknown}: \`paycenter callback list\` names them; none was sent.`,
    });
  }
  return ids.filter((id) => states.get(id)?.state === 'waiting');
}

import { Refusal } from '../errors.ts';
import { countResendable, resendCallbacks } from '../store/callbacks.ts';
import type { Db } from '../store/database.ts';
import { findCallbackStates } from '../store/listings.ts';
import { assertAppExists } from './app-exists.ts';
import type { Choice } from './callback.ts';

export type Resent = {
  readonly dry_run: boolean;
  readonly count: number;
  /** Those that are set to be sent again; empty on a dry run. */
  readonly callbacks: readonly string[];
  /** Those named that are waiting to be sent anyway. */
  readonly waiting: readonly string[];
};

/** Sets callbacks to be sent again, or counts them. Throws a Refusal when one named is unknown. */
export async function resend(db: Db, choice: Choice, dryRun: boolean): Promise<Resent> {
  const waiting = 'ids' in choice ? await waitingOf(db, choice.ids) : [];
  if (!('ids' in choice)) await assertAppExists(db, choice.appId);
  if (dryRun) {
    const count = await countResendable(db, choice);
    return { dry_run: true, count, callbacks: [], waiting };
  }
  const callbacks = await resendCallbacks(db, choice);
  return { dry_run: false, count: callbacks.length, callbacks, waiting };
}

async function waitingOf(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  const states = await findCallbackStates(db, ids);
  const unknown = ids.find((id) => !states.has(id));
  if (unknown !== undefined) {
    throw new Refusal('CALLBACK_NOT_FOUND', {
      parameter: 'id',
      detail: `There is no callback ${unknown}: \`paycenter callback list\` names them; nothing was sent.`,
    });
  }
  return ids.filter((id) => states.get(id) === 'waiting');
}

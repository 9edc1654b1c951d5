/** Somebody asks for callbacks to be sent again: singly, or all that failed of an app. */
import { type Actor, SYSTEM } from '../domain/access.ts';
import { Refusal } from '../errors.ts';
import { type AuditEntry, recordAudit } from '../store/audit.ts';
import { findCallbackStates } from '../store/callback-list.ts';
import { countResendable, RESENT_AT_ONCE_MAX, resendCallbacks } from '../store/callbacks.ts';
import type { Db } from '../store/database.ts';
import { readServerClockMs } from '../store/server-state.ts';
import { assertAppExists } from './find-app.ts';

export type ResendRequest =
  | { readonly ids: readonly string[] }
  /** Those that failed; since a time, or ever. */
  | { readonly appId: string; readonly since: Date | null; readonly endpoint?: string };

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
  options: { readonly dryRun: boolean; readonly actor?: Actor } = { dryRun: false },
): Promise<Resent> {
  const waiting = 'ids' in request ? await waitingOf(db, request.ids) : [];
  if (!('ids' in request)) await assertAppExists(db, request.appId);
  if (options.dryRun) {
    return { count: await countResendable(db, request), callbacks: [], waiting };
  }
  const { actor = SYSTEM } = options;
  const callbacks: string[] = [];
  // What fails anew meanwhile is not taken again.
  const until = new Date(await readServerClockMs(db));
  for (;;) {
    const some = await resendSome(db, request, until, actor);
    callbacks.push(...some);
    if (some.length < RESENT_AT_ONCE_MAX) return { count: callbacks.length, callbacks, waiting };
  }
}

const LOGGED_MAX = 100;

function resendSome(
  db: Db,
  request: ResendRequest,
  until: Date,
  actor: Actor,
): Promise<readonly string[]> {
  return db.transaction().execute(async (tx) => {
    const ids = await resendCallbacks(tx, request, until);
    const after = { count: ids.length, callbacks: ids.slice(0, LOGGED_MAX) };
    if (ids.length > 0) {
      await recordAudit(tx, { ...about(request), actor, action: 'callbacks.resent', after });
    }
    return ids;
  });
}

function about(request: ResendRequest): Pick<AuditEntry, 'subject' | 'appId' | 'before'> {
  if ('ids' in request) {
    const [id = '', another] = request.ids;
    return {
      subject: { kind: 'callback', id: another === undefined ? id : 'several' },
      appId: null,
    };
  }
  const { appId, since, endpoint } = request;
  const asked = { since: since?.toISOString() ?? null, endpoint: endpoint ?? null };
  return { subject: { kind: 'app', id: appId }, appId, before: { failed: asked } };
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

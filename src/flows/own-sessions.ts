/** Where somebody is signed in, and ending it from elsewhere. */
import { recordAudit } from '../store/audit.ts';
import { endSessionOf, endSessionsOf, type Session } from '../store/sessions.ts';
import type { Centre } from './centre.ts';
import { actorFor } from './sign-in.ts';

/** False when the person has no session of that id. */
export async function endOwnSession(
  { db }: Pick<Centre, 'db'>,
  { user }: Session,
  id: string,
  address: string,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await endSessionOf(tx, user.id, id))) return false;
    await noteEnd(tx, user, { sessions: 1 }, address);
    return true;
  });
}

/** Ends all sessions of the person but this one. */
export async function endOtherSessions(
  { db }: Pick<Centre, 'db'>,
  { id, user }: Session,
  address: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const sessions = await endSessionsOf(tx, user.id, id);
    if (sessions > 0) await noteEnd(tx, user, { sessions }, address);
  });
}

function noteEnd(
  tx: Parameters<typeof recordAudit>[0],
  user: Session['user'],
  after: { readonly sessions: number },
  address: string,
): Promise<void> {
  const subject = { kind: 'user', id: user.id };
  const actor = actorFor(user, address);
  return recordAudit(tx, { actor, action: 'session.ended', subject, appId: null, after });
}

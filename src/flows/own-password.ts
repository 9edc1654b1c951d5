/** People choose passwords, and prove that they are still who signed in. */
import { hashPassword, isPassword, passwordFault } from '../domain/password.ts';
import { Refusal } from '../errors.ts';
import { recordAudit } from '../store/audit.ts';
import { endSessionsOf, type Session } from '../store/sessions.ts';
import { lockUser, updateUser } from '../store/users.ts';
import type { Centre } from './centre.ts';
import { actorFor, moveIn, type Seat, type SignedIn } from './sign-in.ts';
import { countSignIn, excuseAddress, forgetAttempts } from './sign-in-throttle.ts';

/** Whoever signed in that short a time ago is still sitting there. */
const FRESH_MS = 10 * 60 * 1_000;

/**
 * Asks for the password again before something that would lock its owner out: a session can be stolen, or
 * left open. Whoever has no password must have signed in a moment ago. Throws a Refusal:
 * WRONG_CREDENTIALS, TOO_MANY_ATTEMPTS, MISSING_PARAMETER or NOT_ALLOWED.
 */
export async function proveIdentity(
  { db }: Pick<Centre, 'db'>,
  { user, createdAt }: Session,
  password: string | undefined,
  address: string,
): Promise<void> {
  if (user.passwordHash === null) {
    if (Date.now() - createdAt.getTime() < FRESH_MS) return;
    throw new Refusal('NOT_ALLOWED', { detail: 'Sign out and in again, then do this at once.' });
  }
  if (password === undefined) {
    const detail = 'current_password is missing.';
    throw new Refusal('MISSING_PARAMETER', { parameter: 'current_password', detail });
  }
  await countSignIn(db, user.email, address);
  if (!(await isPassword(user.passwordHash, password))) {
    throw new Refusal('WRONG_CREDENTIALS', { detail: 'The current password is wrong.' });
  }
  await excuseAddress(db, address);
  await forgetAttempts(db, user.email);
}

/**
 * Gives the person a password of his own. His other sessions end, and this one goes on under a new token.
 * A session whose only lack is such a password is whole afterwards; any other has to prove itself first
 * with the password until now. Throws a Refusal, INVALID_PARAMETER for a password that is easy to guess.
 */
export async function choosePassword(
  centre: Pick<Centre, 'db'>,
  session: Session,
  wish: { readonly current: string | undefined; readonly next: string },
  seat: Seat,
): Promise<SignedIn> {
  const { user, stage, method } = session;
  if (stage === 'totp') throw new Refusal('NOT_SIGNED_IN', { detail: 'Enter the code first.' });
  const fault = passwordFault(wish.next, user.email);
  if (fault !== undefined) throw unfit(fault);
  if (stage === 'open') await proveIdentity(centre, session, wish.current, seat.address);
  if (await isPassword(user.passwordHash, wish.next)) throw unfit('must be another than before.');
  const passwordHash = await hashPassword(wish.next);
  return centre.db.transaction().execute(async (tx) => {
    const now = await lockUser(tx, user.id);
    // Somebody else has given him another password meanwhile; that one counts.
    if (now?.passwordHash !== user.passwordHash) throw new Refusal('NOT_SIGNED_IN');
    await updateUser(tx, user.id, { passwordHash, passwordOneTime: false, passwordUntil: null });
    await recordAudit(tx, {
      actor: actorFor(user, seat.address),
      action: 'user.password_chosen',
      subject: { kind: 'user', id: user.id },
      appId: null,
    });
    const moved = await moveIn(tx, user, { stage: 'open', method }, seat, session);
    await endSessionsOf(tx, user.id, moved.session.id);
    return moved;
  });
}

function unfit(why: string): Refusal {
  const detail = `The new password ${why}`;
  return new Refusal('INVALID_PARAMETER', { parameter: 'new_password', detail });
}

/** People come in: by password, then by code where they have enrolled one, then with a session. */
import type { Actor } from '../domain/access.ts';
import { newId } from '../domain/id.ts';
import { isPassword } from '../domain/password.ts';
import { newToken, tokenDigest } from '../domain/token.ts';
import { Refusal } from '../errors.ts';
import { recordAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import {
  endSession,
  findSession,
  insertSession,
  type Session,
  type SessionStage,
} from '../store/sessions.ts';
import { findUserByEmail, type User, updateUser } from '../store/users.ts';
import type { Centre } from './centre.ts';
import { countSignIn, excuseAddress, forgetAttempts } from './sign-in-throttle.ts';

/** However busy somebody is: after that he signs in again. */
const SESSION_MS = 12 * 60 * 60 * 1_000;
/** To find one's phone, or to think of a password. */
const UNFINISHED_MS = 15 * 60 * 1_000;

/** Where a person sits. */
export type Seat = { readonly address: string; readonly userAgent: string };

export type SignedIn = { readonly token: string; readonly session: Session };

/**
 * Begins a session with a password. What it still lacks, its stage says. A session that the same browser
 * had before ends: nobody can be made to use one that somebody else has begun. Throws a Refusal:
 * WRONG_CREDENTIALS, the same for somebody whom we do not know, or TOO_MANY_ATTEMPTS.
 */
export async function signIn(
  { db }: Pick<Centre, 'db'>,
  claim: { readonly email: string; readonly password: string },
  seat: Seat,
  before: Session | undefined,
): Promise<SignedIn> {
  await countSignIn(db, claim.email, seat.address);
  const user = await findUserByEmail(db, claim.email);
  const isRight = await isPassword(usableHash(user), claim.password);
  if (!user || !isRight) throw new Refusal('WRONG_CREDENTIALS');
  await excuseAddress(db, seat.address);
  const stage = user.totpConfirmedAt ? 'totp' : stageAfterCode(user);
  return db
    .transaction()
    .execute((tx) => moveIn(tx, user, { stage, method: 'password' }, seat, before));
}

function usableHash(user: User | undefined): string | null {
  if (!user || user.disabledAt) return null;
  const isOver = user.passwordUntil !== null && user.passwordUntil.getTime() < Date.now();
  return isOver ? null : user.passwordHash;
}

/** What is left to do once the code, if one is needed, was right. */
export function stageAfterCode(user: User): SessionStage {
  return user.passwordOneTime ? 'password' : 'open';
}

/** A session under a new token, in place of the one before. */
export async function moveIn(
  tx: Tx,
  user: User,
  kind: Pick<Session, 'stage' | 'method'>,
  seat: Seat,
  before: Session | undefined,
): Promise<SignedIn> {
  const token = newToken();
  if (before) await endSession(tx, before.id);
  await insertSession(tx, {
    ...{ id: newId(), tokenDigest: tokenDigest(token), userId: user.id, ...kind, ...seat },
    expiresAt: new Date(Date.now() + (kind.stage === 'open' ? SESSION_MS : UNFINISHED_MS)),
  });
  // A whole session that only gets another token is no arrival.
  if (kind.stage === 'open' && before?.stage !== 'open') await arrive(tx, user, kind.method, seat);
  const session = await findSession(tx, tokenDigest(token));
  // He was disabled in this moment.
  if (!session) throw new Refusal('NOT_SIGNED_IN');
  return { token, session };
}

async function arrive(tx: Tx, user: User, method: string, seat: Seat): Promise<void> {
  await forgetAttempts(tx, user.email);
  await updateUser(tx, user.id, { signedInAt: new Date() });
  await recordAudit(tx, {
    actor: actorFor(user, seat.address),
    action: 'session.began',
    subject: { kind: 'user', id: user.id },
    appId: null,
    after: { method, user_agent: seat.userAgent },
  });
}

/** The person as the audit log keeps him. */
export function actorFor(user: User, address: string): Actor {
  return { kind: 'user', id: user.id, name: user.email, address };
}

/** Ends a session, by whoever has it. */
export async function signOut(
  { db }: Pick<Centre, 'db'>,
  session: Session,
  address: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await endSession(tx, session.id))) return;
    await recordAudit(tx, {
      actor: actorFor(session.user, address),
      action: 'session.ended',
      subject: { kind: 'user', id: session.user.id },
      appId: null,
    });
  });
}

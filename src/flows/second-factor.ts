/** The second factor: codes of an authenticator app, and recovery codes for when it is lost. */
import { isRecoveryCode, newRecoveryCodes, recoveryCodeDigest } from '../domain/recovery-code.ts';
import { newTotpSecret, totpStep } from '../domain/totp.ts';
import { Refusal } from '../errors.ts';
import type { Sealer } from '../sealing.ts';
import { recordAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import { replaceRecoveryCodes, useRecoveryCode } from '../store/recovery-codes.ts';
import { countCode, endSession, endSessionsOf, type Session } from '../store/sessions.ts';
import { lockUser, type User, updateUser } from '../store/users.ts';
import type { Centre } from './centre.ts';
import { proveIdentity } from './own-password.ts';
import { actorFor, moveIn, type Seat, type SignedIn, stageAfterCode } from './sign-in.ts';

/** Then the password has to be typed again, and each time counts against the account. */
const CODES_MAX = 5;

type Office = Pick<Centre, 'db' | 'sealer'>;

/**
 * Takes the code that a session waits for. Throws a Refusal WRONG_CODE; after five the session ends, and
 * signing in begins anew.
 */
export async function enterCode(
  centre: Office,
  session: Session,
  code: string,
  seat: Seat,
): Promise<SignedIn> {
  if (session.stage !== 'totp') {
    throw new Refusal('NOT_ALLOWED', { detail: 'This session does not wait for a code.' });
  }
  await mayTryCode(centre, session);
  const moved = await centre.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, session.user.id);
    if (!user || !(await useCode(tx, centre.sealer, user, code, seat))) return undefined;
    return moveIn(tx, user, { stage: stageAfterCode(user), method: session.method }, seat, session);
  });
  if (!moved) throw new Refusal('WRONG_CODE');
  return moved;
}

/** Counted before it is looked at, so many at once are as many as one after the other. */
async function mayTryCode({ db }: Office, session: Session): Promise<void> {
  const tried = await countCode(db, session.id);
  if (tried !== undefined && tried <= CODES_MAX) return;
  await endSession(db, session.id);
  throw new Refusal('WRONG_CODE', { detail: 'There were too many wrong codes: sign in again.' });
}

/** Uses a code up; false when it is not right. The user is held, so no code works twice. */
async function useCode(
  tx: Tx,
  sealer: Sealer,
  user: User,
  code: string,
  seat: Pick<Seat, 'address'>,
): Promise<boolean> {
  if (!user.totpSecretSealed || !user.totpConfirmedAt) return false;
  if (isRecoveryCode(code)) {
    if (!(await useRecoveryCode(tx, user.id, recoveryCodeDigest(user.id, code)))) return false;
    await noteChange(tx, user, 'user.recovery_code_used', seat.address);
    return true;
  }
  const secret = sealer.open(user.totpSecretSealed, purposeOf(user.id));
  const step = totpStep(secret, code, Date.now(), user.totpLastStep);
  if (step === undefined) return false;
  await updateUser(tx, user.id, { totpLastStep: step });
  return true;
}

function purposeOf(userId: string): string {
  return `totp secret ${userId}`;
}

/** What the app is to be told, before it is proven that it was. */
export async function beginTotp(
  centre: Office,
  session: Session,
  password: string | undefined,
  address: string,
): Promise<Buffer> {
  await proveIdentity(centre, session, password, address);
  const secret = newTotpSecret();
  await centre.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, session.user.id);
    if (user?.totpConfirmedAt) throw new Refusal('TOTP_ALREADY_ON');
    const totpSecretSealed = centre.sealer.seal(secret, purposeOf(session.user.id));
    await updateUser(tx, session.user.id, { totpSecretSealed, totpLastStep: null });
  });
  return secret;
}

/**
 * Proves that the app makes the right codes: from now on signing in needs one. Other sessions, which had
 * none, end. Resolves with the recovery codes, which are shown only now.
 */
export async function confirmTotp(
  centre: Office,
  session: Session,
  code: string,
  address: string,
): Promise<readonly string[]> {
  return centre.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, session.user.id);
    if (!user?.totpSecretSealed) throw new Refusal('TOTP_NOT_ON');
    if (user.totpConfirmedAt) throw new Refusal('TOTP_ALREADY_ON');
    const secret = centre.sealer.open(user.totpSecretSealed, purposeOf(user.id));
    const step = totpStep(secret, code, Date.now(), null);
    if (step === undefined) throw new Refusal('WRONG_CODE');
    await updateUser(tx, user.id, { totpConfirmedAt: new Date(), totpLastStep: step });
    await endSessionsOf(tx, user.id, session.id);
    await noteChange(tx, user, 'user.totp_on', address);
    return giveRecoveryCodes(tx, user.id);
  });
}

/** New recovery codes in place of those there were. Throws a Refusal as {@link proveIdentity} does. */
export async function renewRecoveryCodes(
  centre: Office,
  session: Session,
  password: string | undefined,
  address: string,
): Promise<readonly string[]> {
  await proveIdentity(centre, session, password, address);
  return centre.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, session.user.id);
    if (!user?.totpConfirmedAt) throw new Refusal('TOTP_NOT_ON');
    await noteChange(tx, user, 'user.recovery_codes_renewed', address);
    return giveRecoveryCodes(tx, user.id);
  });
}

async function giveRecoveryCodes(tx: Tx, userId: string): Promise<readonly string[]> {
  const codes = newRecoveryCodes();
  const digests = codes.map((code) => recoveryCodeDigest(userId, code));
  await replaceRecoveryCodes(tx, userId, digests);
  return codes;
}

/** Signing in needs no code any more. Asks for both factors a last time. */
export async function endTotp(
  centre: Office,
  session: Session,
  proof: { readonly password: string | undefined; readonly code: string },
  address: string,
): Promise<void> {
  await proveIdentity(centre, session, proof.password, address);
  await mayTryCode(centre, session);
  const isRight = await centre.db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, session.user.id);
    if (!user?.totpConfirmedAt) throw new Refusal('TOTP_NOT_ON');
    if (!(await useCode(tx, centre.sealer, user, proof.code, { address }))) return false;
    await forgetTotp(tx, user.id);
    await noteChange(tx, user, 'user.totp_off', address);
    return true;
  });
  if (!isRight) throw new Refusal('WRONG_CODE');
}

/** Takes secret and recovery codes away. */
export async function forgetTotp(tx: Tx, userId: string): Promise<void> {
  await updateUser(tx, userId, {
    totpSecretSealed: null,
    totpConfirmedAt: null,
    totpLastStep: null,
  });
  await replaceRecoveryCodes(tx, userId, []);
}

async function noteChange(tx: Tx, user: User, action: string, address: string): Promise<void> {
  const subject = { kind: 'user', id: user.id };
  await recordAudit(tx, { actor: actorFor(user, address), action, subject, appId: null });
}

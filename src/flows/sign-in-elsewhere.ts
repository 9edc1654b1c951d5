/** Signing in by an identity provider: it says who somebody is, and we say whether he is a user here. */
import type { IdentityProvider, PendingSignIn } from '../domain/identity.ts';
import { Refusal } from '../errors.ts';
import type { Session } from '../store/sessions.ts';
import { findUserByEmail } from '../store/users.ts';
import type { Centre } from './centre.ts';
import { moveIn, type Seat, type SignedIn, stageAfterCode } from './sign-in.ts';

const PURPOSE = 'sign-in elsewhere';
const PENDING_MS = 10 * 60 * 1_000;

export type Departure = {
  /** Where the browser goes. */
  readonly url: string;
  /** What it brings back; it cannot be read, nor made by anybody else. */
  readonly sealed: string;
};

/** Throws a Refusal IDENTITY_PROVIDER_UNAVAILABLE when the provider cannot be reached. */
export async function departForProvider(
  { sealer, log }: Pick<Centre, 'sealer' | 'log'>,
  provider: IdentityProvider,
  returnUrl: string,
): Promise<Departure> {
  try {
    const { url, pending } = await provider.begin(returnUrl);
    const kept = JSON.stringify({ ...pending, untilMs: Date.now() + PENDING_MS });
    return { url, sealed: sealer.seal(kept, PURPOSE).toString('base64url') };
  } catch (error) {
    log.warn({ err: error }, 'the identity provider does not answer');
    throw new Refusal('IDENTITY_PROVIDER_UNAVAILABLE');
  }
}

/**
 * Begins a session for whoever comes back. Whoever has enrolled an authenticator app here is asked for its
 * code all the same. Throws a Refusal: IDENTITY_NOT_PROVEN when the answer is not the one to the question that this browser
 * took along, UNKNOWN_IDENTITY when it names nobody who is an enabled user here.
 *
 * @param url the address that the browser came back to, whole
 */
export async function returnFromProvider(
  { db, sealer, log }: Pick<Centre, 'db' | 'sealer' | 'log'>,
  provider: IdentityProvider,
  answer: { readonly url: string; readonly sealed: string | undefined },
  seat: Seat,
  before: Session | undefined,
): Promise<SignedIn> {
  const pending = openPending(sealer, answer.sealed);
  if (!pending) throw new Refusal('IDENTITY_NOT_PROVEN');
  const vouched = await provider.finish(answer.url, pending).catch((error: unknown) => {
    log.warn({ err: error }, 'signing in elsewhere failed');
    throw new Refusal('IDENTITY_NOT_PROVEN');
  });
  const user = vouched && (await findUserByEmail(db, vouched.email));
  if (!user || user.disabledAt) throw new Refusal('UNKNOWN_IDENTITY');
  const stage = user.totpConfirmedAt ? 'totp' : stageAfterCode(user, 'oidc');
  return db
    .transaction()
    .execute((tx) => moveIn(tx, user, { stage, method: 'oidc' }, seat, before));
}

function openPending(
  sealer: Centre['sealer'],
  sealed: string | undefined,
): PendingSignIn | undefined {
  if (sealed === undefined) return undefined;
  try {
    const text = sealer.open(Buffer.from(sealed, 'base64url'), PURPOSE).toString();
    const { untilMs, ...pending } = JSON.parse(text) as PendingSignIn & { untilMs: number };
    return untilMs > Date.now() ? pending : undefined;
  } catch {
    // Somebody else's, or of a key that is no longer ours.
    return undefined;
  }
}

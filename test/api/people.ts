/** People and keys for tests of the API. */
import type { Apps, Role } from '../../src/domain/access.ts';
import { newId } from '../../src/domain/id.ts';
import { hashPassword } from '../../src/domain/password.ts';
import { totpCode } from '../../src/domain/totp.ts';
import { moveIn } from '../../src/flows/sign-in.ts';
import { cookiesFor } from '../../src/http/api/cookies.ts';
import { insertUser, lockUser } from '../../src/store/users.ts';
import type { TestCentre } from '../centre.ts';
import { type ApiClient, browser } from './client.ts';

export const PASSWORD = 'correct horse battery staple';
let hashed: Promise<string> | undefined;

/** A user with {@link PASSWORD}; his id. */
export async function makeUser(
  { running }: TestCentre,
  over: { email: string; role?: Role; apps?: Apps; passwordOneTime?: boolean },
): Promise<string> {
  hashed ??= hashPassword(PASSWORD);
  const passwordHash = await hashed;
  const id = newId();
  const user = {
    ...{ id, name: 'Somebody', passwordHash, passwordOneTime: false, passwordUntil: null },
    ...{ role: 'admin' as Role, apps: null as Apps },
    ...over,
  };
  await running.centre.db.transaction().execute((tx) => insertUser(tx, user));
  return id;
}

/** The same, signed in as if with the password, without the work of checking it. */
export async function signedIn(
  centre: TestCentre,
  over: Parameters<typeof makeUser>[1],
): Promise<ApiClient> {
  const { db, publicUrl } = centre.running.centre;
  const id = await makeUser(centre, over);
  const seat = { address: '127.0.0.1', userAgent: 'a test' };
  const kind = { stage: 'open', method: 'password' } as const;
  const { token } = await db.transaction().execute(async (tx) => {
    const user = await lockUser(tx, id);
    if (!user) throw new Error('The user was made and is not there.');
    return moveIn(tx, user, kind, seat, undefined);
  });
  return browser(centre.url, { [cookiesFor(publicUrl).sessionName]: token });
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app that was given a secret as people type it. */
export function phone(secret: string) {
  const bits = [...secret]
    .map((each) => BASE32.indexOf(each).toString(2).padStart(5, '0'))
    .join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return (stepsAhead = 0) => totpCode(bytes, BigInt(Math.floor(Date.now() / 30_000) + stepsAhead));
}

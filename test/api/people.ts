/** People and keys for tests of the API. */
import type { Apps, Role } from '../../src/domain/access.ts';
import { newId } from '../../src/domain/id.ts';
import { hashPassword } from '../../src/domain/password.ts';
import { insertUser } from '../../src/store/users.ts';
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
    ...{ role: 'admin' as Role, apps: 'all' as Apps },
    ...over,
  };
  await running.centre.db.transaction().execute((tx) => insertUser(tx, user));
  return id;
}

/** The same, signed in. */
export async function signedIn(
  centre: TestCentre,
  over: Parameters<typeof makeUser>[1],
): Promise<ApiClient> {
  await makeUser(centre, over);
  const client = browser(centre.url);
  const body = { email: over.email, password: PASSWORD };
  const { status, text } = await client.call('POST', '/session', { body });
  if (status !== 201) throw new Error(`Signing in failed: ${text}`);
  return client;
}

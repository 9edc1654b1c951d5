/** One of everything in an app, for looking at it with the eyes of everybody. */
import type { Permission } from '../../src/domain/access.ts';
import { appWithSandbox, type TestCentre } from '../centre.ts';
import { type ApiClient, rowsOf } from './client.ts';
import { makeUser, signedIn } from './people.ts';

/** The app that everything belongs to, and one that has nothing to do with it. */
export const SHOP = 'shop';
export const OTHER = 'other';

export type World = {
  readonly admin: ApiClient;
  /** What the parameters in the paths of operations name: each a thing of the shop. */
  readonly things: Readonly<Record<string, string>>;
};

export async function makeWorld(centre: TestCentre): Promise<World> {
  const callbackUrl = 'https://shop.example.com/callback';
  for (const appId of [SHOP, OTHER]) await appWithSandbox(centre, { appId, callbackUrl });
  const admin = await signedIn(centre, { email: 'root@example.com' });
  const { json: mine } = await admin.call('GET', '/me/sessions');
  const { id: api_key_id } = await makeKey(admin, SHOP, ['payments:view']);
  return {
    admin,
    things: {
      app_id: SHOP,
      user_id: await makeUser(centre, { email: 'somebody@example.com', role: 'viewer' }),
      session_id: String(rowsOf(mine)[0]?.id),
      api_key_id,
    },
  };
}

/** A key, and its id. */
export async function makeKey(
  admin: ApiClient,
  appId: string,
  scopes: readonly Permission[],
): Promise<{ key: string; id: string }> {
  const body = { app_id: appId, name: 'A server', scopes };
  const { status, json, text } = await admin.call('POST', '/api-keys', { body });
  if (status !== 201) throw new Error(`No key was made: ${text}`);
  return { key: String(json.key), id: String(json.api_key?.id) };
}

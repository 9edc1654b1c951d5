/** One of everything in an app, for looking at it with the eyes of everybody. */
import { type Caller, type Permission, permissionsOf } from '../../src/domain/access.ts';
import { newId } from '../../src/domain/id.ts';
import { refundOrAsk } from '../../src/flows/approve-refund.ts';
import { setApp } from '../../src/flows/configure-app.ts';
import { appWithSandbox, type TestCentre } from '../centre.ts';
import { happen, openPayment } from '../shopper.ts';
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
  const refund_approval_id = await waitingRefund(centre);
  return {
    admin,
    things: {
      app_id: SHOP,
      user_id: await makeUser(centre, { email: 'somebody@example.com', role: 'viewer' }),
      session_id: String(rowsOf(mine)[0]?.id),
      api_key_id,
      refund_approval_id,
    },
  };
}

/** A refund of the shop that waits for a second person; its id. */
async function waitingRefund(centre: TestCentre): Promise<string> {
  const flows = centre.running.centre;
  await setApp(flows.db, SHOP, new Map([['refund_approval_above', 'USD:0.01']]));
  const { orderId, transId } = await openPayment(centre, { app_id: SHOP, gross: '100' });
  const app = await flows.directory.app(SHOP);
  await happen(centre, app?.accounts[0]?.id ?? '', orderId, 'pay');
  const caller: Caller = {
    ...{ kind: 'user', id: 'asker', responsibleId: 'asker', name: 'asker', apps: null },
    permissions: permissionsOf('finance', null),
  };
  const by = { caller, address: '192.0.2.1' };
  const outcome = await refundOrAsk(flows, transId, {}, by, newId());
  if (outcome.kind !== 'waiting') throw new Error('The refund was made at once.');
  return outcome.approval.id;
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

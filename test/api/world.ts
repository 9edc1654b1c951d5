/** One of everything in an app, for looking at it with the eyes of everybody. */
import { type Caller, type Permission, permissionsOf } from '../../src/domain/access.ts';
import { newId } from '../../src/domain/id.ts';
import { refundOrAsk } from '../../src/flows/approve-refund.ts';
import { setApp } from '../../src/flows/configure-app.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, type TestCentre } from '../centre.ts';
import { happen, openPayment } from '../shopper.ts';
import { type ApiClient, type ApiJson, rowsOf } from './client.ts';
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
  const { refundApprovalId, transId } = await waitingRefund(centre);
  const disputeId = await openDispute(centre, transId);
  const { json: payment } = await admin.call('GET', `/payments/${transId}`);
  const refund_id = await madeRefund(centre, transId);
  return {
    admin,
    things: {
      app_id: SHOP,
      user_id: await makeUser(centre, { email: 'somebody@example.com', role: 'viewer' }),
      session_id: String(rowsOf(mine)[0]?.id),
      api_key_id,
      refund_approval_id: refundApprovalId,
      trans_id: transId,
      dispute_id: disputeId,
      refund_id,
      event_id: firstOf(payment, 'events'),
      callback_id: firstOf(payment, 'callbacks'),
      account: firstOf(payment, 'attempts', 'account'),
      activityid: 'spring-of-the-shop',
      alert: 'unknown_word',
    },
  };
}

/** The first row of a list in an answer. */
function firstOf(json: ApiJson, list: string, member = 'id'): string {
  const rows = json[list] as readonly ApiJson[] | undefined;
  return String(rows?.[0]?.[member]);
}

/** A refund of the shop that waits for a second person, and its payment. */
async function waitingRefund(
  centre: TestCentre,
): Promise<{ refundApprovalId: string; transId: string }> {
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
  return { refundApprovalId: outcome.approval.id, transId };
}

async function openDispute(centre: TestCentre, transId: string): Promise<string> {
  const { db, directory } = centre.running.centre;
  const app = await directory.app(SHOP);
  const payment = await findPayment(db, transId);
  await happen(centre, app?.accounts[0]?.id ?? '', payment?.orderId ?? '', 'dispute');
  return (await findPayment(db, transId))?.disputes[0]?.id ?? '';
}

/** A refund of the shop that is made, of a small part. */
async function madeRefund(centre: TestCentre, transId: string): Promise<string> {
  const { id } = await refundPayment(centre.running.centre, transId, { gross: '0.01' });
  return id;
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

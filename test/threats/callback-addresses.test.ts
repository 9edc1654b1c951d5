/** Where a real callback is sent, when the operator has opened no network of his own. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp, setApp } from '../../src/flows/configure-app.ts';
import { setChannel } from '../../src/flows/configure-channel.ts';
import { listCallbacks } from '../../src/store/listings.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { happen, heard, openPayment } from '../shopper.ts';

let centre: TestCentre;
let merchant: Merchant;

/** Each of these would reach the merchant on this machine, or something that is none of ours. */
const HOSTS = [
  ['15', '127.0.0.1'],
  ['15', 'localhost'],
  ['15', '10.0.0.1'],
  ['15', '172.16.0.1'],
  ['15', '192.168.1.1'],
  ['15', '169.254.169.254'],
  ['15', '100.64.0.1'],
  ['15', '224.0.0.1'],
  ['15', '0.0.0.0'],
  ['15', '240.0.0.1'],
  ['15', '[::1]'],
  ['15', '[::]'],
  ['15', '[fe80::1]'],
  ['15', '[fd00::1]'],
  ['15', '[64:ff9b::7f00:1]'],
  ['16', 'localhost.localdomain'],
  ['17', '2130706433'],
  ['17', '0x7f.1'],
  ['17', '0177.0.0.1'],
  ['17', '127.1'],
  ['17', '127.0.0.1.'],
  ['17', '[::ffff:127.0.0.1]'],
  ['17', '[::127.0.0.1]'],
  ['17', '①②⑦.⓪.⓪.①'],
] as const;

beforeAll(async () => {
  centre = await startTestCentre({ environment: { PAYCENTER_CALLBACK_NETWORKS: '' } });
  merchant = await startMerchant();
  await Promise.all(HOSTS.map(([, host]) => payAppOf(host)));
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

function appOf(host: string): string {
  return `app-${HOSTS.findIndex((each) => each[1] === host)}`;
}

/** An app that is told at this host, and a payment of it that has been paid. */
async function payAppOf(host: string): Promise<void> {
  const flows = centre.running.centre;
  const appId = appOf(host);
  const callbackUrl = `http://${host}:${new URL(merchant.url).port}/callback`;
  await createApp(flows, { appId, name: 'Shop', callbackUrl });
  await setApp(flows.db, appId, new Map([['callback_delays', '0,0']]));
  const { account } = await setChannel(flows, appId, 'sandbox', new Map());
  await heard(centre, appId, (app) => app.accounts.length === 1);
  const { orderId } = await openPayment(centre, { app_id: appId });
  await happen(centre, account.id, orderId, 'pay');
}

test.each(HOSTS)(
  'threat %s: a callback to http://%s is refused at each send, counted, and shown',
  async (_, host) => {
    const { db } = centre.running.centre;
    const appId = appOf(host);
    const shown = await vi.waitFor(
      async () => {
        const { callbacks } = await listCallbacks(db, { appId, limit: 10 });
        const [callback] = callbacks;
        if (callback?.state !== 'failed') throw new Error(`It is ${callback?.state}.`);
        return callback;
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(shown).toMatchObject({
      sends: 3,
      last_error: expect.stringMatching(/^(address_refused|dns_failed)/),
    });
    const { rows: sends } = await sql<{ outcome: string }>`
      select s.outcome from callback_sends s join callbacks c on c.id = s.callback_id
      where c.app_id = ${appId} order by s.number`.execute(db);
    expect(sends.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  },
);

test('and not one byte of them came anywhere', () => {
  expect(merchant.callbacks).toEqual([]);
});

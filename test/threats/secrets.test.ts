/** Threat 37: neither secrets nor payers' data are in what is logged or printed. */
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setApp } from '../../src/flows/configure-app.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { paycenter } from '../cli/paycenter.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import {
  control,
  doPayment,
  happen,
  heard,
  openPayment,
  showPayment,
  v2,
  verify,
} from '../shopper.ts';
import { noticeSecret, paidNotice, signed, tell } from './bank.ts';

let centre: TestCentre;
let merchant: Merchant;
let secrets: readonly string[];

/** What a shopper or a payer wrote. */
const PRIVATE = {
  custom_data: 'canary-custom-data',
  item: 'canary-item',
  return_url: 'https://shop.example/canary-return',
};
const PAYER = 'payer@sandbox.example';

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant({
    reply: ({ fields }, count) =>
      count === 1 ? { status: 500, body: 'canary-reply' } : { body: `3,${fields.user_id}` },
  });
  const { secret, account } = await appWithSandbox(centre, {
    appId: 'shop',
    callbackUrl: `${merchant.url}?key=canary-callback-key`,
    channel: 'paypal',
    settings: { simulate: 'paypal', notice_secret: 'canary-notice-secret' },
  });
  await setApp(centre.running.centre.db, 'shop', new Map([['callback_delays', '0,0']]));
  await heard(centre, 'shop', (app) => app.settings.callbackDelaysSeconds.join() === '0,0');
  const databasePassword = new URL(centre.databaseUrl).password;
  secrets = [
    secret,
    secret.slice('whsec_'.length),
    'canary-notice-secret',
    centre.environment.PAYCENTER_MASTER_KEY ?? '',
    databasePassword,
  ];
  await liveThrough(account);
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

/** A payment with everything that can go well or wrong around it. */
async function liveThrough(account: string): Promise<void> {
  const fields = { ...PRIVATE, channel: 'paypal' };
  const { orderId, attemptId } = await openPayment(centre, fields);
  await control(centre, account, { order_id: orderId, action: 'pay', forge: true });
  const body = JSON.stringify(paidNotice(account, attemptId, { payer_email: PAYER }));
  await tell(centre, `sandbox/${account}`, body, {});
  await tell(centre, 'sandbox/nobody', body, signed(await noticeSecret(centre, account), body));
  await happen(centre, account, orderId, 'pay', 'dispute', 'refund');
  for (const { fields: told } of await merchant.waitFor(6, orderId)) await verify(centre, told);
  for (const wrong of [
    { gross: 'x' },
    { sign: 'canary-sign' },
    { custom_data: `${'canary-custom-data'.repeat(200)}` },
  ]) {
    await doPayment(centre, { ...fields, ...wrong });
    await showPayment(centre, { ...fields, ...wrong });
  }
  await fetch(`${centre.url}/pay/return/${attemptId}`, { redirect: 'manual' });
  const { db } = centre.running.centre;
  // Errors of ours: a table that is away for a moment.
  await sql`alter table payments rename to payments_away`.execute(db);
  await sql`alter table events rename to events_away`.execute(db);
  await doPayment(centre, fields);
  await v2(centre, {
    mod: 'verify',
    trans_id: 'x',
    user_id: 'x',
    currency: 'USD',
    gross: '1',
    channel: 'x',
  });
  await tell(centre, `sandbox/${account}`, body, signed(await noticeSecret(centre, account), body));
  await sql`alter table payments_away rename to payments`.execute(db);
  await sql`alter table events_away rename to events`.execute(db);
}

test('threat 37: what was logged names ids, and no secret, nor anything that a shopper or payer wrote', () => {
  const logged = inspect(centre.logged, { depth: 12, maxArrayLength: null, maxStringLength: null });
  expect(centre.logged.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
  for (const canary of [...secrets, ...Object.values(PRIVATE), PAYER, 'canary']) {
    expect(logged).not.toContain(canary);
  }
});

test.concurrent.each([
  ['app', 'list'],
  ['app', 'show', 'shop'],
  ['channel', 'list', 'shop'],
  ['payment', 'list'],
  ['callback', 'list'],
  ['doctor'],
])('threat 37: paycenter %s %s prints no secret', async (...argv) => {
  const { stdout, stderr } = await paycenter(centre.environment, ...argv, '--json');
  expect(stdout.length).toBeGreaterThan(2);
  for (const canary of secrets) expect(stdout + stderr).not.toContain(canary);
});

test('threat 37: no secret, no notice and no app secret lies readable in the database', async () => {
  const { db } = centre.running.centre;
  for (const table of [
    'apps',
    'channel_accounts',
    'notices',
    'configuration',
    'callbacks',
    'callback_sends',
    'channel_calls',
  ]) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t`.execute(db);
    const text = rows.map(({ row }) => row).join('\n');
    // Bytes are printed as hex.
    const hex = (canary: string) => Buffer.from(canary).toString('hex');
    for (const canary of secrets) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(hex(canary));
    }
  }
  const { rows } = await sql<{ row: string }>`select t::text as row from notices t`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ row }) => row).join()).not.toContain(Buffer.from(PAYER).toString('hex'));
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadApp } from '../store/apps.ts';
import { listChannels } from './channel-view.ts';
import { openTestOffice, refusalOf, type TestOffice } from './configure.test-support.ts';
import { createApp, setApp } from './configure-app.ts';
import { disableChannel, enableChannel, setChannel } from './configure-channel.ts';

let office: TestOffice;
let apps = 0;

beforeAll(async () => {
  office = await openTestOffice();
});
afterAll(() => office.close());

async function newApp(): Promise<string> {
  apps += 1;
  const appId = `shop-${apps}`;
  await createApp(office, { appId, name: 'Shop', callbackUrl: 'https://shop.example.com/' });
  return appId;
}

const set = (appId: string, channel: string, settings: Record<string, string> = {}) =>
  setChannel(office, appId, channel, new Map(Object.entries(settings)));

async function accountsNow(appId: string) {
  const app = await loadApp(office.db, office.sealer, appId);
  return app?.accounts ?? [];
}

test('a new account with all it needs starts enabled, at an address of its own', async () => {
  const appId = await newApp();
  const { account, missing } = await set(appId, 'till', { till_secret: 's3cret', drawer: '7' });

  expect(missing).toEqual([]);
  expect(account.id).toMatch(/^acc_[0-9a-z]{32}$/);
  expect(await accountsNow(appId)).toMatchObject([
    {
      id: account.id,
      channel: 'till',
      publicName: 'till',
      enabled: true,
      test: false,
      settings: {
        till_secret: 's3cret',
        drawer: '7',
        shift: expect.stringMatching(/^[0-9a-f]{8}$/),
      },
    },
  ]);
  const [view] = await listChannels(office, appId);
  expect(view?.notice_url).toBe(`https://pay.example.com/channels/till/${account.id}/notice`);
});

test('setting again changes what is named, clears what is empty and keeps the rest', async () => {
  const appId = await newApp();
  const first = await set(appId, 'till', { till_secret: 'one', certificate: 'PEM', drawer: '7' });
  const second = await set(appId, 'till', { till_secret: 'two', certificate: '' });

  expect(second.account.id).toBe(first.account.id);
  expect(second.account.settings).toEqual({
    till_secret: 'two',
    drawer: '7',
    shift: first.account.settings.shift,
  });
  expect(await accountsNow(appId)).toMatchObject([{ settings: second.account.settings }]);
});

test('secrets lie sealed in the database and are never shown', async () => {
  const appId = await newApp();
  await set(appId, 'till', { till_secret: 'do-not-show-me', certificate: 'may be seen' });

  const row = await office.db
    .selectFrom('channel_accounts')
    .selectAll()
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row.settings)).not.toContain('do-not-show-me');
  expect(row.secrets_sealed?.includes('do-not-show-me')).toBe(false);
  const [view] = await listChannels(office, appId);
  expect(view?.settings).toMatchObject({ till_secret: 'set', certificate: 'may be seen' });
});

test('an account that lacks a required setting is kept disabled, and starts once it has it', async () => {
  const appId = await newApp();
  const begun = await set(appId, 'till', { drawer: '7' });
  expect(begun).toMatchObject({ missing: ['till_secret'], account: { enabled: false } });

  const refused = await refusalOf(enableChannel(office, appId, 'till'));
  expect(refused).toMatchObject({ code: 'MISSING_PARAMETER', parameter: 'till_secret' });

  const complete = await set(appId, 'till', { till_secret: 's' });
  expect(complete).toMatchObject({ missing: [], account: { enabled: true } });
});

test.each(['', '   '])('a required secret cannot be %j', async (till_secret) => {
  const appId = await newApp();
  expect(await refusalOf(set(appId, 'till', { till_secret }))).toMatchObject({
    code: 'INVALID_PARAMETER',
    parameter: 'till_secret',
  });
  await set(appId, 'till', { till_secret: 'kept' });
  await refusalOf(set(appId, 'till', { till_secret }));
  expect(await accountsNow(appId)).toMatchObject([{ settings: { till_secret: 'kept' } }]);
});

test('an account that was disabled stays so when its settings change', async () => {
  const appId = await newApp();
  await set(appId, 'till', { till_secret: 's' });
  await disableChannel(office, appId, 'till');
  expect((await set(appId, 'till', { drawer: '1' })).account.enabled).toBe(false);
  expect((await enableChannel(office, appId, 'till')).account.enabled).toBe(true);
});

test('further accounts of one channel have names of their own', async () => {
  const appId = await newApp();
  const paypal = await set(appId, 'toy:paypal');
  const skrill = await set(appId, 'toy:skrill', { display_name: 'Skrill' });
  await set(appId, 'toy:paypal', { display_name: 'PayPal' });

  expect(paypal.account.id).not.toBe(skrill.account.id);
  expect((await accountsNow(appId)).map((each) => [each.publicName, each.displayName])).toEqual([
    ['paypal', 'PayPal'],
    ['skrill', 'Skrill'],
  ]);
  expect(await refusalOf(disableChannel(office, appId, 'toy'))).toMatchObject({
    code: 'UNKNOWN_CHANNEL',
    message: expect.stringContaining('paypal, skrill'),
  });
  expect((await disableChannel(office, appId, 'skrill')).account.publicName).toBe('skrill');
});

test('an account that was renamed is still found by the name of its channel', async () => {
  const appId = await newApp();
  const first = await set(appId, 'till', { till_secret: 's', public_name: 'paypal' });
  const again = await set(appId, 'till', { drawer: '3' });

  expect(again.account).toMatchObject({ id: first.account.id, publicName: 'paypal' });
  expect((await disableChannel(office, appId, 'till')).account.id).toBe(first.account.id);
  const [view] = await listChannels(office, appId);
  expect(view).toMatchObject({ channel: 'till', public_name: 'paypal' });
});

test('a public name is given once in an app', async () => {
  const appId = await newApp();
  await set(appId, 'toy:till');
  expect(await refusalOf(set(appId, 'till', { till_secret: 's' }))).toMatchObject({
    parameter: 'public_name',
  });
  await set(appId, 'till', { till_secret: 's', public_name: 'cash' });
  expect(await refusalOf(set(appId, 'toy:till', { public_name: 'cash' }))).toMatchObject({
    parameter: 'public_name',
  });
});

test('limits are kept exactly and shown as they are written', async () => {
  const appId = await newApp();
  await set(appId, 'till', {
    till_secret: 's',
    min_gross: 'USD:0.5,jpy:50',
    max_gross: 'USD:4500.00',
    currencies: 'usd,JPY',
    countries: 'us,JP',
    order: '2',
  });

  const [account] = await accountsNow(appId);
  expect(account?.limits).toEqual({
    minGross: [
      { minor: 50n, currency: 'JPY' },
      { minor: 50n, currency: 'USD' },
    ],
    maxGross: [{ minor: 450_000n, currency: 'USD' }],
    currencies: ['USD', 'JPY'],
    countries: ['US', 'JP'],
  });
  const [view] = await listChannels(office, appId);
  expect(view).toMatchObject({ min_gross: 'JPY:50,USD:0.50', max_gross: 'USD:4500.00', order: 2 });
});

test('accounts come in the order that was given, those without one after, as they were made', async () => {
  const appId = await newApp();
  await set(appId, 'toy:third');
  await set(appId, 'toy:fourth');
  await set(appId, 'toy:second', { order: '9' });
  await set(appId, 'toy:first', { order: '0' });

  const names = (await accountsNow(appId)).map((account) => account.publicName);
  expect(names).toEqual(['first', 'second', 'third', 'fourth']);
});

test.each([
  ['min_gross', '0.50'],
  ['min_gross', 'USD:-1'],
  ['min_gross', 'USD:0.001'],
  ['max_gross', 'XXY:1'],
  ['currencies', 'USD,dollars'],
  ['currencies', 'GBP'],
  ['countries', 'USA'],
  ['order', 'first'],
  ['order', '1000'],
  ['public_name', 'Pay Pal'],
  ['public_name', 'a'.repeat(41)],
  ['display_name', 'two\nlines'],
  ['test', 'yes'],
  ['drawer', 'left'],
  ['till_secret', 'nul\0byte'],
])('%s=%j is refused with the key in the sentence', async (key, value) => {
  const appId = await newApp();
  const refused = await refusalOf(set(appId, 'till', { till_secret: 's', [key]: value }));
  expect(refused).toMatchObject({ code: 'INVALID_PARAMETER', parameter: key });
  expect(refused.message).toContain(key);
  expect(await accountsNow(appId)).toEqual([]);
});

test('a setting that the channel does not have is refused with those that it has', async () => {
  const refused = await refusalOf(set(await newApp(), 'till', { toString: 'x' }));
  expect(refused).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'toString' });
  expect(refused.message).toMatch(/till_secret, certificate, drawer.*min_gross.*public_name/);
});

test('a smallest amount above the largest is refused', async () => {
  const appId = await newApp();
  await set(appId, 'till', { till_secret: 's', min_gross: 'USD:5' });
  expect(await refusalOf(set(appId, 'till', { max_gross: 'USD:4' }))).toMatchObject({
    parameter: 'max_gross',
  });
});

test('a channel of play money is always a test, and another one when it is told so', async () => {
  const appId = await newApp();
  expect((await set(appId, 'toy')).account.test).toBe(true);
  expect(await refusalOf(set(appId, 'toy', { test: 'false' }))).toMatchObject({
    parameter: 'test',
  });
  const asTest = await set(appId, 'till', { till_secret: 's', test: 'true' });
  expect(asTest.account.test).toBe(true);
});

test('in a live app no test account can be enabled, however it is tried', async () => {
  const appId = await newApp();
  await set(appId, 'till', { till_secret: 's' });
  await set(appId, 'toy');
  await disableChannel(office, appId, 'toy');
  await setApp(office.db, appId, new Map([['mode', 'live']]));

  const code = 'TEST_CHANNEL_IN_LIVE_APP';
  expect(await refusalOf(enableChannel(office, appId, 'toy'))).toMatchObject({ code });
  expect(await refusalOf(set(appId, 'till', { test: 'true' }))).toMatchObject({ code });
  expect(await refusalOf(set(appId, 'toy:another'))).toMatchObject({ code });
  const live = (await accountsNow(appId)).filter((account) => account.enabled);
  expect(live.map((account) => account.publicName)).toEqual(['till']);
});

test('a channel that does not exist is refused with those that do', async () => {
  const refused = await refusalOf(set(await newApp(), 'paypale'));
  expect(refused).toMatchObject({ code: 'UNKNOWN_CHANNEL' });
  expect(refused.message).toContain('till, toy');
});

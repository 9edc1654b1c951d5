import { afterAll, beforeAll, expect, test } from 'vitest';
import { validSecrets } from '../domain/app.ts';
import { loadApp, readConfigurationVersion } from '../store/apps.ts';
import { openTestOffice, refusalOf, type TestOffice } from './configure.test-support.ts';
import { createApp, removeActivity, rotateSecret, setActivity, setApp } from './configure-app.ts';
import { disableChannel, setChannel } from './configure-channel.ts';

const CALLBACK = 'https://shop.example.com:8443/callback?from=paycenter';
let office: TestOffice;

beforeAll(async () => {
  office = await openTestOffice();
});
afterAll(() => office.close());

async function newApp(appId: string): Promise<string> {
  await createApp(office, { appId, name: 'Tea Shop', callbackUrl: CALLBACK });
  return appId;
}

async function appNow(appId: string) {
  const app = await loadApp(office.db, office.sealer, appId);
  if (!app) throw new Error(`There is no app ${appId}.`);
  return app;
}

const set = (appId: string, settings: Record<string, string>) =>
  setApp(office.db, appId, new Map(Object.entries(settings)));

test('a new app is in test mode, has its callback address and a secret of 32 random bytes', async () => {
  const created = await createApp(office, { name: 'Tea Shop', callbackUrl: CALLBACK });

  const app = await appNow(created.appId);
  expect(app).toMatchObject({ name: 'Tea Shop', mode: 'test' });
  expect(app.callbackUrls.get('')).toBe(CALLBACK);
  expect(validSecrets(app, Date.now())).toEqual([created.secret]);
  expect(Buffer.from(created.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
});

test('an app without an id gets a readable one, and the next of that name another', async () => {
  const first = await createApp(office, { name: '  Café “Zwei”  ', callbackUrl: CALLBACK });
  const second = await createApp(office, { name: 'Cafe Zwei', callbackUrl: CALLBACK });
  const wordless = await createApp(office, { name: '茶馆', callbackUrl: CALLBACK });

  expect(first.appId).toBe('cafe-zwei');
  expect(second.appId).toMatch(/^cafe-zwei-[0-9a-z]{6}$/);
  expect(wordless.appId).toMatch(/^app-[0-9a-z]{6}$/);
});

test('an app id may be any text of up to 64 characters, and is given once', async () => {
  const appId = `№ 7/${'é'.repeat(60)}`;
  await newApp(appId);

  expect(await refusalOf(newApp(appId))).toMatchObject({ code: 'APP_EXISTS' });
  expect(await refusalOf(newApp(`${appId}x`))).toMatchObject({ parameter: 'app_id' });
  expect(await refusalOf(newApp(''))).toMatchObject({ parameter: 'app_id' });
});

test.each(['ftp://shop.example.com/', 'shop.example.com', 'https://me@shop.example.com/', ''])(
  'the callback address %j is refused by name',
  async (callbackUrl) => {
    const refused = await refusalOf(createApp(office, { name: 'Tea Shop', callbackUrl }));
    expect(refused).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'callback_url' });
  },
);

test('only the settings that are named change', async () => {
  const appId = await newApp('merging');
  await set(appId, { callback_delays: '5, 30', timestamp_unit: 's', language: 'PT-br' });
  await set(appId, { reversal_trans_id: 'own', require_sign: 'true', name: 'Tea & Co' });
  await set(appId, { refund_approval_above: 'usd:500, JPY:50000' });

  const app = await appNow(appId);
  expect(app.name).toBe('Tea & Co');
  expect(app.settings).toEqual({
    website: null,
    callbackDelaysSeconds: [5, 30],
    timestampUnit: 's',
    reversalTransId: 'own',
    requireSign: true,
    returnHosts: [],
    frameAncestors: "'self'",
    language: 'pt',
    refundApprovalAbove: { USD: '500.00', JPY: '50000' },
  });
});

test('an empty value puts the default back; no callback delays means a single send', async () => {
  const appId = await newApp('clearing');
  await set(appId, {
    website: 'https://tea.example',
    return_hosts: 'Shop.Example.com, *.example.org,münchen.example',
    frame_ancestors: "'self'  https://*.example.com:*",
  });
  expect((await appNow(appId)).settings).toMatchObject({
    website: 'https://tea.example',
    returnHosts: ['shop.example.com', '*.example.org', 'xn--mnchen-3ya.example'],
    frameAncestors: "'self' https://*.example.com:*",
  });

  await set(appId, { website: '', return_hosts: '', frame_ancestors: '', callback_delays: '' });
  expect((await appNow(appId)).settings).toMatchObject({
    website: null,
    returnHosts: [],
    frameAncestors: "'self'",
    callbackDelaysSeconds: [],
  });
});

test.each([
  ['callback_delays', '60,600,6000'],
  ['callback_delays', '-1'],
  ['callback_delays', '1e3'],
  ['callback_delays', '86401'],
  ['timestamp_unit', 'us'],
  ['reversal_trans_id', 'other'],
  ['require_sign', 'yes'],
  ['return_hosts', 'https://shop.example.com'],
  ['return_hosts', 'shop.example.com,,example.org'],
  ['return_hosts', '*'],
  ['frame_ancestors', "'self'; script-src *"],
  ['frame_ancestors', 'https://a.example,https://b.example'],
  ['frame_ancestors', "https://a.example\n'self'"],
  ['frame_ancestors', "'none' https://a.example"],
  ['frame_ancestors', "'unsafe-inline'"],
  ['language', 'tlh'],
  ['refund_approval_above', '500'],
  ['refund_approval_above', 'USD:0'],
  ['refund_approval_above', 'USD:0.001'],
  ['website', 'javascript:alert(1)'],
  ['name', ''],
  ['name', 'two\nlines'],
  ['mode', 'production'],
  ['mode', ''],
  ['callback_url', ''],
])('%s=%j is refused with the key in the sentence', async (key, value) => {
  const appId = 'refusing';
  await newApp(appId).catch(() => undefined);
  const refused = await refusalOf(set(appId, { [key]: value }));
  expect(refused).toMatchObject({ code: 'INVALID_PARAMETER', parameter: key });
  expect(refused.message).toContain(key);
});

test('a setting that does not exist is refused with those that do, and nothing changes', async () => {
  const appId = await newApp('unknown-key');
  const refused = await refusalOf(set(appId, { name: 'Changed', constructor: 'x' }));

  expect(refused.message).toMatch(/^constructor .*callback_delays.*frame_ancestors/);
  expect((await appNow(appId)).name).toBe('Tea Shop');
});

test('an app with an enabled test account cannot go live; with it disabled it can', async () => {
  const appId = await newApp('going-live');
  await setChannel(office, appId, 'toy', new Map());

  const refused = await refusalOf(set(appId, { mode: 'live' }));
  expect(refused.code).toBe('TEST_CHANNEL_IN_LIVE_APP');
  expect(refused.message).toContain('toy');

  await disableChannel(office, appId, 'toy');
  await set(appId, { mode: 'live' });
  expect((await appNow(appId)).mode).toBe('live');
});

test('going live and enabling a test account at the same moment never both succeed', async () => {
  for (let round = 0; round < 10; round += 1) {
    const appId = await newApp(`race-${round}`);
    await Promise.allSettled([
      set(appId, { mode: 'live' }),
      setChannel(office, appId, 'toy', new Map()),
    ]);
    const app = await appNow(appId);
    const takesPlayMoney = app.accounts.some((account) => account.enabled && account.test);
    expect(app.mode === 'live' && takesPlayMoney).toBe(false);
    expect(app.mode === 'live' || takesPlayMoney).toBe(true);
  }
});

test('after a rotation both secrets are valid for a day, then the new one alone', async () => {
  const { appId, secret: first } = await createApp(office, { name: 'Two', callbackUrl: CALLBACK });
  const { secret: second, previousValidUntil } = await rotateSecret(office, appId);

  const app = await appNow(appId);
  const endMs = previousValidUntil.getTime();
  expect(Math.abs(endMs - Date.now() - 86_400_000)).toBeLessThan(60_000);
  expect(validSecrets(app, endMs - 1)).toEqual([second, first]);
  expect(validSecrets(app, endMs)).toEqual([second]);
});

test('an activity has an address of its own until it is removed', async () => {
  const appId = await newApp('activities');
  await setActivity(office.db, appId, 'spring', 'https://shop.example.com/spring');
  await setActivity(office.db, appId, 'spring', 'https://shop.example.com/spring2');
  expect(Object.fromEntries((await appNow(appId)).callbackUrls)).toEqual({
    '': CALLBACK,
    spring: 'https://shop.example.com/spring2',
  });

  await removeActivity(office.db, appId, 'spring');
  expect((await appNow(appId)).callbackUrls.has('spring')).toBe(false);
  expect(await refusalOf(removeActivity(office.db, appId, 'spring'))).toMatchObject({
    code: 'UNKNOWN_ACTIVITY',
  });
  // The empty activity is the app's own address: it can be changed and not removed.
  expect(await refusalOf(removeActivity(office.db, appId, ''))).toMatchObject({
    parameter: 'activityid',
  });
});

test('every change is told to all processes, and one that is refused is not', async () => {
  const version = () => readConfigurationVersion(office.db);
  const before = await version();
  const appId = await newApp('told');
  await set(appId, { name: 'Told' });
  await rotateSecret(office, appId);
  await setActivity(office.db, appId, 'a', CALLBACK);
  expect(await version()).toBe(before + 4n);

  await refusalOf(set(appId, { name: '' }));
  await refusalOf(set('nobody', { name: 'Nobody' }));
  expect(await version()).toBe(before + 4n);
});

test('an app that does not exist is named in the refusal', async () => {
  expect(await refusalOf(rotateSecret(office, 'nobody'))).toMatchObject({ code: 'UNKNOWN_APP' });
});

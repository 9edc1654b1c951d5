/** §2: the channels that an app may use, as JSON, to the byte. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listChannels } from '../../sdk/src/index.ts';
import { createApp, setApp } from '../../src/flows/configure-app.ts';
import { disableChannel, setChannel } from '../../src/flows/configure-channel.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { doPayment, type Fields, v2 } from '../shopper.ts';

let centre: TestCentre;
let apps = 0;

beforeAll(async () => {
  centre = await startTestCentre();
});

afterAll(() => centre.stop());

/** An app with these sandbox accounts, each with its settings. */
async function appWith(channels: Readonly<Record<string, Fields>>, appId = `app-${apps}`) {
  apps += 1;
  const flows = centre.running.centre;
  await createApp(flows, { appId, name: 'Shop', callbackUrl: 'https://shop.example/callback' });
  for (const [name, settings] of Object.entries(channels)) {
    await setChannel(flows, appId, `sandbox:${name}`, new Map(Object.entries(settings)));
  }
  return appId;
}

async function list(appId: string, narrowed: Fields = {}): Promise<string> {
  const reply = await v2(centre, { mod: 'listchannel', act: 'list', app_id: appId, ...narrowed });
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
  return reply.text();
}

async function names(appId: string, narrowed: Fields = {}): Promise<readonly string[]> {
  const { status, data } = JSON.parse(await list(appId, narrowed));
  expect(status).toBe('OK');
  return Object.keys(data);
}

/** How PHP writes it. */
function slashed(text: string): string {
  return text.replaceAll('/', '\\/');
}

test('§2 (doc): the list to the byte: data keyed by channel, name, img and url, slashes escaped', async () => {
  const appId = await appWith({ paypal: {}, moneybookers: {} });
  const entry = (name: string) =>
    `"${name}":{"name":"${name}","img":"${slashed(`${centre.url}/pay/assets/logos/${name}.svg`)}",` +
    `"url":"${slashed(`${centre.url}/v2/index.php?mod=do_payment&act=mall&app_id=${appId}&channel=${name}`)}"}`;
  expect(await list(appId)).toBe(
    `{"status":"OK","data":{${entry('paypal')},${entry('moneybookers')}}}`,
  );
});

test('§2 (doc): GET and POST answer alike', async () => {
  const appId = await appWith({ paypal: {} });
  const body = new URLSearchParams({ mod: 'listchannel', act: 'list', app_id: appId });
  const posted = await v2(centre, '', { method: 'POST', body });
  expect(await posted.text()).toBe(await list(appId));
});

test("§2 (doc): name is the account's display_name, else the key, non-ASCII as \\uXXXX", async () => {
  const appId = await appWith({ paypal: { display_name: '贝宝 "é" 🍵' }, moneybookers: {} });
  const text = await list(appId);
  expect(text).toContain('"name":"\\u8d1d\\u5b9d \\"\\u00e9\\" \\ud83c\\udf75"');
  expect(text).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(text).data.moneybookers.name).toBe('moneybookers');
});

test('§2 (doc): url is complete up to the channel: what is appended starts a payment', async () => {
  const appId = await appWith({ paypal: {} }, 'a b&c=d/é');
  const { url } = JSON.parse(await list(appId)).data.paypal;
  const reply = await fetch(`${url}&item=example&order_id=1&gross=0.01&currency=USD`, {
    redirect: 'manual',
  });
  expect(reply.status).toBe(302);
});

test("§2 (ours): keys stand in the operator's order, numbers among them too", async () => {
  const appId = await appWith({
    z: { order: '2' },
    '7': { order: '3' },
    a: { order: '9' },
    '10': { order: '1' },
  });
  const keys = [...(await list(appId)).matchAll(/"([^"]+)":\{"name"/g)].map(([, key]) => key);
  expect(keys).toEqual(['10', 'z', '7', 'a']);
});

test('§2 (ours): an app without channels gets an empty object', async () => {
  const appId = await appWith({});
  expect(await list(appId)).toBe('{"status":"OK","data":{}}');
});

test('§2: a channel that is switched off, or a test channel of a live app, is not there', async () => {
  const appId = await appWith({ paypal: {}, moneybookers: {} });
  await disableChannel(centre.running.centre, appId, 'paypal');
  await expect.poll(() => names(appId), { timeout: 5_000 }).toEqual(['moneybookers']);
  await disableChannel(centre.running.centre, appId, 'moneybookers');
  await setApp(centre.running.centre.db, appId, new Map([['mode', 'live']]));
  await expect.poll(() => names(appId), { timeout: 5_000 }).toEqual([]);
});

describe('§2 (ours): currency, gross and country narrow the list', () => {
  let appId: string;

  beforeAll(async () => {
    appId = await appWith({
      all: {},
      euro: { currencies: 'EUR' },
      dear: { min_gross: 'USD:10,JPY:1000', max_gross: 'USD:99.99' },
      german: { countries: 'DE,AT' },
    });
  });

  test.each<[Fields, string[]]>([
    [{}, ['all', 'euro', 'dear', 'german']],
    [{ currency: 'EUR' }, ['all', 'euro', 'dear', 'german']],
    [{ currency: 'USD' }, ['all', 'dear', 'german']],
    [{ currency: 'USD', gross: '9.99' }, ['all', 'german']],
    [{ currency: 'USD', gross: '10.000' }, ['all', 'dear', 'german']],
    [{ currency: 'USD', gross: '100' }, ['all', 'german']],
    [{ currency: 'JPY', gross: '999' }, ['all', 'german']],
    [{ gross: '9.99' }, ['all', 'euro', 'dear', 'german']],
    [{ country: 'AT' }, ['all', 'euro', 'dear', 'german']],
    [{ country: 'fr' }, ['all', 'euro', 'dear']],
    [{ currency: 'USD', gross: '1', country: 'FR' }, ['all']],
    [{ currency: '', gross: '', country: '' }, ['all', 'euro', 'dear', 'german']],
  ])('%j leaves %j', async (narrowed, expected) => {
    expect(await names(appId, narrowed)).toEqual(expected);
  });

  test.each<[Fields, string]>([
    [{ currency: 'usd' }, 'CURRENCY_NOT_SUPPORTED'],
    [{ currency: 'BTC' }, 'CURRENCY_NOT_SUPPORTED'],
    [{ currency: 'USD', gross: '1,00' }, 'INVALID_GROSS'],
    [{ currency: 'USD', gross: '-1' }, 'INVALID_GROSS'],
    [{ country: 'Germany' }, 'INVALID_PARAMETER'],
  ])('%j cannot be read and is told so', async (narrowed, code) => {
    expect(JSON.parse(await list(appId, narrowed))).toMatchObject({ status: 'ERROR', code });
  });
});

describe('§2 (ours): errors are HTTP 200', () => {
  test.each<[Fields, string]>([
    [{ app_id: 'nobody' }, 'UNKNOWN_APP'],
    [{}, 'MISSING_PARAMETER'],
    [{ app_id: '' }, 'MISSING_PARAMETER'],
    [{ app_id: 'x'.repeat(65) }, 'INVALID_PARAMETER'],
    [{ app_id: 'a\0b' }, 'INVALID_PARAMETER'],
  ])('%j', async (fields, code) => {
    const reply = await v2(centre, { mod: 'listchannel', act: 'list', ...fields });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    const error = (await reply.json()) as { message: string };
    expect(error).toEqual({ status: 'ERROR', code, message: expect.stringMatching(/^\S.+\.$/) });
  });

  test('an app_id of 64 characters is one that might exist', async () => {
    const appId = await appWith({ paypal: {} }, '茶'.repeat(64));
    expect(await names(appId)).toEqual(['paypal']);
  });

  test('two different app_ids are one error', async () => {
    const appId = await appWith({});
    const text = await list(appId).then(() =>
      v2(centre, `mod=listchannel&act=list&app_id=${appId}&app_id=2`).then((reply) => reply.text()),
    );
    expect(JSON.parse(text)).toMatchObject({ status: 'ERROR', code: 'CONFLICTING_PARAMETER' });
  });
});

test('§2 (ours): other sites may read it, and img is served by PayCenter itself, cacheable', async () => {
  const appId = await appWith({ paypal: {}, moneybookers: {}, unheard_of: {} });
  const reply = await v2(centre, { mod: 'listchannel', act: 'list', app_id: appId });
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  const { data } = (await reply.json()) as { data: Record<string, { img: string }> };
  for (const { img } of Object.values(data)) {
    expect(img.startsWith(`${centre.url}/`)).toBe(true);
    const logo = await fetch(img);
    expect(logo.status).toBe(200);
    expect(logo.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    expect(logo.headers.get('cache-control')).toMatch(/max-age=\d{4,}/);
    expect(await logo.text()).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  }
});

test('§2: the SDK reads the list as a merchant would', async () => {
  const { appId } = await appWithSandbox(centre, {
    appId: 'sdk',
    callbackUrl: 'https://shop.example/callback',
    channel: 'paypal',
  });
  const [channel] = await listChannels({ baseUrl: centre.url, appId });
  expect(channel).toMatchObject({ key: 'paypal', name: 'paypal' });
});

test('a new channel, and one renamed, is there for the next request', async () => {
  const appId = await appWith({ paypal: {} });
  expect(await names(appId)).toEqual(['paypal']);
  const flows = centre.running.centre;
  await setChannel(flows, appId, 'sandbox:paypal', new Map([['public_name', 'pp']]));
  await expect.poll(() => names(appId), { timeout: 5_000 }).toEqual(['pp']);
  const old = await doPayment(centre, { app_id: appId, channel: 'paypal' });
  expect(old.status).toBe(404);
});

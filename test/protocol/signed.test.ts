/** §9: signed requests, which a shopper cannot change. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelUrl, hostedPageUrl } from '../../sdk/src/index.ts';
import { rotateSecret, setApp } from '../../src/flows/configure-app.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  ASKS_JSON,
  attributesOf,
  errorPageOf,
  type Fields,
  heard,
  newOrderId,
  paymentFields,
  problemOf,
  v2,
} from '../shopper.ts';

let centre: TestCentre;
let strict: string;
let lenient: string;

beforeAll(async () => {
  centre = await startTestCentre();
  const callbackUrl = 'https://shop.invalid/callback';
  ({ secret: strict } = await appWithSandbox(centre, { appId: 'strict', callbackUrl }));
  ({ secret: lenient } = await appWithSandbox(centre, { appId: 'lenient', callbackUrl }));
  await setApp(centre.running.centre.db, 'strict', new Map([['require_sign', 'true']]));
  await heard(centre, 'strict', (app) => app.settings.requireSign);
});

afterAll(() => centre.stop());

/** As a merchant without the SDK would write it down from the document. */
function sign(secret: string, fields: Fields): string {
  const names = Object.keys(fields).filter((name) => name !== 'mod' && name !== 'act');
  const text = names
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return createHmac('sha256', secret).update(text).digest('hex');
}

const secondsAgo = (seconds: number) => String(Math.floor(Date.now() / 1_000) - seconds);

/** A request to do_payment with its sign. */
function signedFields(secret: string, fields: Fields = {}): Record<string, string> {
  const all = {
    ...{ mod: 'do_payment', act: 'mall', channel: 'sandbox', sign_time: secondsAgo(0) },
    ...paymentFields({ app_id: 'strict', ...fields }),
  };
  return { ...all, sign: sign(secret, all) };
}

async function refused(fields: Fields, parameter: string) {
  const error = { status: 403, code: 'BAD_SIGNATURE', parameter };
  expect(await problemOf(await v2(centre, fields, ASKS_JSON))).toEqual(error);
  expect(await errorPageOf(await v2(centre, fields))).toEqual(error);
}

describe('§9 (ours): require_sign', () => {
  test('a signed request goes through, whatever is in its values', async () => {
    for (const fields of [
      {},
      { item: 'a&b=c d+é茶😀%zz', custom_data: '\r\n=&', lang: 'de' },
      { unknown: 'parameter', return_url: 'https://shop.example/?a=1&b=2' },
      { custom_data: '' },
    ]) {
      const signed = signedFields(strict, fields);
      expect((await v2(centre, signed)).status).toBe(302);
      const page = { ...signed, mod: 'show_payment' };
      expect((await v2(centre, page)).status).toBe(200);
    }
  });

  test('by POST as well, part of it in the query', async () => {
    const { mod, act, app_id, ...rest } = signedFields(strict, { item: '茶 & co' });
    const query = new URLSearchParams({ mod: mod ?? '', act: act ?? '', app_id: app_id ?? '' });
    const body = new URLSearchParams(rest);
    expect((await v2(centre, query.toString(), { method: 'POST', body })).status).toBe(302);
  });

  test('none, an empty one, or one without its time is BAD_SIGNATURE, 403', async () => {
    const { sign: right, sign_time: time, ...unsigned } = signedFields(strict);
    await refused(unsigned, 'sign');
    await refused({ ...unsigned, sign: '', sign_time: time ?? '' }, 'sign');
    await refused({ ...unsigned, sign_time: time ?? '' }, 'sign');
    await refused({ ...unsigned, sign: sign(strict, unsigned) }, 'sign_time');
    await refused({ ...unsigned, sign: right ?? '' }, 'sign');
  });

  test('threat 8: nothing that was signed can be changed, added or left out', async () => {
    const signed = signedFields(strict, { custom_data: 'x', lang: 'de' });
    const changes: Fields = {
      item: 'Cake',
      gross: '0.01',
      currency: 'EUR',
      order_id: 'other',
      custom_data: 'y',
      lang: 'fr',
      return_url: 'https://evil.example/',
      activityid: 'x',
      paymentmethod: 'sandbox',
      junk: '1',
      sign_time: secondsAgo(1),
    };
    for (const [name, value] of Object.entries(changes)) {
      await refused({ ...signed, [name]: value }, 'sign');
    }
    const { custom_data: _, ...without } = signed;
    await refused(without, 'sign');
    await refused({ ...signed, channel: 'other' }, 'sign');
  });

  test('mod and act are not signed', async () => {
    const signed = signedFields(strict);
    expect((await v2(centre, { ...signed, mod: 'show_payment' })).status).toBe(200);
  });

  test.each([
    ['upper case', (right: string) => right.toUpperCase()],
    ['one digit less', (right: string) => right.slice(1)],
    ['one digit more', (right: string) => `${right}0`],
    ['base64', (right: string) => Buffer.from(right, 'hex').toString('base64')],
    ['zeros', () => '0'.repeat(64)],
    ['not hex', () => '茶'.repeat(64)],
  ])('a sign in %s is wrong', async (_, spoil) => {
    const signed = signedFields(strict);
    await refused({ ...signed, sign: spoil(signed.sign ?? '') }, 'sign');
  });

  test.each([
    ['of 14 minutes ago', secondsAgo(14 * 60), 302],
    ['of 16 minutes ago', secondsAgo(16 * 60), 403],
    ['threat 39: a minute ahead, as clocks go', secondsAgo(-60), 302],
    ['threat 39: six minutes ahead', secondsAgo(-6 * 60), 403],
    ['threat 39: for next year', secondsAgo(-31_536_000), 403],
    ['in milliseconds', String(Date.now()), 403],
    ['with a fraction', `${secondsAgo(0)}.5`, 403],
    ['that is no number', 'now', 403],
    ['negative', '-1', 403],
    ['empty', '', 403],
  ])('a sign_time %s', async (_, sign_time, status) => {
    const reply = await v2(centre, signedFields(strict, { sign_time }), ASKS_JSON);
    expect(reply.status).toBe(status);
    if (status === 403) {
      expect(await problemOf(reply)).toEqual({
        status,
        code: 'BAD_SIGNATURE',
        parameter: 'sign_time',
      });
    }
  });

  test('the secret of another app, the secret’s bytes, and an empty one are no secret', async () => {
    await refused(signedFields(lenient), 'sign');
    await refused(signedFields(''), 'sign');
    await refused(signedFields(strict.slice('whsec_'.length)), 'sign');
  });

  test('two different values are still the clearer error', async () => {
    const query = `${new URLSearchParams(signedFields(strict))}&gross=1`;
    const reply = await v2(centre, query, ASKS_JSON);
    expect(await problemOf(reply)).toMatchObject({ code: 'CONFLICTING_PARAMETER' });
  });
});

test('§9 (ours): without require_sign a sign is not needed, but one that is sent is checked', async () => {
  const app = { app_id: 'lenient' };
  const unsigned = { mod: 'do_payment', act: 'mall', channel: 'sandbox', ...paymentFields(app) };
  expect((await v2(centre, unsigned)).status).toBe(302);
  expect((await v2(centre, signedFields(lenient, app))).status).toBe(302);
  await refused({ ...unsigned, sign: 'x', sign_time: secondsAgo(0) }, 'sign');
  await refused({ ...unsigned, sign: sign(lenient, unsigned) }, 'sign_time');
  await refused(signedFields(strict, app), 'sign');
});

test('§9 (ours): from the hosted page on, no new signature is needed, however late', async () => {
  const html = await (await v2(centre, { ...signedFields(strict), mod: 'show_payment' })).text();
  const [action = ''] = attributesOf(html, /<form method="post" action="([^"]*)"/g);
  const [seal = ''] = attributesOf(html, /name="seal" value="([^"]*)"/g);
  expect(html).not.toContain('name="sign"');
  const reply = await fetch(new URL(action, centre.url), {
    method: 'POST',
    body: new URLSearchParams({ seal, channel: 'sandbox' }),
    redirect: 'manual',
  });
  expect(reply.status).toBe(302);
  const [link = ''] = attributesOf(html, /<li><a href="([^"]+)" lang="ja"/g);
  expect((await fetch(new URL(link, centre.url))).status).toBe(200);
});

test('§9: the SDK signs as the document says', async () => {
  const app = { baseUrl: centre.url, appId: 'strict', secret: strict };
  const payment = {
    ...{ item: '茶 & "cake"', orderId: newOrderId(), gross: '30.14', currency: 'USD' },
    ...{ customData: 'a=b&c\n', returnUrl: 'https://shop.example/?a=1', lang: 'ko' },
  };
  const hosted = await fetch(hostedPageUrl(app, payment));
  expect(hosted.status).toBe(200);
  const direct = await fetch(channelUrl(app, { ...payment, channel: 'sandbox' }), {
    redirect: 'manual',
  });
  expect(direct.status).toBe(302);
});

test('§9: after rotate-secret the old secret still signs for a day', async () => {
  const { secret: fresh } = await rotateSecret(centre.running.centre, 'strict');
  await heard(centre, 'strict', (app) => app.secrets.length === 2);
  for (const secret of [fresh, strict]) {
    expect((await v2(centre, signedFields(secret))).status).toBe(302);
  }
});

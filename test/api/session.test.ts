/** Signing in: what it proves, what it hides, and what a cookie alone cannot do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { ask, browser } from './client.ts';
import { makeUser, PASSWORD, signedIn } from './people.ts';

let centre: TestCentre;

beforeAll(async () => {
  centre = await startTestCentre();
  await makeUser(centre, { email: 'ada@example.com', role: 'finance' });
});

afterAll(() => centre.stop());

const credentials = { email: 'Ada@Example.com', password: PASSWORD };

describe('signing in', () => {
  test('with the right password, one is somebody, until one signs out', async () => {
    const ada = browser(centre.url);
    const { json } = await ada.call('POST', '/session', { body: credentials });
    expect(json).toMatchObject({
      stage: 'open',
      user: { email: 'ada@example.com', role: 'finance' },
    });
    expect((await ada.call('GET', '/session')).json.permissions).toContain('refunds:create');
    const stolen = ada.cookie();
    expect((await ada.call('DELETE', '/session')).status).toBe(204);
    expect(
      (await ask(centre.url, 'GET', '/session', { headers: { cookie: stolen } })).json,
    ).toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
  });

  test('a wrong password and an unknown person get the same answer', async () => {
    const [wrong, unknown] = await Promise.all(
      ['ada@example.com', 'nobody@example.com'].map((email) =>
        browser(centre.url).call('POST', '/session', { body: { email, password: 'wrong' } }),
      ),
    );
    expect(wrong?.text).toBe(unknown?.text);
    expect(wrong).toMatchObject({ status: 401, json: { code: 'WRONG_CREDENTIALS' } });
    expect(wrong?.headers.getSetCookie()).toEqual([]);
  });

  test('the cookie cannot be read by scripts nor sent by other sites, and is new each time', async () => {
    const ada = browser(centre.url);
    const fixed = 'paycenter_session=chosen-by-somebody-else';
    const first = await ada.call('POST', '/session', {
      body: credentials,
      headers: { cookie: fixed },
    });
    const [line = ''] = first.headers.getSetCookie();
    expect(line).toMatch(/^paycenter_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const before = ada.cookie();
    await ada.call('POST', '/session', { body: credentials });
    expect(ada.cookie()).not.toBe(before);
    const old = await ask(centre.url, 'GET', '/session', { headers: { cookie: before } });
    expect(old.status).toBe(401);
  });
});

describe('a cookie alone changes nothing', () => {
  const foreign = { 'sec-fetch-site': 'cross-site', 'x-paycenter-csrf': '1' };
  test.each([
    ['without the header', {}],
    ['from another site', foreign],
    ['from another subdomain', { ...foreign, 'sec-fetch-site': 'same-site' }],
    [
      'with the origin of another site',
      { origin: 'https://evil.example', 'x-paycenter-csrf': '1' },
    ],
    ['with an origin that hides', { origin: 'null', 'x-paycenter-csrf': '1' }],
  ])('%s', async (_, headers) => {
    const ada = await signedIn(centre, { email: `${Math.random()}@example.com` });
    const sent = { cookie: ada.cookie(), ...headers };
    const refused = await ask(centre.url, 'DELETE', '/session', { headers: sent });
    expect(refused).toMatchObject({ status: 403, json: { code: 'CROSS_SITE_REQUEST' } });
    expect((await ada.call('GET', '/session')).status).toBe(200);
  });
});

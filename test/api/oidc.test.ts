/** Signing in by an identity provider: whom it vouches for, and what it is not believed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type ApiClient, browser } from './client.ts';
import { startProvider, type TestProvider } from './identity-provider.ts';
import { makeUser } from './people.ts';

let centre: TestCentre;
let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
  centre = await startTestCentre({
    environment: {
      PAYCENTER_OIDC_ISSUER: provider.issuer,
      PAYCENTER_OIDC_CLIENT_ID: provider.clientId,
      PAYCENTER_OIDC_CLIENT_SECRET: provider.clientSecret,
    },
  });
  await makeUser(centre, { email: 'ada@example.com', role: 'finance' });
});

afterAll(async () => {
  await centre.stop();
  await provider.close();
});

beforeEach(() => {
  provider.lie = { email: 'Ada@Example.com', email_verified: true };
  provider.userInfo = {};
  provider.signsWith = 'own';
});

/** To the provider and back; where the browser ends up. */
async function comeBack(client: ApiClient, change = (url: URL) => url): Promise<string> {
  const away = await client.call('GET', '/session/oidc');
  const back = change(new URL(provider.approve(away.headers.get('location') ?? '')));
  return visit(client, back);
}

async function visit(client: ApiClient, back: URL): Promise<string> {
  const path = `${back.pathname}${back.search}`.replace('/api/v1', '');
  const { headers } = await client.call('GET', path);
  return (headers.get('location') ?? '').replace(centre.running.centre.publicUrl, '');
}

describe('whoever the provider vouches for', () => {
  test('is signed in, if he is a user here', async () => {
    const ada = browser(centre.url);
    expect(await comeBack(ada)).toBe('/console/');
    const { json } = await ada.call('GET', '/session');
    expect(json).toMatchObject({ stage: 'open', user: { email: 'ada@example.com' } });
  });

  test('may have an address that the provider tells only when asked', async () => {
    provider.lie = {};
    provider.userInfo = { email: 'ada@example.com', email_verified: true };
    expect(await comeBack(browser(centre.url))).toBe('/console/');
  });

  test('needs no password of his own, not even a one-time one', async () => {
    await makeUser(centre, { email: 'new@example.com', passwordOneTime: true });
    provider.lie = { email: 'new@example.com', email_verified: true };
    const client = browser(centre.url);
    await comeBack(client);
    expect((await client.call('GET', '/session')).json.stage).toBe('open');
  });

  test('still needs the code of an app that is enrolled here', async () => {
    const id = await makeUser(centre, { email: 'totp@example.com' });
    await centre.running.centre.db
      .updateTable('users')
      .set({ totp_confirmed_at: new Date(), totp_secret_sealed: Buffer.of(1) })
      .where('id', '=', id)
      .execute();
    provider.lie = { email: 'totp@example.com', email_verified: true };
    const client = browser(centre.url);
    await comeBack(client);
    expect((await client.call('GET', '/session')).json.stage).toBe('totp');
  });
});

describe('nobody comes in', () => {
  async function expectOutside(client: ApiClient, where: string, code: string): Promise<void> {
    expect(where).toBe(`/console/?error=${code}`);
    expect((await client.call('GET', '/session')).status).toBe(401);
  }

  test.each([
    ['who is no user here', { email: 'nobody@example.com', email_verified: true }],
    ['whose address is not verified', { email: 'ada@example.com', email_verified: false }],
    [
      'whose address is verified in words only',
      { email: 'ada@example.com', email_verified: 'true' },
    ],
    ['who has no address', {}],
  ])('%s', async (_, lie) => {
    provider.lie = lie;
    const client = browser(centre.url);
    await expectOutside(client, await comeBack(client), 'UNKNOWN_IDENTITY');
  });

  test('who was disabled', async () => {
    const id = await makeUser(centre, { email: 'gone@example.com' });
    await centre.running.centre.db
      .updateTable('users')
      .set({ disabled_at: new Date() })
      .where('id', '=', id)
      .execute();
    provider.lie = { email: 'gone@example.com', email_verified: true };
    const client = browser(centre.url);
    await expectOutside(client, await comeBack(client), 'UNKNOWN_IDENTITY');
  });

  const right = { email: 'ada@example.com', email_verified: true };
  test.each([
    ['for another client', { ...right, aud: 'somebody-else' }],
    ['of another issuer', { ...right, iss: 'https://evil.example' }],
    ['that is over', { ...right, exp: 1 }],
    ['for another question', { ...right, nonce: 'another' }],
  ])('by a token %s', async (_, lie) => {
    provider.lie = lie;
    const client = browser(centre.url);
    await expectOutside(client, await comeBack(client), 'IDENTITY_NOT_PROVEN');
  });

  test('by a token that somebody else has signed', async () => {
    provider.signsWith = 'foreign';
    const client = browser(centre.url);
    await expectOutside(client, await comeBack(client), 'IDENTITY_NOT_PROVEN');
  });

  test('by the answer to another question', async () => {
    const client = browser(centre.url);
    const where = await comeBack(client, (url) => {
      url.searchParams.set('state', 'another');
      return url;
    });
    await expectOutside(client, where, 'IDENTITY_NOT_PROVEN');
  });

  test('by an answer that was made for another browser', async () => {
    const [thief, victim] = [browser(centre.url), browser(centre.url)];
    const away = await thief.call('GET', '/session/oidc');
    const back = new URL(provider.approve(away.headers.get('location') ?? ''));
    await expectOutside(victim, await visit(victim, back), 'IDENTITY_NOT_PROVEN');
    await victim.call('GET', '/session/oidc');
    await expectOutside(victim, await visit(victim, back), 'IDENTITY_NOT_PROVEN');
  });

  test('when the person says no there', async () => {
    const client = browser(centre.url);
    const where = await comeBack(client, (url) => {
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
      return url;
    });
    await expectOutside(client, where, 'IDENTITY_NOT_PROVEN');
  });
});

test('whoever asks is told in which ways one can sign in', async () => {
  const { json } = await browser(centre.url).call('GET', '/session/ways');
  expect(json).toEqual({ password: true, oidc: true });
});

/** What people do about themselves: passwords, the second factor, sessions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type ApiClient, type ApiJson, browser, rowsOf } from './client.ts';
import { makeUser, PASSWORD, phone, signedIn } from './people.ts';

let centre: TestCentre;

beforeAll(async () => {
  centre = await startTestCentre();
});

afterAll(() => centre.stop());

type Enrolled = {
  readonly client: ApiClient;
  readonly code: ReturnType<typeof phone>;
  readonly recoveryCodes: readonly string[];
};

async function enrolled(email: string): Promise<Enrolled> {
  const client = await signedIn(centre, { email, role: 'viewer' });
  const offer = await client.call('POST', '/me/totp', { body: { current_password: PASSWORD } });
  expect(offer.json).toMatchObject({
    uri: expect.stringContaining(encodeURIComponent(email)),
    qr_svg: expect.stringMatching(/^<svg /),
  });
  const code = phone(String(offer.json.secret));
  // The code of a step before leaves the present one to be used.
  const { json } = await client.call('POST', '/me/totp/confirm', { body: { code: code(-1) } });
  return { client, code, recoveryCodes: strings(json.recovery_codes) };
}

function strings(json: ApiJson | undefined): readonly string[] {
  return Array.isArray(json) ? json.map(String) : [];
}

async function withPassword(email: string): Promise<ApiClient> {
  const client = browser(centre.url);
  const body = { email, password: PASSWORD };
  const { json } = await client.call('POST', '/session', { body });
  expect(json).toMatchObject({ stage: 'totp', permissions: [] });
  return client;
}

describe('with an authenticator app', () => {
  test('a password alone opens nothing; a code does, once', async () => {
    const { code } = await enrolled('totp@example.com');
    const ada = await withPassword('totp@example.com');
    expect((await ada.call('GET', '/me/sessions')).json.code).toBe('NOT_SIGNED_IN');
    const tooSoon = { new_password: 'another one that is long' };
    expect((await ada.call('PUT', '/me/password', { body: tooSoon })).json.code).toBe(
      'NOT_SIGNED_IN',
    );
    const before = ada.cookie();
    const used = code();
    const { json } = await ada.call('POST', '/session/code', { body: { code: used } });
    expect(json).toMatchObject({ stage: 'open', user: { totp: true } });
    expect(ada.cookie()).not.toBe(before);
    const thief = await withPassword('totp@example.com');
    const replayed = await thief.call('POST', '/session/code', { body: { code: used } });
    expect(replayed).toMatchObject({ status: 401, json: { code: 'WRONG_CODE' } });
  });

  test('after five wrong codes the password is asked for again, right code or not', async () => {
    const { code } = await enrolled('guess@example.com');
    const thief = await withPassword('guess@example.com');
    const guesses = Array.from({ length: 5 }, () => '000000');
    const answers = await Promise.all(
      guesses.map((guess) => thief.call('POST', '/session/code', { body: { code: guess } })),
    );
    expect(answers.map(({ json }) => json.code)).toEqual(guesses.map(() => 'WRONG_CODE'));
    const right = await thief.call('POST', '/session/code', { body: { code: code() } });
    expect(right.json.code).toBe('WRONG_CODE');
    expect((await thief.call('GET', '/session')).status).toBe(401);
  });

  test('ten recovery codes stand in for the app, each once', async () => {
    const { recoveryCodes } = await enrolled('lost@example.com');
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = ''] = recoveryCodes;
    const typed = { code: first.toUpperCase().replaceAll('-', ' ') };
    const ada = await withPassword('lost@example.com');
    expect((await ada.call('POST', '/session/code', { body: typed })).json.stage).toBe('open');
    expect((await ada.call('GET', '/me/totp')).json.recovery_codes_left).toBe(9);
    const again = await withPassword('lost@example.com');
    expect((await again.call('POST', '/session/code', { body: typed })).json.code).toBe(
      'WRONG_CODE',
    );
  });

  test('enrolling ends the sessions that had no code', async () => {
    const before = await signedIn(centre, { email: 'elsewhere@example.com', role: 'viewer' });
    const here = browser(centre.url);
    await here.call('POST', '/session', {
      body: { email: 'elsewhere@example.com', password: PASSWORD },
    });
    const body = { current_password: PASSWORD };
    const { json } = await here.call('POST', '/me/totp', { body });
    await here.call('POST', '/me/totp/confirm', { body: { code: phone(String(json.secret))() } });
    expect((await here.call('GET', '/session')).status).toBe(200);
    expect((await before.call('GET', '/session')).status).toBe(401);
  });

  test('taking the app away needs the password and a code', async () => {
    const { client, code, recoveryCodes } = await enrolled('off@example.com');
    const right = { current_password: PASSWORD, code: code() };
    const wrong = [
      { ...right, current_password: 'not this one, surely' },
      { ...right, code: '000000' },
      { code: right.code },
    ];
    for (const body of wrong) {
      expect((await client.call('POST', '/me/totp/disable', { body })).status).toBeGreaterThan(399);
    }
    expect((await client.call('POST', '/me/totp/disable', { body: right })).status).toBe(204);
    const [old = ''] = recoveryCodes;
    const body = { email: 'off@example.com', password: PASSWORD };
    const next = await browser(centre.url).call('POST', '/session', { body });
    expect(next.json.stage).toBe('open');
    expect(old).not.toBe('');
  });

  test('new recovery codes end the old ones', async () => {
    const { client, recoveryCodes } = await enrolled('renew@example.com');
    const body = { current_password: PASSWORD };
    const { json } = await client.call('POST', '/me/totp/recovery-codes', { body });
    const [[old = ''], [fresh = '']] = [recoveryCodes, strings(json.recovery_codes)];
    const ada = await withPassword('renew@example.com');
    expect((await ada.call('POST', '/session/code', { body: { code: old } })).json.code).toBe(
      'WRONG_CODE',
    );
    expect((await ada.call('POST', '/session/code', { body: { code: fresh } })).json.stage).toBe(
      'open',
    );
  });

  test('its secret is sealed in the database', async () => {
    await enrolled('sealed@example.com');
    const { totp_secret_sealed: sealed, id } = await centre.running.centre.db
      .selectFrom('users')
      .select(['totp_secret_sealed', 'id'])
      .where('email', '=', 'sealed@example.com')
      .executeTakeFirstOrThrow();
    const { sealer } = centre.running.centre;
    expect(sealer.open(sealed ?? Buffer.of(), `totp secret ${id}`)).toHaveLength(20);
    expect(() => sealer.open(sealed ?? Buffer.of(), 'totp secret somebody')).toThrow();
  });
});

describe('a password', () => {
  const next = 'a much better one, this';

  test('is changed with the one until now, and ends all other sessions', async () => {
    const elsewhere = await signedIn(centre, { email: 'change@example.com' });
    const here = browser(centre.url);
    await here.call('POST', '/session', {
      body: { email: 'change@example.com', password: PASSWORD },
    });
    const blind = await here.call('PUT', '/me/password', { body: { new_password: next } });
    expect(blind.json).toMatchObject({ code: 'MISSING_PARAMETER', parameter: 'current_password' });
    const wrong = { current_password: 'not this one, surely', new_password: next };
    expect((await here.call('PUT', '/me/password', { body: wrong })).json.code).toBe(
      'WRONG_CREDENTIALS',
    );
    const right = { current_password: PASSWORD, new_password: next };
    expect((await here.call('PUT', '/me/password', { body: right })).status).toBe(200);
    expect((await here.call('GET', '/session')).status).toBe(200);
    expect((await elsewhere.call('GET', '/session')).status).toBe(401);
  });
});

describe('sessions', () => {
  test('are seen, and ended one by one or all at once', async () => {
    const email = 'many@example.com';
    const here = await signedIn(centre, { email });
    const others = [browser(centre.url), browser(centre.url), browser(centre.url)];
    for (const other of others) {
      await other.call('POST', '/session', { body: { email, password: PASSWORD } });
    }
    const lines = rowsOf((await here.call('GET', '/me/sessions')).json);
    expect(lines).toHaveLength(4);
    expect(lines.filter(({ current }) => current)).toHaveLength(1);
    const one = lines.find(({ current }) => !current);
    expect((await here.call('DELETE', `/me/sessions/${one?.id}`)).status).toBe(204);
    expect((await here.call('DELETE', `/me/sessions/${one?.id}`)).status).toBe(404);
    expect((await here.call('DELETE', '/me/sessions')).status).toBe(204);
    for (const other of others) expect((await other.call('GET', '/session')).status).toBe(401);
    expect((await here.call('GET', '/session')).status).toBe(200);
  });

  test('of somebody else cannot be ended', async () => {
    const [mine, theirs] = await Promise.all([
      signedIn(centre, { email: 'me@example.com' }),
      signedIn(centre, { email: 'them@example.com' }),
    ]);
    const [line] = rowsOf((await theirs.call('GET', '/me/sessions')).json);
    expect((await mine.call('DELETE', `/me/sessions/${line?.id}`)).status).toBe(404);
    expect((await theirs.call('GET', '/session')).status).toBe(200);
  });

  test.each([
    ['left alone for half an hour', { seen_at: new Date(Date.now() - 31 * 60_000) }],
    ['twelve hours old', { expires_at: new Date(Date.now() - 1) }],
  ])('%s are over', async (_, change) => {
    const email = `${Object.keys(change)[0]}@example.com`;
    const client = await signedIn(centre, { email });
    const { id } = (await client.call('GET', '/session')).json;
    await centre.running.centre.db
      .updateTable('sessions')
      .set(change)
      .where('id', '=', String(id))
      .execute();
    expect((await client.call('GET', '/session')).status).toBe(401);
  });

  test('last twelve hours at most, fifteen minutes while something is missing', async () => {
    await makeUser(centre, { email: 'once@example.com', passwordOneTime: true });
    const hours = async (email: string) => {
      const body = { email, password: PASSWORD };
      const { json } = await browser(centre.url).call('POST', '/session', { body });
      return (
        (Date.parse(String(json.expires_at)) - Date.parse(String(json.created_at))) / 3_600_000
      );
    };
    expect(await hours('me@example.com')).toBeCloseTo(12, 1);
    expect(await hours('once@example.com')).toBeCloseTo(0.25, 1);
  });
});

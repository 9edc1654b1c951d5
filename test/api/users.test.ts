/** Users: made, let in, changed, shut out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/flows/configure-app.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type ApiClient, browser, rowsOf } from './client.ts';
import { makeUser, PASSWORD, signedIn } from './people.ts';

let centre: TestCentre;
let admin: ApiClient;

beforeAll(async () => {
  centre = await startTestCentre();
  admin = await signedIn(centre, { email: 'root@example.com' });
  const app = { appId: 'tea', name: 'Tea', callbackUrl: 'https://tea.example.com/callback' };
  await createApp(centre.running.centre, app);
});

afterAll(() => centre.stop());

async function invite(email: string, over: object = {}) {
  const body = { email, name: 'Ada', role: 'support', ...over };
  const { status, json } = await admin.call('POST', '/users', { body });
  expect(status).toBe(201);
  return { id: String(json.user?.id), password: String(json.one_time_password) };
}

async function comeIn(email: string, password: string): Promise<ApiClient> {
  const client = browser(centre.url);
  const { status } = await client.call('POST', '/session', { body: { email, password } });
  expect(status).toBe(201);
  return client;
}

describe('a one-time password', () => {
  test('is good for choosing another, and for nothing else', async () => {
    const { password } = await invite('new@example.com');
    const person = await comeIn('new@example.com', password);
    expect((await person.call('GET', '/session')).json).toMatchObject({
      stage: 'password',
      permissions: [],
    });
    expect((await person.call('GET', '/me/sessions')).json.code).toBe('NOT_SIGNED_IN');
    const before = person.cookie();
    const chosen = await person.call('PUT', '/me/password', { body: { new_password: PASSWORD } });
    expect(chosen.json).toMatchObject({ stage: 'open', user: { role: 'support' } });
    expect(person.cookie()).not.toBe(before);
    const again = { email: 'new@example.com', password };
    const late = await browser(centre.url).call('POST', '/session', { body: again });
    expect(late.json.code).toBe('WRONG_CREDENTIALS');
    await comeIn('new@example.com', PASSWORD);
  });

  test('cannot be kept, nor replaced by one that is easy to guess', async () => {
    const { password } = await invite('lazy@example.com');
    const person = await comeIn('lazy@example.com', password);
    for (const new_password of [password, 'too short', 'aaaaaaaaaaaaaaaaaaaa']) {
      const refused = await person.call('PUT', '/me/password', { body: { new_password } });
      expect(refused.json).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'new_password' });
    }
  });

  test('ends with its time', async () => {
    const { id, password } = await invite('late@example.com');
    await centre.running.centre.db
      .updateTable('users')
      .set({ password_until: new Date(Date.now() - 1) })
      .where('id', '=', id)
      .execute();
    const body = { email: 'late@example.com', password };
    const late = await browser(centre.url).call('POST', '/session', { body });
    expect(late.json.code).toBe('WRONG_CREDENTIALS');
  });
});

describe('managing users', () => {
  test('an e-mail address belongs to one user, in whatever case', async () => {
    await invite('twin@example.com');
    const body = { email: 'Twin@Example.com', name: 'Twin', role: 'viewer' };
    const twin = await admin.call('POST', '/users', { body });
    expect(twin).toMatchObject({ status: 409, json: { code: 'USER_EXISTS', parameter: 'email' } });
  });

  test('a user cannot be limited to an app that does not exist', async () => {
    const body = { email: 'x@example.com', name: 'X', role: 'viewer', apps: ['tea', 'coffee'] };
    const refused = await admin.call('POST', '/users', { body });
    expect(refused.json).toMatchObject({ code: 'UNKNOWN_APP' });
  });

  test('whoever is disabled is out at once, and cannot come back', async () => {
    const id = await makeUser(centre, { email: 'gone@example.com', role: 'viewer' });
    const person = await comeIn('gone@example.com', PASSWORD);
    await admin.call('PATCH', `/users/${id}`, { body: { disabled: true } });
    expect((await person.call('GET', '/session')).status).toBe(401);
    const body = { email: 'gone@example.com', password: PASSWORD };
    const back = await browser(centre.url).call('POST', '/session', { body });
    expect(back.json.code).toBe('WRONG_CREDENTIALS');
    await admin.call('PATCH', `/users/${id}`, { body: { disabled: false } });
    await comeIn('gone@example.com', PASSWORD);
  });

  test('another role counts from the next request on', async () => {
    const id = await makeUser(centre, { email: 'rise@example.com', role: 'viewer' });
    const person = await comeIn('rise@example.com', PASSWORD);
    expect((await person.call('GET', '/users')).json.code).toBe('NOT_ALLOWED');
    await admin.call('PATCH', `/users/${id}`, { body: { role: 'admin' } });
    expect((await person.call('GET', '/users')).status).toBe(200);
    await admin.call('PATCH', `/users/${id}`, { body: { apps: ['tea'] } });
    expect((await person.call('GET', '/users')).json.code).toBe('NOT_ALLOWED');
  });

  test('the last admin stays, and two who demote each other at once do not both go', async () => {
    const other = await signedIn(centre, { email: 'second@example.com' });
    const ids = await Promise.all(
      [admin, other].map(async (each) => (await each.call('GET', '/session')).json.user?.id),
    );
    const body = { role: 'viewer' };
    const [first, second] = await Promise.all([
      admin.call('PATCH', `/users/${ids[1]}`, { body }),
      other.call('PATCH', `/users/${ids[0]}`, { body }),
    ]);
    // Whoever is second is the last one, or, a moment later, is none any more.
    const refused = [first, second].filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(1);
    expect([
      [409, 'LAST_ADMIN'],
      [403, 'NOT_ALLOWED'],
    ]).toContainEqual([refused[0]?.status, refused[0]?.json.code]);
    admin = first.status === 200 ? admin : other;
    const { json } = await admin.call('GET', '/users?limit=100');
    const both = rowsOf(json).filter(({ id }) => ids.some((each) => each === id));
    expect(both.map(({ role }) => String(role)).toSorted()).toEqual(['admin', 'viewer']);
  });

  test('a list goes page by page, each user once', async () => {
    const seen: string[] = [];
    let next = '';
    do {
      const { json } = await admin.call('GET', `/users?limit=2${next}`);
      seen.push(...rowsOf(json).map(({ email }) => String(email)));
      next = json.next ? `&cursor=${json.next}` : '';
    } while (next !== '');
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen).toContain('root@example.com');
    expect((await admin.call('GET', '/users?cursor=%25')).json).toMatchObject({
      code: 'INVALID_PARAMETER',
      parameter: 'cursor',
    });
  });

  test('a reset ends sessions and gives another one-time password', async () => {
    const id = await makeUser(centre, { email: 'forgot@example.com', role: 'viewer' });
    const person = await comeIn('forgot@example.com', PASSWORD);
    const { json } = await admin.call('POST', `/users/${id}/reset`, { body: {} });
    expect((await person.call('GET', '/session')).status).toBe(401);
    const again = await comeIn('forgot@example.com', String(json.one_time_password));
    expect((await again.call('GET', '/session')).json.stage).toBe('password');
  });
});

/** The audit log: complete, without secrets, and nobody rewrites it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type ApiClient, rowsOf } from './client.ts';
import { signedIn } from './people.ts';
import { makeKey, makeWorld, OTHER, SHOP, type World } from './world.ts';

let centre: TestCentre;
let world: World;
let admin: ApiClient;

beforeAll(async () => {
  centre = await startTestCentre();
  world = await makeWorld(centre);
  admin = world.admin;
});

afterAll(() => centre.stop());

const readLog = async (query = '') => rowsOf((await admin.call('GET', `/audit-log${query}`)).json);

test('a change is written down with who, what, before, after and from where', async () => {
  const id = world.things.user_id;
  await admin.call('PATCH', `/users/${id}`, { body: { role: 'finance', apps: [SHOP] } });
  const [line] = await readLog(`?subject_id=${id}&action=user.changed`);
  expect(line).toMatchObject({
    actor: { kind: 'user', name: 'root@example.com', address: '127.0.0.1' },
    subject: { kind: 'user', id },
    before: { role: 'viewer', apps: null },
    after: { role: 'finance', apps: [SHOP] },
  });
});

test('what is shown once is not written down', async () => {
  const body = { email: 'once@example.com', name: 'Once', role: 'viewer' };
  const { json } = await admin.call('POST', '/users', { body });
  const { key } = await makeKey(admin, SHOP, ['payments:view']);
  const { text } = await admin.call('GET', '/audit-log?limit=100');
  expect(text).toContain('once@example.com');
  for (const secret of [String(json.one_time_password), key, '$argon2id']) {
    expect(text).not.toContain(secret);
  }
});

test('a change that was refused leaves nothing in it', async () => {
  const body = { email: 'root@example.com', name: 'Root again', role: 'admin' };
  expect((await admin.call('POST', '/users', { body })).status).toBe(409);
  expect(JSON.stringify(await readLog('?limit=100'))).not.toContain('Root again');
});

test('filters narrow it, and pages go on where they ended', async () => {
  await makeKey(admin, OTHER, ['payments:view']);
  for (const line of await readLog(`?app_id=${OTHER}`)) expect(line.app_id).toBe(OTHER);
  expect(await readLog('?from=2099-01-01T00:00:00Z')).toEqual([]);
  const ids: string[] = [];
  let cursor = '';
  do {
    const { json } = await admin.call('GET', `/audit-log?limit=3${cursor}`);
    ids.push(...rowsOf(json).map(({ id }) => String(id)));
    cursor = json.next ? `&cursor=${json.next}` : '';
  } while (cursor !== '');
  expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
});

test('an admin of one app reads what is about it, and nothing else', async () => {
  await makeKey(admin, SHOP, ['payments:view']);
  const limited = await signedIn(centre, { email: 'limited@example.com', apps: [SHOP] });
  const lines = rowsOf((await limited.call('GET', '/audit-log')).json);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line.app_id).toBe(SHOP);
});

test('the database itself refuses to change or delete a line', async () => {
  const { db } = centre.running.centre;
  const tries = [
    sql`update audit_log set actor_name = 'nobody'`,
    sql`delete from audit_log`,
    sql`truncate audit_log`,
  ];
  for (const each of tries) await expect(each.execute(db)).rejects.toThrow('append-only');
});

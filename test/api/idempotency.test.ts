/** A POST that is sent twice with one key is done once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type ApiClient, rowsOf } from './client.ts';
import { signedIn } from './people.ts';

let centre: TestCentre;
let admin: ApiClient;

beforeAll(async () => {
  centre = await startTestCentre();
  admin = await signedIn(centre, { email: 'root@example.com' });
});

afterAll(() => centre.stop());

const db = () => centre.running.centre.db;

function create(email: string, key: string, client = admin) {
  const body = { email, name: 'Ada', role: 'viewer' };
  return client.call('POST', '/users', { body, headers: { 'idempotency-key': key } });
}

test('the same request gets the same answer, secrets in it included', async () => {
  const first = await create('a@example.com', 'one');
  const second = await create('a@example.com', 'one');
  expect(first.status).toBe(201);
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  const stored = await db().selectFrom('idempotency_keys').selectAll().execute();
  const secret = String(first.json.one_time_password);
  expect(stored.some((row) => row.answer_sealed?.includes(secret))).toBe(false);
});

test('a refusal is the same refusal the next time', async () => {
  await create('b@example.com', 'two');
  const refused = await create('b@example.com', 'three');
  expect(refused).toMatchObject({ status: 409, json: { code: 'USER_EXISTS' } });
  await db().deleteFrom('users').where('email', '=', 'b@example.com').execute();
  const again = await create('b@example.com', 'three');
  expect(again.text).toBe(refused.text);
  expect(again.headers.get('content-type')).toMatch('application/problem+json');
});

test('the same key for another request is refused, and does nothing', async () => {
  await create('c@example.com', 'four');
  const reused = await create('d@example.com', 'four');
  expect(reused).toMatchObject({ status: 422, json: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  const { json } = await admin.call('GET', '/users');
  expect(rowsOf(json).map(({ email }) => email)).not.toContain('d@example.com');
});

test('many at once do it once, and the others are told so', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => create('e@example.com', 'five')),
  );
  const done = answers.filter(({ status }) => status === 201);
  const others = answers.filter(({ status }) => status !== 201);
  expect(new Set(done.map(({ text }) => text)).size).toBe(1);
  expect(new Set(others.map(({ json }) => json.code))).toEqual(
    new Set(others.length > 0 ? ['IDEMPOTENCY_KEY_IN_USE'] : []),
  );
});

test('keys of one caller are not those of another', async () => {
  const other = await signedIn(centre, { email: 'other@example.com' });
  await create('f@example.com', 'six');
  const theirs = await create('g@example.com', 'six', other);
  expect(theirs.status).toBe(201);
});

test('what a process that died has begun can be begun again, as the same thing', async () => {
  await create('h@example.com', 'seven');
  const where = { key: 'seven' };
  const { made_id: madeId } = await db()
    .updateTable('idempotency_keys')
    .set({ status: null, answer_sealed: null, lease_until: new Date(Date.now() + 60_000) })
    .where('key', '=', where.key)
    .returning('made_id')
    .executeTakeFirstOrThrow();
  expect((await create('h@example.com', 'seven')).json.code).toBe('IDEMPOTENCY_KEY_IN_USE');
  await db().deleteFrom('users').where('id', '=', madeId).execute();
  await db()
    .updateTable('idempotency_keys')
    .set({ lease_until: new Date(Date.now() - 1) })
    .where('key', '=', where.key)
    .execute();
  expect((await create('h@example.com', 'seven')).json.user?.id).toBe(madeId);
});

test.each(['with space', 'x'.repeat(256)])('%j is no key', async (key) => {
  const refused = await create('i@example.com', key);
  expect(refused.json).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'Idempotency-Key' });
});

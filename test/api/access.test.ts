/** Every operation, looked at by everybody: each role, nobody, a machine, and a member of another app. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERMISSIONS, type Permission, ROLES, type Role } from '../../src/domain/access.ts';
import { type Access, API_PREFIX, isStream, type Operation } from '../../src/http/api/operation.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { BODIES } from './bodies.ts';
import { type ApiClient, ask } from './client.ts';
import { signedIn } from './people.ts';
import { makeKey, makeWorld, OTHER, SHOP, type World } from './world.ts';

let centre: TestCentre;
let world: World;
const byRole = new Map<Role, ApiClient>();

beforeAll(async () => {
  centre = await startTestCentre();
  world = await makeWorld(centre);
  for (const role of ROLES) {
    byRole.set(role, await signedIn(centre, { email: `${role}@example.com`, role }));
  }
});

afterAll(() => centre.stop());

const NAMED = OPERATIONS.map((operation) => [operation.operationId, operation] as const);

/** The address of an operation on the shop's own things. */
function pathOf({ path }: Operation): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const thing = world.things[name];
    if (thing === undefined) throw new Error(`test/api/world.ts has no ${name}.`);
    return encodeURIComponent(thing);
  });
}

/**
 * Knocks at the door of an operation: the status that the check of permissions leads to. Nothing happens
 * behind the door, because what is sent is no JSON; reading is all that is really done.
 */
async function knock(operation: Operation, headers: Record<string, string>): Promise<number> {
  const isReading = operation.method === 'GET';
  const response = await fetch(`${centre.url}${API_PREFIX}${pathOf(operation)}`, {
    method: operation.method,
    redirect: 'manual',
    headers: { ...headers, ...(isReading ? {} : { 'content-type': 'text/plain' }) },
    ...(isReading ? {} : { body: 'no JSON' }),
  });
  await response.body?.cancel();
  return response.status;
}

function asBrowser(client: ApiClient): Record<string, string> {
  return { cookie: client.cookie(), 'sec-fetch-site': 'same-origin', 'x-paycenter-csrf': '1' };
}

const SHUT = [401, 403];
const FOR_PERSONS: readonly Access[] = ['anyone', 'signing_in', 'person'];

describe.each(NAMED)('%s', (_, operation) => {
  const { access } = operation;
  const isPersonal = FOR_PERSONS.includes(access);

  test.each(ROLES)('as %s', async (role) => {
    const client = byRole.get(role);
    if (!client) throw new Error(`Nobody is ${role}.`);
    const mayDo =
      isPersonal || (PERMISSIONS[access as Permission].roles as readonly Role[]).includes(role);
    const status = await knock(operation, asBrowser(client));
    if (mayDo) expect(SHUT).not.toContain(status);
    else expect(status).toBe(403);
  });

  test('as nobody', async () => {
    const stranger = { 'sec-fetch-site': 'same-origin', 'x-paycenter-csrf': '1' };
    const status = await knock(operation, stranger);
    if (access === 'anyone') expect(SHUT).not.toContain(status);
    else expect(status).toBe(401);
  });

  test('as a server whose key has no scope for it', async () => {
    const other: Permission = access === 'ledger:view' ? 'payments:view' : 'ledger:view';
    const { key } = await makeKey(world.admin, SHOP, [other]);
    const status = await knock(operation, { authorization: `Bearer ${key}` });
    if (access === 'anyone') expect(SHUT).not.toContain(status);
    else expect(status).toBe(403);
  });

  test('as an admin of another app, for whom the shop is not there', async () => {
    if (isPersonal && !operation.params) return;
    const email = `${operation.operationId.toLowerCase()}@other.example`;
    const client = await signedIn(centre, { email, apps: [OTHER] });
    const body = operation.body && bodyOf(operation);
    for (const query of queriesOf(operation)) await lookFromOutside(operation, client, query, body);
  });
});

async function lookFromOutside(
  operation: Operation,
  client: ApiClient,
  query: string,
  body: unknown,
): Promise<void> {
  const path = pathOf(operation) + query;
  const answer = await client.call(operation.method, path, body ? { body } : {});
  const namesShop = path !== operation.path || JSON.stringify(body ?? '').includes(SHOP);
  if (namesShop) expect([403, 404]).toContain(answer.status);
  else expect([200, 403]).toContain(answer.status);
  for (const [name, thing] of Object.entries(world.things)) {
    if (answer.status === 200) expect(answer.text, name).not.toContain(`"${thing}"`);
  }
}

/** Without a word, and by the name of the shop, where the operation can be asked so; a stream never ends. */
function queriesOf({ query, response }: Operation): readonly string[] {
  const { properties = {}, required = [] } = (query ?? {}) as {
    properties?: Readonly<Record<string, unknown>>;
    required?: readonly string[];
  };
  const named = Object.hasOwn(properties, 'app_id') ? [`?app_id=${SHOP}`] : [];
  const endless = isStream(response) && response.contentType === 'text/event-stream';
  return required.includes('app_id') || endless ? named : ['', ...named];
}

function bodyOf({ operationId }: Operation): unknown {
  const body = BODIES[operationId];
  if (body === undefined) throw new Error(`test/api/bodies.ts has no body for ${operationId}.`);
  return body;
}

describe('a key', () => {
  test('is good for its scopes, in its app, until it is revoked or its time is over', async () => {
    const { key, id } = await makeKey(world.admin, SHOP, ['payments:view']);
    const headers = { authorization: `Bearer ${key}` };
    expect((await ask(centre.url, 'GET', '/users', { headers })).json.code).toBe('NOT_ALLOWED');
    await world.admin.call('DELETE', `/api-keys/${id}`);
    const revoked = await ask(centre.url, 'GET', '/users', { headers });
    expect(revoked).toMatchObject({ status: 401, json: { code: 'NOT_SIGNED_IN' } });
    const second = await makeKey(world.admin, SHOP, ['payments:view']);
    await centre.running.centre.db
      .updateTable('api_keys')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('id', '=', second.id)
      .execute();
    const expired = { authorization: `Bearer ${second.key}` };
    expect((await ask(centre.url, 'GET', '/users', { headers: expired })).status).toBe(401);
  });

  test('is kept as a digest alone', async () => {
    const { key } = await makeKey(world.admin, SHOP, ['payments:view']);
    const rows = await centre.running.centre.db.selectFrom('api_keys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(key);
    expect((await world.admin.call('GET', '/api-keys')).text).not.toContain(key);
  });

  test.each([
    ['users:manage', 'INVALID_PARAMETER'],
    ['everything', 'INVALID_PARAMETER'],
  ])('cannot be given %s', async (scope, code) => {
    const body = { app_id: SHOP, name: 'Greedy', scopes: [scope] };
    expect((await world.admin.call('POST', '/api-keys', { body })).json.code).toBe(code);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSessionsOf } from '../store/sessions.ts';
import { openTestDatabase } from '../store/store.test-support.ts';
import { changeUser, createUser, readRole, setPassword, userNamed } from './manage-users.ts';
import { signIn } from './sign-in.ts';

const CLI = { kind: 'cli', id: null, name: 'a test', address: null } as const;
const SEAT = { address: '127.0.0.1', userAgent: 'a test' };
const KEEP = { forgetSecondFactor: false };
const GOOD = 'correct horse battery staple';

let own: Awaited<ReturnType<typeof openTestDatabase>>;
let made = 0;
beforeAll(async () => {
  own = await openTestDatabase();
});
afterAll(() => own.close());

function person(change: object = {}) {
  made += 1;
  const email = `person-${made}@example.com`;
  return { email, name: 'Ada', role: 'viewer', apps: null, ...change } as const;
}

const comeIn = (email: string, password: string) =>
  signIn(own, { email, password }, SEAT, undefined);

describe('a password set at the command line', () => {
  test('is the one that counts, and ends every session', async () => {
    const { user, oneTimePassword } = await createUser(own, person(), CLI);
    await setPassword(own, user, GOOD, KEEP, CLI);
    const before = comeIn(user.email, oneTimePassword);
    await expect(before).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    expect((await comeIn(user.email, GOOD)).session.stage).toBe('open');
    expect(await readSessionsOf(own.db, user.id)).toHaveLength(1);
    await setPassword(own, user, `${GOOD} too`, KEEP, CLI);
    expect(await readSessionsOf(own.db, user.id)).toEqual([]);
  });

  test.each(['', 'too short', 'x'.repeat(2_000)])('is not %j', async (password) => {
    const { user, oneTimePassword } = await createUser(own, person(), CLI);
    await expect(setPassword(own, user, password, KEEP, CLI)).rejects.toMatchObject({
      ...{ code: 'INVALID_PARAMETER', parameter: 'password' },
    });
    expect((await comeIn(user.email, oneTimePassword)).session.stage).toBe('password');
  });
});

describe('a user', () => {
  test('is known by an address in small letters, however it was written', async () => {
    const { user } = await createUser(
      own,
      person({ email: ' Grace@Example.COM', name: ' G ' }),
      CLI,
    );
    expect(user).toMatchObject({ email: 'grace@example.com', name: 'G' });
    expect((await userNamed(own.db, 'grace@example.com')).id).toBe(user.id);
    await expect(userNamed(own.db, 'nobody@example.com')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.each([
    ['email', { email: 'nobody' }],
    ['email', { email: `${'a'.repeat(250)}@example.com` }],
    ['name', { name: ' ' }],
    ['name', { name: 'a\nb' }],
    ['name', { name: 'a'.repeat(101) }],
  ])('is not made with a wrong %s: %j', async (parameter, change) => {
    const refusal = { code: 'INVALID_PARAMETER', parameter };
    await expect(createUser(own, person(change), CLI)).rejects.toMatchObject(refusal);
  });

  test('does not take an address that another has', async () => {
    const { user: first } = await createUser(own, person(), CLI);
    const { user: second } = await createUser(own, person(), CLI);
    const taken = { code: 'USER_EXISTS', parameter: 'email' };
    const again = createUser(own, person({ email: first.email }), CLI);
    await expect(again).rejects.toMatchObject(taken);
    const change = changeUser(own, second.id, { email: first.email }, CLI);
    await expect(change).rejects.toMatchObject(taken);
  });

  test('is limited to apps that exist only', async () => {
    const nowhere = createUser(own, person({ apps: ['nowhere'] }), CLI);
    await expect(nowhere).rejects.toMatchObject({ code: 'UNKNOWN_APP' });
  });

  test('has one of the roles that there are', () => {
    expect(readRole('finance')).toBe('finance');
    expect(() => readRole('king')).toThrow('role must be one of admin, operator');
  });
});

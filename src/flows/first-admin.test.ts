import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createSealer } from '../sealing.ts';
import { openTestDatabase } from '../store/store.test-support.ts';
import { createUser, FIRST_ADMIN, makeFirstAdmin, renewFirstAdmin } from './manage-users.ts';
import { choosePassword } from './own-password.ts';
import { signIn } from './sign-in.ts';

const seat = { address: '127.0.0.1', userAgent: 'a test' };
const system = { kind: 'system', id: null, name: 'a test', address: null } as const;

async function emptyCentre() {
  const { db, close } = await openTestDatabase();
  onTestFinished(close);
  return { db, sealer: createSealer([randomBytes(32)]) };
}

const comeIn = (centre: Awaited<ReturnType<typeof emptyCentre>>, password = '') =>
  signIn(centre, { email: FIRST_ADMIN, password }, seat, undefined);

test('a new centre gets one admin, however many processes start it', async () => {
  const centre = await emptyCentre();
  const made = await Promise.all(Array.from({ length: 5 }, () => makeFirstAdmin(centre)));
  const passwords = made.filter((each) => each !== undefined);
  expect(passwords).toHaveLength(1);
  expect((await comeIn(centre, passwords[0])).session).toMatchObject({
    ...{ stage: 'password', user: { role: 'admin', apps: null } },
  });
  expect(await makeFirstAdmin(centre)).toBeUndefined();
});

test('a centre that has users gets none', async () => {
  const centre = await emptyCentre();
  const person = { email: 'ada@example.com', name: 'Ada', role: 'viewer', apps: null } as const;
  await createUser(centre, person, system);
  expect(await makeFirstAdmin(centre)).toBeUndefined();
  expect(await renewFirstAdmin(centre)).toBeUndefined();
});

test('a password that nobody has used can be made anew; the one before ends', async () => {
  const centre = await emptyCentre();
  const first = await makeFirstAdmin(centre);
  const second = await renewFirstAdmin(centre);
  await expect(comeIn(centre, first)).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
  const { session } = await comeIn(centre, second);
  const next = 'correct horse battery staple';
  await choosePassword(centre, session, { current: undefined, next }, seat);
  expect(await renewFirstAdmin(centre)).toBeUndefined();
  expect((await comeIn(centre, next)).session.stage).toBe('open');
});

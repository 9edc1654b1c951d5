import { expect, test } from 'vitest';
import { hashPassword, isPassword, newOneTimePassword, passwordFault } from './password.ts';

const EMAIL = 'ada@example.com';

test('a password is right, and nothing near it is', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword(hash, 'correct horse battery')).toBe(true);
  for (const wrong of ['correct horse batterY', 'correct horse battery ', '']) {
    expect(await isPassword(hash, wrong)).toBe(false);
  }
  expect(await isPassword(null, '')).toBe(false);
});

test('two keyboards that write one character in two ways write one password', async () => {
  const hash = await hashPassword('caf\u00e9 au lait, please');
  expect(await isPassword(hash, 'cafe\u0301 au lait, please')).toBe(true);
});

test('hashes of one password differ', async () => {
  expect(await hashPassword('the same')).not.toBe(await hashPassword('the same'));
});

test.each([
  ['fourteen chars', 'at least 15 characters'],
  ['éééééééééééééé', 'at least 15 characters'],
  ['abababababababab', 'too few characters'],
  [`${EMAIL} and more`, 'e-mail address'],
  ['x'.repeat(257), 'at most 256'],
])('nobody may choose %j', (password, why) => {
  expect(passwordFault(password, EMAIL)).toContain(why);
});

test.each(['correct horse battery', '他山之石可以攻玉他山之石可以攻玉', 'A1b2C3d4E5f6G7h8'])(
  'somebody may choose %j',
  (password) => {
    expect(passwordFault(password, EMAIL)).toBeUndefined();
  },
);

test('one-time passwords can be read aloud, and none comes twice', () => {
  const made = Array.from({ length: 200 }, newOneTimePassword);
  for (const each of made) expect(each).toMatch(/^([2-9a-hjkmnp-z]{5}-){3}[2-9a-hjkmnp-z]{5}$/);
  expect(new Set(made).size).toBe(made.length);
});

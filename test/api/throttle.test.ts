/** Guessing passwords: it soon takes long, for accounts that exist and for those that do not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type ApiAnswer, browser } from './client.ts';
import { makeUser, PASSWORD } from './people.ts';

let centre: TestCentre;
let addressNumber = 0;

beforeAll(async () => {
  centre = await startTestCentre({ environment: { PAYCENTER_TRUST_PROXY: '127.0.0.1' } });
});

afterAll(() => centre.stop());

function signIn(email: string, password: string, address: string): Promise<ApiAnswer> {
  const headers = { 'x-forwarded-for': address };
  return browser(centre.url).call('POST', '/session', { body: { email, password }, headers });
}

const newAddress = () => `203.0.113.${++addressNumber}`;

/** From many addresses at once, as those who guess do it. */
function guess(email: string, times: number): Promise<readonly ApiAnswer[]> {
  return Promise.all(Array.from({ length: times }, () => signIn(email, 'wrong', newAddress())));
}

const codes = (answers: readonly ApiAnswer[]) => answers.map(({ json }) => json.code).toSorted();

const FIVE_THEN_NONE = [
  ...Array.from({ length: 3 }, () => 'TOO_MANY_ATTEMPTS'),
  ...Array.from({ length: 5 }, () => 'WRONG_CREDENTIALS'),
];

test('an account is guessed at five times, however many try at once, known or not', async () => {
  await makeUser(centre, { email: 'known@example.com' });
  expect(codes(await guess('known@example.com', 8))).toEqual(FIVE_THEN_NONE);
  expect(codes(await guess('unknown@example.com', 8))).toEqual(FIVE_THEN_NONE);
});

test('then even the right password waits, and is told how long', async () => {
  await makeUser(centre, { email: 'waits@example.com' });
  await guess('waits@example.com', 5);
  const right = await signIn('waits@example.com', PASSWORD, newAddress());
  expect(right).toMatchObject({ status: 429, json: { code: 'TOO_MANY_ATTEMPTS' } });
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
  await centre.running.centre.db
    .updateTable('sign_in_attempts')
    .set({ attempted_at: new Date(Date.now() - 60_000) })
    .execute();
  expect((await signIn('waits@example.com', PASSWORD, newAddress())).status).toBe(201);
  expect(codes(await guess('waits@example.com', 8))).toEqual(FIVE_THEN_NONE);
});

test('an address that tries many accounts waits too, an IPv6 network as one', async () => {
  const tries = Array.from({ length: 21 }, (_, at) =>
    signIn(`${at}@example.com`, 'wrong', `2001:db8:1:2::${at + 1}`),
  );
  expect(codes(await Promise.all(tries))[0]).toBe('TOO_MANY_ATTEMPTS');
  const elsewhere = await signIn('0@example.com', 'wrong', '2001:db8:1:3::1');
  expect(elsewhere.json.code).toBe('WRONG_CREDENTIALS');
});

test('signing in rightly makes nobody wait, however often', async () => {
  await makeUser(centre, { email: 'often@example.com' });
  const address = newAddress();
  for (let times = 0; times < 25; times += 1) {
    expect((await signIn('often@example.com', PASSWORD, address)).status).toBe(201);
  }
});

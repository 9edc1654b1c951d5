/** People who may use the console, from the command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browser } from '../api/client.ts';
import { makeUser } from '../api/people.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type Environment, paycenter, paycenterJson } from './paycenter.ts';

let centre: TestCentre;
let environment: Environment;

beforeAll(async () => {
  centre = await startTestCentre();
  environment = centre.environment;
});

afterAll(() => centre.stop());

const run = (...argv: string[]) => paycenter(environment, ...argv);
const json = (...argv: string[]) => paycenterJson(environment, ...argv);

async function stageWith(email: string, password: unknown): Promise<unknown> {
  const body = { email, password };
  const { json: answer } = await browser(centre.url).call('POST', '/session', { body });
  return answer.stage ?? answer.code;
}

test('a user is made, comes in with the one-time password, and is listed', async () => {
  const made = await json(
    'user',
    'create',
    'Ada@example.com',
    '--name',
    'Ada',
    '--role',
    'finance',
  );
  expect(made).toMatchObject({
    ...{ email: 'ada@example.com', name: 'Ada', role: 'finance', apps: null, state: 'invited' },
  });
  expect(await stageWith('ada@example.com', made.one_time_password)).toBe('password');
  const { users } = await json('user', 'list');
  expect(users).toMatchObject([{ email: 'ada@example.com', role: 'finance' }]);
  expect(JSON.stringify(users)).not.toMatch(/argon2|password/);
});

test('a password that is lost is given anew', async () => {
  await makeUser(centre, { email: 'bob@example.com' });
  const { one_time_password } = await json('user', 'set-password', 'bob@example.com');
  expect(await stageWith('bob@example.com', one_time_password)).toBe('password');
});

test('a password that somebody has chosen comes on standard input', async () => {
  await makeUser(centre, { email: 'eve@example.com' });
  const chosen = 'a password that eve has chosen';
  const setting = ['user', 'set-password', 'eve@example.com', '--stdin'];
  expect(await withInput('too short\n', ...setting)).toBe(2);
  expect(await withInput(`${chosen}\n`, ...setting)).toBe(0);
  expect(await stageWith('eve@example.com', chosen)).toBe('open');
});

async function withInput(input: string, ...argv: string[]): Promise<number | null> {
  const bin = join(import.meta.dirname, '../../bin/paycenter.js');
  const child = spawn(process.execPath, [bin, ...argv], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(input);
  await once(child, 'close');
  return child.exitCode;
}

test('what cannot be done is one sentence that says what to do', async () => {
  await makeUser(centre, { email: 'there@example.com' });
  const cases = [
    [1, 'USER_EXISTS', 'create', 'there@example.com'],
    [2, 'email must be', 'create', 'nobody'],
    [2, 'role must be one of admin', 'create', 'x@example.com', '--role', 'king'],
    [1, 'no app coffee', 'create', 'x@example.com', '--app', 'coffee'],
    [1, 'user list', 'set-password', 'nobody@example.com'],
  ] as const;
  const ended = await Promise.all(cases.map(([, , ...argv]) => run('user', ...argv)));
  for (const [at, { exitCode, stdout, stderr }] of ended.entries()) {
    expect({ exitCode, stdout }).toEqual({ exitCode: cases[at]?.[0], stdout: '' });
    expect(stderr).toContain(cases[at]?.[1]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});

test('what is done at the command line stands in the audit log as done there', async () => {
  const { id } = await json('user', 'create', 'log@example.com');
  const lines = await centre.running.centre.db
    .selectFrom('audit_log')
    .select(['action', 'actor_kind', 'actor_name'])
    .where('subject_id', '=', String(id))
    .execute();
  expect(lines).toMatchObject([{ action: 'user.created', actor_kind: 'cli' }]);
  expect(lines[0]?.actor_name).toMatch(/.@./);
});

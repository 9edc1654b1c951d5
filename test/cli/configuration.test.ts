/** Setting up a shop from the command line. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createApp } from '../../src/flows/configure-app.ts';
import { openSealer } from '../../src/master-key.ts';
import type { Sealer } from '../../src/sealing.ts';
import { type Db, openDatabase } from '../../src/store/database.ts';
import { createTestDatabase, onDatabase, urlOf } from '../database.ts';
import { type Environment, paycenter, paycenterJson } from './paycenter.ts';

const CALLBACK = 'http://127.0.0.1:9/callback';
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let environment: Environment;
let db: Db;
let sealer: Sealer;

beforeAll(async () => {
  database = await createTestDatabase();
  environment = {
    DATABASE_URL: database.url,
    PAYCENTER_MASTER_KEY: randomBytes(32).toString('base64'),
    PAYCENTER_PUBLIC_URL: 'https://pay.example.com',
  };
  db = openDatabase({ url: database.url, connectionMax: 2, onError: () => undefined });
  sealer = await openSealer(readConfig(environment), db);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const run = (...argv: string[]) => paycenter(environment, ...argv);
const json = (...argv: string[]) => paycenterJson(environment, ...argv);

/** A refusal: nothing on stdout, one sentence on stderr, and no stack. */
async function refused(exitCode: number, ...argv: string[]): Promise<string> {
  const ended = await run(...argv);
  expect(ended).toMatchObject({ exitCode, stdout: '' });
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  return ended.stderr;
}

/** An app to work on, made without the command line. */
const newApp = (appId: string) =>
  createApp({ db, sealer }, { appId, name: 'Tea Shop', callbackUrl: CALLBACK });

test('an app is made, listed, shown and changed', async () => {
  const made = ['app', 'create', '--name', 'Tea Shop', '--callback-url', CALLBACK];
  expect(await json(...made, '--app-id', 'tea')).toEqual({
    app_id: 'tea',
    name: 'Tea Shop',
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    callback_url: CALLBACK,
    mode: 'test',
  });
  expect(await json('app', 'list')).toMatchObject({
    apps: [{ app_id: 'tea', name: 'Tea Shop', mode: 'test' }],
  });
  await json('app', 'set', 'tea', 'callback_delays=1,2', 'return_hosts=tea.example');
  const shown = await run('app', 'show', 'tea', '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject({
    callback_url: CALLBACK,
    callback_delays: [1, 2],
    return_hosts: ['tea.example'],
    frame_ancestors: "'self'",
  });
  expect(shown.stdout).not.toContain('whsec_');

  expect(await refused(1, ...made, '--app-id', 'tea')).toContain('APP_EXISTS');
});

test('rotating prints the new secret and until when the old one is valid', async () => {
  const { secret } = await newApp('rotating');
  const rotated = await json('app', 'rotate-secret', 'rotating');
  expect(rotated).toMatchObject({ app_id: 'rotating', secret: expect.stringMatching(/^whsec_/) });
  expect(rotated.secret).not.toBe(secret);
  expect(Date.parse(String(rotated.previous_valid_until))).toBeGreaterThan(Date.now());
});

test('activities come and go', async () => {
  await newApp('active');
  await json('activity', 'set', 'active', 'spring', 'https://tea.example/spring');
  expect(await json('app', 'show', 'active')).toMatchObject({
    activities: { spring: 'https://tea.example/spring' },
  });
  await json('activity', 'remove', 'active', 'spring');
  expect(await refused(1, 'activity', 'remove', 'active', 'spring')).toContain('UNKNOWN_ACTIVITY');
});

test('a channel is made by its first setting, and its notice address is printed', async () => {
  await newApp('channels');
  const made = await json('channel', 'set', 'channels', 'sandbox:paypal', 'simulate=paypal');
  expect(made).toEqual({
    app_id: 'channels',
    channel: 'sandbox',
    account: expect.stringMatching(/^acc_/),
    notice_url: `https://pay.example.com/channels/sandbox/${made.account}/notice`,
    enabled: true,
  });
  const again = await json('channel', 'set', 'channels', 'sandbox:paypal', 'display_name=PayPal');
  expect(again.account).toBe(made.account);

  const { channels } = await json('channel', 'list', 'channels');
  expect(channels).toMatchObject([
    {
      public_name: 'paypal',
      display_name: 'PayPal',
      settings: { simulate: 'paypal', notice_secret: 'set' },
    },
  ]);
  expect(await json('channel', 'disable', 'channels', 'paypal')).toMatchObject({ enabled: false });
  expect(await json('channel', 'enable', 'channels', 'sandbox')).toMatchObject({ enabled: true });
});

test('an app that takes play money does not go live', async () => {
  await newApp('live');
  await json('channel', 'set', 'live', 'sandbox');
  expect(await refused(1, 'app', 'set', 'live', 'mode=live')).toContain('TEST_CHANNEL_IN_LIVE_APP');
  await json('channel', 'disable', 'live', 'sandbox');
  expect(await json('app', 'set', 'live', 'mode=live')).toMatchObject({ mode: 'live' });
  expect(await refused(1, 'channel', 'enable', 'live', 'sandbox')).toContain(
    'TEST_CHANNEL_IN_LIVE_APP',
  );
});

describe('wrong usage ends with 2', () => {
  test.each([
    ['a setting that does not exist', ['app', 'set', 'tea', 'colour=red'], 'colour'],
    [
      'a value that cannot be read',
      ['app', 'set', 'tea', 'callback_delays=soon'],
      'callback_delays',
    ],
    [
      'a channel setting that does not exist',
      ['channel', 'set', 'tea', 'sandbox', 'a=b'],
      'simulate',
    ],
    ['an argument without =', ['app', 'set', 'tea', 'mode'], 'key=value'],
    ['a file that is not there', ['channel', 'set', 'tea', 'sandbox', 'label=@/no'], 'ENOENT'],
  ])('%s', async (_, argv, said) => {
    expect(await refused(2, ...argv)).toContain(said);
  });

  test.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['app', 'list', '--colour']],
    ['a missing argument', ['app', 'set']],
    ['a missing option', ['app', 'create', '--name', 'T']],
    ['one argument too many', ['app', 'show', 'tea', 'pot']],
    ['no command', []],
  ])('%s', async (_, argv) => {
    const ended = await run(...argv);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain('--help');
  });
});

test('an app or channel that does not exist is refused with 1', async () => {
  expect(await refused(1, 'app', 'show', 'nobody')).toContain('UNKNOWN_APP');
  expect(await refused(1, 'payment', 'list', '--app', 'nobody')).toContain('UNKNOWN_APP');
  await newApp('channelless');
  expect(await refused(1, 'channel', 'set', 'channelless', 'paypale')).toContain('UNKNOWN_CHANNEL');
});

test('help is no failure', async () => {
  expect(await run('channel', 'set', '--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Example:\n  paycenter channel set'),
    stderr: '',
  });
});

describe('the surroundings', () => {
  test('a wrong variable is named', async () => {
    const ended = await paycenter({ ...environment, PAYCENTER_PORT: 'http' }, 'app', 'list');
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('PAYCENTER_PORT');
  });

  test('another master key than the one that sealed is refused', async () => {
    await newApp('sealed');
    const other = { ...environment, PAYCENTER_MASTER_KEY: randomBytes(32).toString('base64') };
    const ended = await paycenter(other, 'app', 'show', 'sealed');
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^PAYCENTER_MASTER_KEY is not the key/);

    const both = `${other.PAYCENTER_MASTER_KEY},${environment.PAYCENTER_MASTER_KEY}`;
    const rotating = { ...environment, PAYCENTER_MASTER_KEY: both };
    expect((await paycenter(rotating, 'app', 'show', 'sealed')).exitCode).toBe(0);
  });

  test('a database that does not answer is a sentence', async () => {
    const nowhere = { ...environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' };
    const ended = await paycenter(nowhere, 'app', 'list');
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^The database cannot be reached .*DATABASE_URL.*\n$/);
  });

  test('on an empty database the first command makes the tables; one that is behind is left alone', async () => {
    const server = inject('postgresUrl');
    const name = `empty_${randomBytes(6).toString('hex')}`;
    await onDatabase(server, `create database ${name}`);
    const empty = { ...environment, DATABASE_URL: urlOf(server, name) };
    expect(await paycenterJson(empty, 'app', 'list')).toEqual({ apps: [] });
    expect(await paycenterJson(empty, 'migrate')).toEqual({ applied: [] });

    await onDatabase(empty.DATABASE_URL, `delete from kysely_migration where name <> '0001_core'`);
    const behind = await paycenter(empty, 'app', 'list');
    expect(behind).toMatchObject({ exitCode: 1, stdout: '' });
    expect(behind.stderr).toContain('paycenter migrate');
    await onDatabase(server, `drop database ${name} with (force)`);
  });

  test('the master key is rotated: both, then all sealed anew, then the new one alone', async () => {
    const { url, drop } = await createTestDatabase();
    const [oldKey, newKey] = [randomBytes(32), randomBytes(32)].map((key) =>
      key.toString('base64'),
    );
    const holding = (keys: string) => ({
      ...environment,
      DATABASE_URL: url,
      PAYCENTER_MASTER_KEY: keys,
    });
    const make = [
      'app',
      'create',
      '--name',
      'Shop',
      '--app-id',
      'shop',
      '--callback-url',
      CALLBACK,
    ];
    await paycenterJson(holding(`${oldKey}`), ...make);
    await paycenterJson(holding(`${oldKey}`), 'channel', 'set', 'shop', 'sandbox');
    const early = await paycenter(holding(`${newKey}`), 'channel', 'show', 'shop', 'sandbox');
    expect(early.stderr).toContain('is not the key that this database');

    const both = holding(`${newKey},${oldKey}`);
    const { checks } = JSON.parse((await paycenter(both, 'doctor', '--json')).stdout) as {
      checks: { check: string; todo: string }[];
    };
    expect(checks.find(({ check }) => check === 'master key')?.todo).toContain('paycenter reseal');
    expect(await paycenterJson(both, 'reseal')).toMatchObject({
      resealed: { 'apps.secret_sealed': 1, 'channel_accounts.secrets_sealed': 1 },
    });
    const shown = await paycenterJson(
      ...([holding(`${newKey}`), 'channel', 'show', 'shop', 'sandbox'] as const),
    );
    expect(shown).toMatchObject({ settings: { notice_secret: 'set' } });
    await drop();
  });

  test('the doctor says what is wrong and what to do', async () => {
    await newApp('patient');
    // Asked whether it answers: nobody does, and nobody outside is bothered.
    const clinic = { ...environment, PAYCENTER_PUBLIC_URL: 'http://127.0.0.1:9' };
    const ill = await paycenter(clinic, 'doctor', '--json');
    expect(ill.exitCode).toBe(1);
    const report = JSON.parse(ill.stdout) as { ok: boolean; checks: { check: string }[] };
    expect(report.ok).toBe(false);
    const found = (name: string) => report.checks.find(({ check }) => check.startsWith(name));
    for (const check of [
      'configuration',
      'database',
      'durability',
      'clock',
      'migrations',
      'master key',
    ]) {
      expect(found(check)).toMatchObject({ state: 'ok', todo: null });
    }
    expect(found('channels of patient')).toMatchObject({ state: 'warning' });
    expect(found('callbacks of patient')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('PAYCENTER_CALLBACK_NETWORKS'),
    });

    const allowed = { ...clinic, PAYCENTER_CALLBACK_NETWORKS: '127.0.0.0/8' };
    const well = await paycenter(allowed, 'doctor', '--json');
    const still = (JSON.parse(well.stdout) as typeof report).checks;
    expect(still.find(({ check }) => check.startsWith('callbacks of patient'))).toMatchObject({
      state: 'ok',
    });
  });
});

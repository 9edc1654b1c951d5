import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ChannelAccount } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { currency } from '../domain/payment.test-support.ts';
import { createSealer } from '../sealing.ts';
import { bumpConfiguration, keepMasterKeyCheck, listApps } from './apps.ts';
import { insertApp, putCallbackUrl, replaceSecret, saveAccount } from './configuration.ts';
import { type Db, openDatabase } from './database.ts';
import { openDirectory } from './directory.ts';
import { openTestDatabase } from './store.test-support.ts';

const sealer = createSealer([randomBytes(32)]);
let store: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

const USD = currency('USD');

function account(appId: string): ChannelAccount {
  return {
    id: newId(),
    appId,
    channel: 'till',
    publicName: 'till',
    displayName: 'The till',
    enabled: true,
    position: 1,
    test: true,
    limits: {
      minGross: [{ minor: 1n, currency: USD }],
      maxGross: [{ minor: 2n ** 60n, currency: USD }],
      currencies: [USD],
      countries: ['DE'],
    },
    settings: { drawer: '7', till_secret: 'open sesame' },
  };
}

/** Writes as another process would: on a connection of its own. */
async function change(work: Parameters<ReturnType<Db['transaction']>['execute']>[0]) {
  const other = openDatabase({ url: store.url, connectionMax: 1, onError: () => undefined });
  try {
    await other.transaction().execute(async (tx) => {
      await work(tx);
      await bumpConfiguration(tx);
    });
  } finally {
    await other.destroy();
  }
}

async function newApp(): Promise<string> {
  const id = newId();
  await change((tx) => insertApp(tx, sealer, { id, name: 'Shop', secret: 'whsec_first' }));
  return id;
}

function open() {
  const directory = openDirectory({ db: store.db, url: store.url, sealer });
  onTestFinished(() => directory.close());
  return directory;
}

describe('the directory', () => {
  test('reads an app with its secrets opened, its addresses and its accounts', async () => {
    const id = await newApp();
    const own = account(id);
    await change(async (tx) => {
      await putCallbackUrl(tx, id, '', 'https://shop.example.com/n');
      await putCallbackUrl(tx, id, 'spring', 'https://shop.example.com/spring');
      await saveAccount(tx, sealer, own, (key) => key === 'till_secret');
      const previousUntil = new Date(Date.now() + 86_400_000);
      await replaceSecret(tx, sealer, id, { secret: 'whsec_second', previousUntil });
    });
    const app = await open().app(id);
    expect(app?.secrets.map(({ printed }) => printed)).toEqual(['whsec_second', 'whsec_first']);
    expect(app?.callbackUrls.get('spring')).toBe('https://shop.example.com/spring');
    expect(app?.accounts).toEqual([own]);
  });

  test('keeps no secret of an account in the clear', async () => {
    const id = await newApp();
    await change((tx) => saveAccount(tx, sealer, account(id), (key) => key === 'till_secret'));
    const rows = await store.db.selectFrom('channel_accounts').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('open sesame');
  });

  test('finds an account with its app, and neither where there is none', async () => {
    const id = await newApp();
    const own = account(id);
    await change((tx) => saveAccount(tx, sealer, own, () => false));
    const directory = open();
    expect((await directory.account(own.id))?.app.id).toBe(id);
    expect(await directory.account(own.id)).toBeDefined();
    expect(await directory.account('nobody')).toBeUndefined();
    expect(await directory.app('nobody')).toBeUndefined();
  });

  test('sees what another process has changed', async () => {
    const id = await newApp();
    const directory = open();
    expect((await directory.app(id))?.callbackUrls.size).toBe(0);
    await change((tx) => putCallbackUrl(tx, id, '', 'https://shop.example.com/n'));
    await vi.waitFor(
      async () => expect((await directory.app(id))?.callbackUrls.size).toBe(1),
      10_000,
    );
  });

  test('and goes on seeing it after its connection was cut', async () => {
    const id = await newApp();
    const directory = open();
    await directory.app(id);
    await cutListeners();
    await change((tx) => putCallbackUrl(tx, id, '', 'https://shop.example.com/later'));
    await vi.waitFor(
      async () => expect((await directory.app(id))?.callbackUrls.size).toBe(1),
      10_000,
    );
  });
});

async function cutListeners(): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'paycenter listen' and datname = current_database()`.execute(store.db);
}

test('apps are listed by their ids', async () => {
  const ids = [await newApp(), await newApp()];
  const listed = (await listApps(store.db)).map(({ id }) => id);
  expect(listed.filter((id) => ids.includes(id))).toEqual(ids.toSorted());
});

test('the first check of the master key stays', async () => {
  expect(await keepMasterKeyCheck(store.db, Buffer.from('first'))).toEqual(Buffer.from('first'));
  expect(await keepMasterKeyCheck(store.db, Buffer.from('second'))).toEqual(Buffer.from('first'));
});

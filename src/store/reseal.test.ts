/** The master key is rotated to its end: afterwards the old one is not needed for anything. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  notify,
  opened,
  openTestCentre,
  paidNews,
  type TestCentre,
} from '../flows/centre.test-support.ts';
import { rotateSecret } from '../flows/configure-app.ts';
import { openSealer } from '../master-key.ts';
import { createSealer } from '../sealing.ts';
import { keepMasterKeyCheck, loadApp, MASTER_KEY_CHECK } from './apps.ts';
import { saveAccount } from './configuration.ts';
import { NOTICE_RAW } from './notices.ts';
import { holdsOldSeals, resealAll } from './reseal.ts';

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const SECRET = 'the till signs with this';
const before = createSealer([OLD]);
const rotating = createSealer([NEW, OLD]);
const after = createSealer([NEW]);

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre({ masterKey: OLD });
  await keepMasterKeyCheck(shop.centre.db, before.seal(MASTER_KEY_CHECK, MASTER_KEY_CHECK));
  for (let n = 0; n < 3; n += 1) await notify(shop, [paidNews(await opened(shop))]);
  await rotateSecret(shop.centre, 'shop');
});
afterAll(() => shop.close());

test('every column that holds sealed values is sealed anew', async () => {
  const { db } = shop.centre;
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'
      and (column_name like '%sealed' or column_name like '%key_check')`.execute(db);
  expect(Object.keys(await resealAll(db, before)).toSorted()).toEqual(
    rows.map(({ name }) => name).toSorted(),
  );
});

test('with the old key behind the new one, all is sealed anew, and the old one can be dropped', async () => {
  const { db } = shop.centre;
  expect(await holdsOldSeals(db, before)).toBe(false);
  expect(await holdsOldSeals(db, rotating)).toBe(true);
  await expect(loadApp(db, after, 'shop')).rejects.toThrow('No master key given opens');

  expect(await resealAll(db, rotating)).toEqual({
    'apps.secret_sealed': 1,
    'apps.previous_secret_sealed': 1,
    'channel_accounts.secrets_sealed': 2,
    'users.totp_secret_sealed': 0,
    'idempotency_keys.answer_sealed': 0,
    'notices.raw_sealed': 3,
    'configuration.master_key_check': 1,
  });

  expect(await holdsOldSeals(db, rotating)).toBe(false);
  const config = { dataDir: '/nowhere', databaseUrl: 'postgres://x', masterKeys: [NEW] };
  const sealer = await openSealer(config, db);
  const app = await loadApp(db, sealer, 'shop');
  expect(app?.secrets).toHaveLength(2);
  expect(app?.accounts.map(({ settings }) => settings.secret)).toEqual([SECRET, SECRET]);
  for (const row of await db.selectFrom('notices').select('raw_sealed').execute()) {
    const raw = row.raw_sealed && sealer.open(row.raw_sealed, NOTICE_RAW).toString();
    expect(raw).toContain('"kind":"paid"');
  }
  expect(Object.values(await resealAll(db, rotating))).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test('what an older process writes meanwhile still opens, and is found the next time', async () => {
  const { db } = shop.centre;
  await db.transaction().execute(async (tx) => {
    await saveAccount(tx, before, { ...shop.account, settings: { secret: 'changed' } }, () => true);
  });
  expect(await holdsOldSeals(db, rotating)).toBe(true);
  const { accounts } = (await loadApp(db, rotating, 'shop')) ?? { accounts: [] };
  expect(accounts.some(({ settings }) => settings.secret === 'changed')).toBe(true);
  expect(await resealAll(db, rotating)).toMatchObject({ 'channel_accounts.secrets_sealed': 1 });
});

test('without the key that opens them, nothing is changed', async () => {
  const { db } = shop.centre;
  const stranger = createSealer([randomBytes(32)]);
  await expect(resealAll(db, stranger)).rejects.toThrow('No master key given opens');
  expect(await holdsOldSeals(db, rotating)).toBe(false);
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../test/database.ts';
import { openSealer } from './master-key.ts';
import { type Db, openDatabase } from './store/database.ts';

let dataDir: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'paycenter-key-'));
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, connectionMax: 2, onError: () => undefined });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

const config = (masterKeys: readonly Buffer[] = []) => ({
  dataDir,
  masterKeys,
  databaseUrl: undefined,
});

test('a key is made at the first call, and is the same at the next', async () => {
  const sealed = (await openSealer(config(), db)).seal('secret', 'test');
  expect((await openSealer(config(), db)).open(sealed, 'test').toString()).toBe('secret');
  expect(readdirSync(dataDir)).toEqual(['master.key']);
});

test('many that begin at once end with one key', async () => {
  const begin = `
    const { workerData, parentPort } = require('node:worker_threads');
    (async () => {
      const { openSealer } = await import(workerData.masterKey);
      const { openDatabase } = await import(workerData.database);
      const db = openDatabase({ url: workerData.url, connectionMax: 1, onError: () => undefined });
      await db.selectFrom('configuration').selectAll().execute();
      const sealer = await openSealer({ dataDir: workerData.dataDir, masterKeys: [] }, db);
      await db.destroy();
      parentPort.postMessage(sealer.seal('secret', 'test'));
    })();`;
  const workerData = {
    masterKey: new URL('master-key.ts', import.meta.url).href,
    database: new URL('store/database.ts', import.meta.url).href,
    url: database.url,
    dataDir,
  };
  const sealed = await Promise.all(
    Array.from({ length: 4 }, () => {
      const worker = new Worker(begin, { eval: true, workerData });
      return new Promise<Uint8Array>((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
    }),
  );
  const sealer = await openSealer(config(), db);
  const opened = sealed.map((each) => sealer.open(Buffer.from(each), 'test').toString());
  expect(opened).toEqual(['secret', 'secret', 'secret', 'secret']);
  expect(readdirSync(dataDir)).toEqual(['master.key']);
});

test('a key that is lost, or not the one that sealed, is not replaced by another', async () => {
  await openSealer(config(), db);
  rmSync(join(dataDir, 'master.key'));
  await expect(openSealer(config(), db)).rejects.toThrow(/master\.key is missing.*backup/);
  expect(readdirSync(dataDir)).toEqual([]);

  writeFileSync(join(dataDir, 'master.key'), randomBytes(32).toString('base64'));
  await expect(openSealer(config(), db)).rejects.toThrow(/is not the key.*backup/);
});

test('a new key may be put before the one that sealed', async () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const sealed = (await openSealer(config([old]), db)).seal('secret', 'test');

  const rotating = await openSealer(config([fresh, old]), db);
  expect(rotating.open(sealed, 'test').toString()).toBe('secret');
  await expect(openSealer(config([fresh]), db)).rejects.toThrow(/^PAYCENTER_MASTER_KEY/);
});

import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { onDatabase, urlOf } from '../../test/database.ts';
import { openDatabase } from './database.ts';
import { migrate, migrateToLatest, pendingMigrations } from './migrate.ts';

/** A database in which nothing was ever done. */
async function emptyDatabase(): Promise<string> {
  const server = inject('postgresUrl');
  const name = `empty_${randomBytes(8).toString('hex')}`;
  await onDatabase(server, `create database ${name}`);
  onTestFinished(() => onDatabase(server, `drop database if exists ${name} with (force)`));
  return urlOf(server, name);
}

function open(url: string) {
  const db = openDatabase({ url, connectionMax: 2, onError: () => undefined });
  onTestFinished(() => db.destroy());
  return db;
}

test('an empty database is brought to the newest version, and a second time does no harm', async () => {
  const db = open(await emptyDatabase());
  const pending = await pendingMigrations(db);
  expect(pending[0]).toBe('0001_core');
  expect(await migrate(db)).toEqual(pending);
  expect(await pendingMigrations(db)).toEqual([]);
  expect(await migrate(db)).toEqual([]);
});

test('two processes at once migrate it once', async () => {
  const url = await emptyDatabase();
  await Promise.all([migrateToLatest(url), migrateToLatest(url), migrateToLatest(url)]);
  const { rows } = await sql`select from configuration`.execute(open(url));
  expect(rows).toHaveLength(1);
});

test('of a migration that fails nothing is kept', async () => {
  const db = open(await emptyDatabase());
  await sql`create table notices (in_the_way int)`.execute(db);
  await expect(migrate(db)).rejects.toThrow('nothing of it was kept');
  const { rows } = await sql<{ payments: string | null }>`
    select to_regclass('payments')::text as payments`.execute(db);
  expect(rows).toEqual([{ payments: null }]);
});

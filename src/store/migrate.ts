/** Applies migrations/: numbered, forward only, each in a transaction, one process at a time. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { type Db, openDatabase } from './database.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');

/** Brings the schema to the newest version; names of what was applied, in order. */
export async function migrate(db: Db): Promise<readonly string[]> {
  const { error, results } = await migrator(db).migrateToLatest();
  if (error) throw new Error('A migration failed; nothing of it was kept.', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

/** Names of the migrations that are in the code and not yet in the database. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const all = await migrator(db).getMigrations();
  return all.filter((each) => each.executedAt === undefined).map((each) => each.name);
}

/** The same on a database of its own, for those who hold no handle. */
export async function migrateToLatest(url: string): Promise<void> {
  const db = openDatabase({ url, connectionMax: 1, onError: () => undefined });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

function migrator(db: Db): Migrator {
  return new Migrator({ db, provider: { getMigrations: readMigrations } });
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const text = await readFile(join(FOLDER, file), 'utf8');
    const up: Migration['up'] = async (db) => {
      await db.executeQuery(CompiledQuery.raw(text));
    };
    return [file.replace(/\.sql$/, ''), { up }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

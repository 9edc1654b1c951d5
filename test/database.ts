import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The test run's PostgreSQL; its role may create databases. */
    postgresUrl: string;
  }
}

/** The migrated, empty database that every test database is copied from. */
export const TEMPLATE = 'paycenter_template';

/** A migrated database of one's own, for a test file; `drop` also ends connections left open. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onDatabase(server, `create database ${name} template ${TEMPLATE}`);
  return {
    url: urlOf(server, name),
    drop: () => dropDatabase(server, name),
  };
}

const TRIES_MAX = 50;
const PAUSE_MS = 100;

/** The server's own vacuum may be at work there, which cannot be ended by us, and is done in a moment. */
async function dropDatabase(server: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await onDatabase(server, `drop database if exists ${name} with (force)`);
    } catch (error) {
      const denied = error instanceof pg.DatabaseError && error.code === '42501';
      if (!denied || tries === TRIES_MAX) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

/** The address of another database on the same server. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function onDatabase(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './data-files.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';

const FILE = 'postgres.json';
export const HOST = '127.0.0.1';
export const DATABASE = 'paycenter';
export const USER = 'paycenter';

/** What it takes to reach the embedded server; the password outlives every restart. */
export interface Connection {
  readonly port: number;
  readonly password: string;
}

/**
 * The address of the server as `pg` and `psql` take it. TLS is switched off by name, so that a
 * PGSSLMODE meant for another server changes nothing here.
 */
export function connectionUrl({ port, password }: Connection): string {
  return `postgres://${USER}:${password}@${HOST}:${port}/${DATABASE}?sslmode=disable`;
}

/** Remembers the connection in `postgres.json` (0600); `pid` is null while no server runs. */
export function writeConnection(dataDir: string, connection: Connection, pid: number | null): void {
  const { port, password } = connection;
  const content = {
    url: connectionUrl(connection),
    host: HOST,
    port,
    database: DATABASE,
    user: USER,
    password,
    pid,
  };
  writePrivateFile(dataDir, FILE, `${JSON.stringify(content, null, 2)}\n`);
}

/** Reads `postgres.json` back; `undefined` when the data directory has none yet. */
export function readConnection(dataDir: string): Connection | undefined {
  const path = join(dataDir, FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(
      `${path} cannot be read (${(error as Error).message}): run as the user that owns it.`,
      { cause: error },
    );
  }
  const connection = parse(text);
  if (connection !== undefined) return connection;
  throw new EmbeddedPostgresError(
    `${path} is damaged, and with it the database password is lost: restore the file from a backup.`,
  );
}

function parse(text: string): Connection | undefined {
  try {
    const { port, password } = JSON.parse(text);
    const valid = Number.isInteger(port) && typeof password === 'string' && password !== '';
    return valid ? { port, password } : undefined;
  } catch {
    return undefined;
  }
}

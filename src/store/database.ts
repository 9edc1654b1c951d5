/** The door to PostgreSQL: one pool, one way of naming statements, one set of durability checks. */
import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
/** A handle inside a transaction: functions that lock demand this one. */
export type Tx = Transaction<Tables>;

const INT8 = 20;

export type OpenOptions = {
  readonly url: string;
  readonly connectionMax?: number;
  readonly onError: (error: Error) => void;
  /** For the batched statements of the hot path: see {@link BY_INDEX}. */
  readonly byIndex?: boolean;
};

/**
 * The hot statements look up a few rows by their keys, and their plans are kept. A plan made while a
 * table was still small, or before its first `analyze`, would read the whole table at every execution
 * for minutes: so these connections are told that there is no other way than the index.
 */
const BY_INDEX =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; ' +
  'set plan_cache_mode = force_generic_plan';

const STATEMENT_TIMEOUT_MS = 15_000;
/** A server that does not even say that a statement took too long is not there any more. */
const SILENCE_MS = STATEMENT_TIMEOUT_MS + 3_000;
/** A server that vanished, as in a failover, does not close its connections: idle ones find out by asking. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 5_000 } as const;

/** Opens a pool; nothing is connected until the first statement. */
export function openDatabase(options: OpenOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionMax ?? 12,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: SILENCE_MS,
    ...KEEP_ALIVE,
    application_name: 'paycenter',
    types: { getTypeParser },
  });
  // While it ends, its last connections may see the server end before them: no news to anybody.
  pool.on('error', (error) => {
    if (!pool.ending) options.onError(error);
  });
  // A prepared statement per text: batches are planned once and not at every execution.
  pool.on('connect', (client) => {
    // A connection that is lost in the middle of a statement fails that statement, which is how its
    // user hears of it. It also says so as an event, and one that nobody listens to ends the process.
    client.on('error', () => undefined);
    if (options.byIndex) client.query(BY_INDEX).catch(options.onError);
    prepareByText(client);
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

const FAREWELL_MS = 3_000;

/** Ends with a server that may be gone: one that does not answer the goodbye is not waited for. */
export async function partFrom(goodbye: Promise<unknown>): Promise<void> {
  await Promise.race([goodbye, setTimeout(FAREWELL_MS, undefined, { ref: false })]);
}

/** Closes the pool; statements under way end first. */
export function closeDatabase(db: Db): Promise<void> {
  return partFrom(db.destroy());
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8 && format !== 'binary') return BigInt;
  return pg.types.getTypeParser(oid, format as 'text');
}

const STATEMENT_NAMES_MAX = 500;
const statementNames = new Map<string, string>();

/** Names statements by their text, and ends a connection that does not answer. */
function prepareByText(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  Object.assign(client, {
    query(...given: unknown[]) {
      const [text, values] = given;
      const name =
        typeof text === 'string' && Array.isArray(values) && values.length > 0
          ? statementName(text)
          : undefined;
      const answer =
        name === undefined ? query(...given) : query({ name, text, values }, ...given.slice(2));
      if (answer instanceof Promise) answer.catch((error: unknown) => endIfSilent(client, error));
      return answer;
    },
  });
}

/** The pool would hand a connection out again on which an answer is still waited for. */
function endIfSilent(client: pg.ClientBase, error: unknown): void {
  const isSilent = error instanceof Error && error.message === 'Query read timeout';
  if (isSilent && client instanceof pg.Client) void client.end();
}

/** Statements beyond the limit (filters in every combination) simply run unprepared. */
function statementName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known !== undefined) return known;
  if (statementNames.size >= STATEMENT_NAMES_MAX) return undefined;
  const name = `pc_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}

/**
 * Money is only taken on a server that keeps what it has confirmed. Throws a sentence that names the
 * setting when it does not.
 */
export async function assertDurable(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit')`.execute(db);
  for (const { name, setting } of rows) {
    const safe =
      name === 'synchronous_commit' ? !['off', 'local'].includes(setting) : setting === 'on';
    if (!safe) {
      throw new Error(
        `PostgreSQL runs with ${name} = ${setting}; a crash could lose payments. Set ${name} = on and start again.`,
      );
    }
  }
  const { rows: versions } = await sql<{ number: number }>`
    select current_setting('server_version_num')::int as number`.execute(db);
  if ((versions[0]?.number ?? 0) < 150_000) {
    throw new Error('PayCenter needs PostgreSQL 15 or newer; DATABASE_URL names an older one.');
  }
}

/** SQLSTATEs that callers decide on. */
export const SQLSTATE = {
  uniqueViolation: '23505',
  serializationFailure: '40001',
  deadlock: '40P01',
} as const;

/** The SQLSTATE and constraint of an error from the server, or undefined for any other error. */
export function databaseError(error: unknown): { code: string; constraint?: string } | undefined {
  return error instanceof pg.DatabaseError && error.code !== undefined
    ? { code: error.code, ...(error.constraint ? { constraint: error.constraint } : {}) }
    : undefined;
}

/**
 * SQLSTATEs of a server that is not there for us now: connections, resources, shutdown; and, while an
 * operator or a failover is at work, one that lets nobody in, or is still a standby.
 */
const UNAVAILABLE = /^(08|53|57P|28|3D000|55000|25006)/;
const UNREACHABLE =
  /ECONN(REFUSED|RESET|ABORTED)|EPIPE|E(HOST|NET)UNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|terminated|timeout|not queryable/i;

/** Whether an error means that the database was not there, or went away: worth another try later. */
export function isUnavailable(error: unknown): boolean {
  const state = databaseError(error)?.code;
  if (state !== undefined) return UNAVAILABLE.test(state);
  if (!(error instanceof Error)) return false;
  // Of several addresses that were tried in vain only the code tells.
  const code = 'code' in error ? String(error.code) : '';
  return UNREACHABLE.test(`${code} ${error.message}`);
}

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { createTestDatabase, onDatabase } from '../../test/database.ts';
import {
  assertDurable,
  type Db,
  databaseError,
  isUnavailable,
  openDatabase,
  SQLSTATE,
} from './database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function open(options = ''): Db {
  const url = new URL(database.url);
  if (options !== '') url.searchParams.set('options', options);
  const db = openDatabase({ url: url.href, onError: () => undefined });
  onTestFinished(() => db.destroy());
  return db;
}

async function failureOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('money is taken only on a database', () => {
  test('that keeps what it has confirmed', async () => {
    await assertDurable(open());
    await assertDurable(open('-c synchronous_commit=remote_apply'));
  });

  test.each(['off', 'local'])('whose synchronous_commit is not %s', async (setting) => {
    await expect(assertDurable(open(`-c synchronous_commit=${setting}`))).rejects.toThrow(
      `synchronous_commit = ${setting}`,
    );
  });
});

test('amounts beyond the exact floats are read as they are', async () => {
  const { rows } = await sql<{ sum: bigint }>`select 9223372036854775807::bigint as sum`.execute(
    open(),
  );
  expect(rows[0]?.sum).toBe(2n ** 63n - 1n);
});

test('a statement is prepared once per connection and goes on working when it is repeated', async () => {
  const db = open();
  await db.connection().execute(async (one) => {
    for (const n of [1, 2, 3]) {
      const { rows } = await sql<{ n: number }>`select ${n}::int as n`.execute(one);
      expect(rows).toEqual([{ n }]);
    }
    const prepared = await sql`select from pg_prepared_statements where name like 'pc_%'`.execute(
      one,
    );
    expect(prepared.rows).toHaveLength(1);
  });
});

describe('an error says', () => {
  test('what the server refused, and by which constraint', async () => {
    const failure = await failureOf(
      sql`insert into configuration (only_row) values (true)`.execute(open()),
    );
    expect(databaseError(failure)).toEqual({
      code: SQLSTATE.uniqueViolation,
      constraint: 'configuration_pkey',
    });
    expect(isUnavailable(failure)).toBe(false);
    expect(databaseError(new Error('other'))).toBeUndefined();
  });

  test('that the database was not there', async () => {
    const url = new URL(inject('postgresUrl'));
    url.port = '1';
    const db = openDatabase({ url: url.href, onError: () => undefined });
    onTestFinished(() => db.destroy());
    expect(isUnavailable(await failureOf(sql`select 1`.execute(db)))).toBe(true);
  });

  test('that the connection was lost in the middle of a statement', async () => {
    const failure = await failureOf(
      sql`select pg_terminate_backend(pg_backend_pid())`.execute(open()),
    );
    expect(isUnavailable(failure)).toBe(true);
  });

  test('that a server lets nobody in, or is a standby', async () => {
    const closed = await createTestDatabase();
    const [server, name] = [inject('postgresUrl'), new URL(closed.url).pathname.slice(1)];
    await onDatabase(server, `alter database ${name} allow_connections false`);
    const db = openDatabase({ url: closed.url, onError: () => undefined });
    expect(isUnavailable(await failureOf(sql`select 1`.execute(db)))).toBe(true);
    await db.destroy();
    await closed.drop();
    const standby = open('-c default_transaction_read_only=on');
    expect(isUnavailable(await failureOf(sql`create table t ()`.execute(standby)))).toBe(true);
  });

  test('that none of several addresses could be reached', () => {
    const failure = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(isUnavailable(failure)).toBe(true);
  });

  test('nothing of the kind where there was none', () => {
    expect([isUnavailable(undefined), isUnavailable('ECONNREFUSED')]).toEqual([false, false]);
  });
});

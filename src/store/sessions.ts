/** Console sessions. The token is in the cookie alone; here is its digest. */
import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import { type User, userFromRow } from './users.ts';

/** What is still missing before a session may do anything; `open`: nothing. */
export type SessionStage = 'open' | 'totp' | 'password';

export type Session = {
  readonly id: string;
  readonly stage: SessionStage;
  readonly method: 'password' | 'oidc';
  readonly createdAt: Date;
  /** When it ends whatever happens. */
  readonly expiresAt: Date;
  readonly user: User;
};

export const IDLE_LIMIT_MS = 30 * 60 * 1_000;
/** `seen_at` is only moved when it is this old: looking around must not write all the time. */
const SEEN_EVERY_MS = 60 * 1_000;

export type NewSession = {
  readonly id: string;
  readonly tokenDigest: Buffer;
  readonly userId: string;
  readonly stage: SessionStage;
  readonly method: 'password' | 'oidc';
  readonly address: string;
  readonly userAgent: string;
  readonly expiresAt: Date;
};

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      token_hash: session.tokenDigest,
      user_id: session.userId,
      stage: session.stage,
      method: session.method,
      address: session.address,
      user_agent: session.userAgent,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** The living session of a token, with its user; undefined when it ended, or its user is disabled. */
export async function findSession(db: Db, tokenDigest: Buffer): Promise<Session | undefined> {
  const row = await db
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .selectAll('u')
    .select([
      's.id as session_id',
      's.stage',
      's.method',
      's.created_at as session_created_at',
      's.expires_at',
      's.seen_at',
    ])
    .where('s.token_hash', '=', tokenDigest)
    .where('u.disabled_at', 'is', null)
    .where(alive('s'))
    .executeTakeFirst();
  if (!row) return undefined;
  if (Date.now() - row.seen_at.getTime() > SEEN_EVERY_MS) await markSeen(db, row.session_id);
  return {
    id: row.session_id,
    stage: row.stage as SessionStage,
    method: row.method as Session['method'],
    createdAt: row.session_created_at,
    expiresAt: row.expires_at,
    user: userFromRow(row),
  };
}

/** Neither too old nor left alone for too long. */
export function alive(alias: string) {
  return sql<boolean>`${sql.ref(`${alias}.expires_at`)} > now() and
    ${sql.ref(`${alias}.seen_at`)} > now() - make_interval(secs => ${IDLE_LIMIT_MS / 1_000})`;
}

/** Those of the sessions that live; looking at them does not prolong them. */
export async function findLivingSessions(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .select('s.id')
    .where('s.id', 'in', [...ids])
    .where('u.disabled_at', 'is', null)
    .where(alive('s'))
    .execute();
  return new Set(rows.map((row) => row.id));
}

async function markSeen(db: Db, id: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ seen_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** False when there was none. */
export async function endSession(db: Db, id: string): Promise<boolean> {
  const row = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** The same for a session that must be of this user. */
export async function endSessionOf(tx: Tx, userId: string, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends the sessions of a user, except one. */
export async function endSessionsOf(tx: Tx, userId: string, except?: string): Promise<number> {
  let ending = tx.deleteFrom('sessions').where('user_id', '=', userId);
  if (except !== undefined) ending = ending.where('id', '!=', except);
  const { numDeletedRows } = await ending.executeTakeFirst();
  return Number(numDeletedRows);
}

/** Counts a code before it is looked at; how many it were by now. None: the session has ended. */
export async function countCode(db: Db, id: string): Promise<number | undefined> {
  const row = await db
    .updateTable('sessions')
    .set((session) => ({ codes_tried: session('codes_tried', '+', 1) }))
    .where('id', '=', id)
    .returning('codes_tried')
    .executeTakeFirst();
  return row?.codes_tried;
}

export type SessionLine = {
  readonly id: string;
  readonly address: string;
  readonly userAgent: string;
  readonly method: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
};

/** The living, whole sessions of a user, the newest first. */
export async function readSessionsOf(db: Db, userId: string): Promise<readonly SessionLine[]> {
  const rows = await db
    .selectFrom('sessions as s')
    .selectAll()
    .where('s.user_id', '=', userId)
    .where('s.stage', '=', 'open')
    .where(alive('s'))
    .orderBy('s.id', 'desc')
    .limit(SESSIONS_SHOWN_MAX)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    userAgent: row.user_agent,
    method: row.method,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
  }));
}

const SESSIONS_SHOWN_MAX = 100;

/** Forgets sessions that have ended by themselves. */
export async function forgetDeadSessions(db: Db): Promise<void> {
  await sql`delete from sessions s where not (${alive('s')})`.execute(db);
}

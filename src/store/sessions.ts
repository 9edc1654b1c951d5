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

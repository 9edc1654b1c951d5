/** Keys of merchants' servers and scripts: each for one app, with the scopes that it was given. */
import { type Selectable, sql } from 'kysely';
import type { Apps } from '../domain/access.ts';
import type { Db, Tx } from './database.ts';
import type { Tables } from './tables.ts';

export type KeyHolder = {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** The user who made it. */
  readonly creatorId: string;
};

/** `used_at` is only moved when it is this old. */
const USED_EVERY_MS = 60 * 1_000;

/** Whose key it is; undefined when there is none, it was revoked, or its time is over. */
export async function findKeyHolder(db: Db, keyDigest: Buffer): Promise<KeyHolder | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .select(['id', 'app_id', 'name', 'scopes', 'creator_id', 'used_at'])
    .where('secret_hash', '=', keyDigest)
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`(expires_at is null or expires_at > now())`)
    .executeTakeFirst();
  if (!row) return undefined;
  if (Date.now() - (row.used_at?.getTime() ?? 0) > USED_EVERY_MS) {
    await db
      .updateTable('api_keys')
      .set({ used_at: sql<Date>`now()` })
      .where('id', '=', row.id)
      .execute();
  }
  const { id, name, scopes } = row;
  return { id, appId: row.app_id, name, scopes, creatorId: row.creator_id };
}

export type ApiKey = {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  /** The beginning of the key. */
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly usedAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
};

export type NewApiKey = Pick<
  ApiKey,
  'id' | 'appId' | 'name' | 'hint' | 'scopes' | 'expiresAt' | 'createdBy'
> & { readonly keyDigest: Buffer; readonly creatorId: string };

/** Keeps a key. With an id that is there already, of a request that is repeated, the new secret counts. */
export async function insertApiKey(tx: Tx, key: NewApiKey): Promise<ApiKey> {
  const secret = { secret_hash: key.keyDigest, hint: key.hint };
  const row = await tx
    .insertInto('api_keys')
    .values({
      ...secret,
      id: key.id,
      app_id: key.appId,
      name: key.name,
      scopes: [...key.scopes],
      expires_at: key.expiresAt,
      revoked_at: null,
      used_at: null,
      created_by: key.createdBy,
      creator_id: key.creatorId,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(secret))
    .returningAll()
    .executeTakeFirstOrThrow();
  return keyFromRow(row);
}

/** The key, held until the transaction ends. */
export async function lockApiKey(tx: Tx, id: string): Promise<ApiKey | undefined> {
  const row = await tx
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && keyFromRow(row);
}

export async function markRevoked(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

export type KeyQuery = {
  readonly apps: Apps;
  readonly appId?: string;
  readonly after: string | undefined;
  readonly limit: number;
};

/** Keys of these apps, the newest first, from before the id `after`. */
export async function readApiKeys(db: Db, query: KeyQuery): Promise<readonly ApiKey[]> {
  const { apps, appId, after, limit } = query;
  let select = db.selectFrom('api_keys').selectAll().orderBy('id', 'desc').limit(limit);
  if (apps) select = select.where(sql<boolean>`app_id = any(${[...apps]}::text[])`);
  if (appId !== undefined) select = select.where('app_id', '=', appId);
  if (after !== undefined) select = select.where('id', '<', after);
  return (await select.execute()).map(keyFromRow);
}

function keyFromRow(row: Selectable<Tables['api_keys']>): ApiKey {
  return {
    id: row.id,
    appId: row.app_id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    usedAt: row.used_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

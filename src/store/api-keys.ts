/** Keys of merchants' servers and scripts: each for one app, with the scopes that it was given. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

export type KeyHolder = {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  readonly scopes: readonly string[];
};

/** `used_at` is only moved when it is this old. */
const USED_EVERY_MS = 60 * 1_000;

/** Whose key it is; undefined when there is none, it was revoked, or its time is over. */
export async function findKeyHolder(db: Db, keyDigest: Buffer): Promise<KeyHolder | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .select(['id', 'app_id', 'name', 'scopes', 'used_at'])
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
  return { id: row.id, appId: row.app_id, name: row.name, scopes: row.scopes };
}

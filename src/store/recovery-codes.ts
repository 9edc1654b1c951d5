/** Digests of recovery codes. */
import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/** Puts new codes in place of all that there were; none: there are none any more. */
export async function replaceRecoveryCodes(
  tx: Tx,
  userId: string,
  digests: readonly Buffer[],
): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  if (digests.length === 0) return;
  const rows = digests.map((digest) => ({ user_id: userId, code_hash: digest, used_at: null }));
  await tx.insertInto('recovery_codes').values(rows).execute();
}

/** Uses a code up. False when it is none, or was used before. */
export async function useRecoveryCode(tx: Tx, userId: string, digest: Buffer): Promise<boolean> {
  const row = await tx
    .updateTable('recovery_codes')
    .set({ used_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('code_hash', '=', digest)
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function countRecoveryCodes(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('recovery_codes')
    .select((each) => each.fn.countAll<bigint>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.left);
}

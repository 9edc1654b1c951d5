/** Requests that can safely be sent again: what was asked under a key, and what was answered. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Somebody who is still at work after that long has died. */
const LEASE_SECONDS = 120;

export type IdempotencyClaim =
  /** Ours to do; `madeId` is the same each time it is begun. */
  | { readonly kind: 'begin'; readonly madeId: string }
  | { readonly kind: 'answered'; readonly status: number; readonly answerSealed: Buffer }
  | { readonly kind: 'in_use' }
  | { readonly kind: 'other_request' };

/** Takes a key for one request, or says what became of it. */
export async function claimIdempotencyKey(
  db: Db,
  claim: {
    readonly caller: string;
    readonly key: string;
    readonly digest: Buffer;
    readonly madeId: string;
  },
): Promise<IdempotencyClaim> {
  const { caller, key, digest, madeId } = claim;
  // A lease that ran out belongs to a process that died: the same request may begin again.
  const { rows: taken } = await sql<{ made_id: string }>`
    insert into idempotency_keys as k (caller, key, digest, made_id, lease_until)
    values (${caller}, ${key}, ${digest}, ${madeId}, now() + make_interval(secs => ${LEASE_SECONDS}))
    on conflict (caller, key) do update set lease_until = excluded.lease_until
      where k.digest = excluded.digest and k.status is null
        and (k.lease_until is null or k.lease_until < now())
    returning made_id`.execute(db);
  const [mine] = taken;
  if (mine) return { kind: 'begin', madeId: mine.made_id };
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['digest', 'status', 'answer_sealed'])
    .where('caller', '=', caller)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row && !row.digest.equals(digest)) return { kind: 'other_request' };
  if (row?.status == null || row.answer_sealed === null) return { kind: 'in_use' };
  return { kind: 'answered', status: row.status, answerSealed: row.answer_sealed };
}

/** Keeps the answer for whoever sends the same request again. */
export async function keepAnswer(
  db: Db,
  caller: string,
  key: string,
  answer: { readonly status: number; readonly sealed: Buffer },
): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ status: answer.status, answer_sealed: answer.sealed, lease_until: null })
    .where('caller', '=', caller)
    .where('key', '=', key)
    .execute();
}

/** Nothing was decided: the same request may begin again, with the same id. */
export async function releaseIdempotencyKey(db: Db, caller: string, key: string): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ lease_until: null })
    .where('caller', '=', caller)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute();
}

/** Forgets keys older than that many hours. */
export async function forgetIdempotencyKeys(db: Db, hours: number): Promise<void> {
  await sql`delete from idempotency_keys
    where created_at < now() - make_interval(hours => ${hours}) and
      (lease_until is null or lease_until < now())`.execute(db);
}

/** Sealed values move on to the newest master key, so that an older one can be thrown away. */
import { sql } from 'kysely';
import type { Sealer } from '../sealing.ts';
import { ACCOUNT_SECRETS, APP_SECRET, MASTER_KEY_CHECK } from './apps.ts';
import type { Db } from './database.ts';
import { IDEMPOTENT_ANSWER } from './idempotency.ts';
import { NOTICE_RAW } from './notices.ts';
import { totpPurpose } from './users.ts';

type SealedColumn = {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  /** What the values are sealed for, all of them or the one of that key. */
  readonly purpose: string | ((key: string) => string);
};

/**
 * Every column that holds sealed values. The check comes last: as long as it is under the old key, no
 * process starts without that key.
 */
const SEALED: readonly SealedColumn[] = [
  { table: 'apps', key: 'id', column: 'secret_sealed', purpose: APP_SECRET },
  { table: 'apps', key: 'id', column: 'previous_secret_sealed', purpose: APP_SECRET },
  { table: 'channel_accounts', key: 'id', column: 'secrets_sealed', purpose: ACCOUNT_SECRETS },
  { table: 'users', key: 'id', column: 'totp_secret_sealed', purpose: totpPurpose },
  // Keys of different callers may be alike; a value that was thereby passed over ends within days.
  { table: 'idempotency_keys', key: 'key', column: 'answer_sealed', purpose: IDEMPOTENT_ANSWER },
  { table: 'notices', key: 'id', column: 'raw_sealed', purpose: NOTICE_RAW },
  {
    table: 'configuration',
    key: 'only_row',
    column: 'master_key_check',
    purpose: MASTER_KEY_CHECK,
  },
];

export type Resealed = Readonly<Record<string, number>>;

const PAGE = 500;

/**
 * Seals anew what is under another key than the newest; how many values of each column that were. What
 * somebody changes meanwhile is left as they wrote it. Can be broken off and begun again. Rejects, having
 * kept what it has done so far, when none of the keys opens a value.
 */
export async function resealAll(db: Db, sealer: Sealer): Promise<Resealed> {
  const done: Record<string, number> = {};
  for (const sealed of SEALED) {
    done[`${sealed.table}.${sealed.column}`] = await resealColumn(db, sealer, sealed);
  }
  return done;
}

async function resealColumn(db: Db, sealer: Sealer, sealed: SealedColumn): Promise<number> {
  let count = 0;
  for (let after: string | null = null; ; ) {
    const page = await findOld(db, sealer, sealed, after);
    await writeAnew(db, sealer, sealed, page);
    count += page.length;
    after = page.at(-1)?.key ?? null;
    if (page.length < PAGE) return count;
  }
}

type OldValue = { readonly key: string; readonly value: Buffer };

async function findOld(
  db: Db,
  { currentKeyId }: Sealer,
  { table, key, column }: SealedColumn,
  after: string | null,
): Promise<readonly OldValue[]> {
  const { rows } = await sql<OldValue>`
    select ${sql.ref(key)}::text as key, ${sql.ref(column)} as value from ${sql.table(table)}
    where ${sql.ref(column)} is not null
      and substring(${sql.ref(column)} from 1 for ${currentKeyId.length}::int) <> ${currentKeyId}
      and (${after}::text is null or ${sql.ref(key)}::text > ${after})
    order by ${sql.ref(key)} limit ${PAGE}`.execute(db);
  return rows;
}

async function writeAnew(
  db: Db,
  sealer: Sealer,
  { table, key, column, purpose }: SealedColumn,
  page: readonly OldValue[],
): Promise<void> {
  const fresh = page.map((each) => {
    const own = typeof purpose === 'string' ? purpose : purpose(each.key);
    return sealer.seal(sealer.open(each.value, own), own);
  });
  await sql`
    update ${sql.table(table)} t set ${sql.ref(column)} = x.fresh
    from unnest(${page.map((each) => each.key)}::text[], ${page.map((each) => each.value)}::bytea[],
      ${fresh}::bytea[]) as x(key, old, fresh)
    where t.${sql.ref(key)}::text = x.key and t.${sql.ref(column)} = x.old`.execute(db);
}

/**
 * Whether anything is still under an older key, as far as a quick look tells: of notices, which are many
 * and of which the oldest are sealed anew first, it is the oldest that is looked at.
 */
export async function holdsOldSeals(db: Db, { currentKeyId }: Sealer): Promise<boolean> {
  const { rows } = await sql<{ old: boolean }>`
    select exists (
      select from (
        select secret_sealed as value from apps
        union all select previous_secret_sealed from apps
        union all select secrets_sealed from channel_accounts
        union all select master_key_check from configuration
        union all (select raw_sealed from notices where raw_sealed is not null order by id limit 1)
      ) sealed
      where substring(value from 1 for ${currentKeyId.length}::int) <> ${currentKeyId}
    ) as old`.execute(db);
  return rows[0]?.old ?? false;
}

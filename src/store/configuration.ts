/** Changes of the configuration: apps, callback addresses, channel accounts. */
import { sql } from 'kysely';
import type { AppMode, AppSettings } from '../domain/app.ts';
import type { ChannelAccount } from '../domain/channel.ts';
import type { Sealer } from '../sealing.ts';
import { ACCOUNT_SECRETS, APP_SECRET, limitsToRow } from './apps.ts';
import type { Db, Tx } from './database.ts';

/** False when an app of this id exists. */
export async function insertApp(
  tx: Tx,
  sealer: Sealer,
  app: { id: string; name: string; secret: string },
): Promise<boolean> {
  const row = await tx
    .insertInto('apps')
    .values({
      id: app.id,
      name: app.name,
      mode: 'test',
      settings: '{}',
      secret_sealed: sealer.seal(app.secret, APP_SECRET),
      previous_secret_sealed: null,
      previous_secret_until: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export type LockedApp = {
  readonly name: string;
  readonly mode: AppMode;
  readonly settings: Partial<AppSettings>;
};

/**
 * The app, held until the transaction ends: whoever changes its mode or its accounts comes through
 * here, so what one of them checked cannot change under it.
 */
export async function lockApp(tx: Tx, appId: string): Promise<LockedApp | undefined> {
  const row = await tx
    .selectFrom('apps')
    .select(['name', 'mode', 'settings'])
    .where('id', '=', appId)
    .forUpdate()
    .executeTakeFirst();
  return row && { ...row, settings: row.settings as Partial<AppSettings> };
}

export async function updateApp(
  tx: Tx,
  appId: string,
  change: { name?: string; mode?: AppMode; settings: Partial<AppSettings> },
): Promise<void> {
  await tx
    .updateTable('apps')
    .set({
      settings: JSON.stringify(change.settings),
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.mode === undefined ? {} : { mode: change.mode }),
    })
    .where('id', '=', appId)
    .execute();
}

/** Puts a new secret in place; the one until now stays valid until the time given. */
export async function replaceSecret(
  tx: Tx,
  sealer: Sealer,
  appId: string,
  next: { secret: string; previousUntil: Date },
): Promise<void> {
  await tx
    .updateTable('apps')
    .set((row) => ({
      secret_sealed: sealer.seal(next.secret, APP_SECRET),
      previous_secret_sealed: row.ref('secret_sealed'),
      previous_secret_until: next.previousUntil,
    }))
    .where('id', '=', appId)
    .execute();
}

/** Registers or replaces the callback address of an activity; the empty one is the app's own. */
export async function putCallbackUrl(
  tx: Tx,
  appId: string,
  activityId: string,
  url: string,
): Promise<void> {
  await tx
    .insertInto('callback_urls')
    .values({ app_id: appId, activity_id: activityId, url })
    .onConflict((conflict) => conflict.columns(['app_id', 'activity_id']).doUpdateSet({ url }))
    .execute();
}

/** The address of an activity, to be told what it was before a change. */
export async function findCallbackUrl(
  tx: Tx,
  appId: string,
  activityId: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('callback_urls')
    .select('url')
    .where('app_id', '=', appId)
    .where('activity_id', '=', activityId)
    .executeTakeFirst();
  return row?.url;
}

/** The address that the activity had; undefined when it had none. */
export async function deleteCallbackUrl(
  tx: Tx,
  appId: string,
  activityId: string,
): Promise<string | undefined> {
  const row = await tx
    .deleteFrom('callback_urls')
    .where('app_id', '=', appId)
    .where('activity_id', '=', activityId)
    .returning('url')
    .executeTakeFirst();
  return row?.url;
}

/** Every address that callbacks are sent to. */
export async function listCallbackUrls(db: Db): Promise<readonly { appId: string; url: string }[]> {
  const rows = await db
    .selectFrom('callback_urls')
    .select(['app_id', 'url'])
    .orderBy('app_id')
    .orderBy('activity_id')
    .execute();
  return rows.map((row) => ({ appId: row.app_id, url: row.url }));
}

/** Public names of the app's enabled test accounts. */
export async function enabledTestAccounts(tx: Tx, appId: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('channel_accounts')
    .select('public_name')
    .where('app_id', '=', appId)
    .where('enabled', '=', true)
    .where('test', '=', true)
    .orderBy('public_name')
    .execute();
  return rows.map((row) => row.public_name);
}

/** Writes an account whole; `isSecret` tells which of its settings are sealed. */
export async function saveAccount(
  tx: Tx,
  sealer: Sealer,
  account: ChannelAccount,
  isSecret: (key: string) => boolean,
): Promise<void> {
  const entries = Object.entries(account.settings);
  const secrets = Object.fromEntries(entries.filter(([key]) => isSecret(key)));
  const open = Object.fromEntries(entries.filter(([key]) => !isSecret(key)));
  const columns = {
    public_name: account.publicName,
    display_name: account.displayName,
    enabled: account.enabled,
    position: account.position,
    test: account.test,
    limits: limitsToRow(account.limits),
    settings: JSON.stringify(open),
    secrets_sealed:
      Object.keys(secrets).length > 0
        ? sealer.seal(JSON.stringify(secrets), ACCOUNT_SECRETS)
        : null,
  };
  await tx
    .insertInto('channel_accounts')
    .values({ id: account.id, app_id: account.appId, channel: account.channel, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
}

/** The accounts of an app, in the order in which shoppers see them. */
export async function listPlaces(
  tx: Tx,
  appId: string,
): Promise<readonly { id: string; publicName: string }[]> {
  const rows = await tx
    .selectFrom('channel_accounts')
    .select(['id', 'public_name'])
    .where('app_id', '=', appId)
    .orderBy('position')
    .orderBy('created_at')
    .execute();
  return rows.map((row) => ({ id: row.id, publicName: row.public_name }));
}

/** Gives each account its place, from 0 on. */
export async function savePlaces(tx: Tx, appId: string, ids: readonly string[]): Promise<void> {
  await sql`
    update channel_accounts a set position = w.n - 1
    from unnest(${[...ids]}::text[]) with ordinality as w(id, n)
    where a.id = w.id and a.app_id = ${appId}`.execute(tx);
}

/** What proves a master key right; undefined while nothing was sealed in this database. */
export async function readMasterKeyCheck(db: Db): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('configuration')
    .select('master_key_check')
    .executeTakeFirstOrThrow();
  return row.master_key_check ?? undefined;
}

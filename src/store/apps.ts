/** Apps, their callback addresses and channel accounts: rows in, domain objects out. */
import { sql } from 'kysely';
import { type App, type AppSecret, type AppSettings, DEFAULT_APP_SETTINGS } from '../domain/app.ts';
import type { ChannelAccount, ChannelLimits } from '../domain/channel.ts';
import { money, parseCurrency } from '../domain/money.ts';
import type { Sealer } from '../sealing.ts';
import type { Db } from './database.ts';
import type { AppScope } from './list-query.ts';
import type { Tables } from './tables.ts';

type AppRow = {
  id: string;
  name: string;
  mode: 'test' | 'live';
  settings: Partial<AppSettings>;
  secret_sealed: Buffer;
  previous_secret_sealed: Buffer | null;
  previous_secret_until: Date | null;
};

export const APP_SECRET = 'app secret';
export const ACCOUNT_SECRETS = 'channel account secrets';
export const MASTER_KEY_CHECK = 'master key check';

/** Everything that requests need to know of one app; undefined when there is none of that id. */
export async function loadApp(db: Db, sealer: Sealer, appId: string): Promise<App | undefined> {
  const row = await db
    .selectFrom('apps')
    .select([
      'id',
      'name',
      'mode',
      'settings',
      'secret_sealed',
      'previous_secret_sealed',
      'previous_secret_until',
    ])
    .where('id', '=', appId)
    .executeTakeFirst();
  if (!row) return undefined;
  const urls = await db
    .selectFrom('callback_urls')
    .select(['activity_id', 'url'])
    .where('app_id', '=', appId)
    .execute();
  const accounts = await db
    .selectFrom('channel_accounts')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('position')
    .orderBy('created_at')
    .execute();
  return appFromRows(
    row as AppRow,
    urls,
    accounts.map((account) => accountFromRow(account, sealer)),
    sealer,
  );
}

function appFromRows(
  row: AppRow,
  urls: readonly { activity_id: string; url: string }[],
  accounts: readonly ChannelAccount[],
  sealer: Sealer,
): App {
  const open = (sealed: Buffer) => sealer.open(sealed, APP_SECRET).toString();
  const secrets: AppSecret[] = [{ printed: open(row.secret_sealed), validUntilMs: null }];
  const { previous_secret_sealed: previous, previous_secret_until: until } = row;
  if (previous && until) secrets.push({ printed: open(previous), validUntilMs: until.getTime() });
  return {
    id: row.id,
    name: row.name,
    mode: row.mode,
    settings: { ...DEFAULT_APP_SETTINGS, ...row.settings },
    secrets,
    callbackUrls: new Map(urls.map(({ activity_id, url }) => [activity_id, url])),
    accounts,
  };
}

type AccountRow = {
  [Column in keyof Tables['channel_accounts']]: unknown;
} & {
  id: string;
  app_id: string;
  channel: string;
  public_name: string;
  display_name: string | null;
  enabled: boolean;
  position: number;
  test: boolean;
  limits: Record<string, unknown>;
  settings: Record<string, string>;
  secrets_sealed: Buffer | null;
};

function accountFromRow(row: AccountRow, sealer: Sealer): ChannelAccount {
  const secrets = row.secrets_sealed
    ? (JSON.parse(sealer.open(row.secrets_sealed, ACCOUNT_SECRETS).toString()) as Record<
        string,
        string
      >)
    : {};
  return {
    id: row.id,
    appId: row.app_id,
    channel: row.channel,
    publicName: row.public_name,
    displayName: row.display_name,
    enabled: row.enabled,
    position: row.position,
    test: row.test,
    limits: limitsFromRow(row.limits),
    settings: { ...row.settings, ...secrets },
  };
}

type StoredLimits = {
  min?: Record<string, string>;
  max?: Record<string, string>;
  currencies?: string[];
  countries?: string[];
};

function limitsFromRow(stored: StoredLimits): ChannelLimits {
  return {
    minGross: moneyByCurrency(stored.min),
    maxGross: moneyByCurrency(stored.max),
    currencies: (stored.currencies ?? [])
      .map(parseCurrency)
      .filter((currency) => currency !== undefined),
    countries: stored.countries ?? [],
  };
}

function moneyByCurrency(stored: Record<string, string> = {}) {
  return Object.entries(stored).flatMap(([code, minor]) => {
    const currency = parseCurrency(code);
    return currency ? [money(BigInt(minor), currency)] : [];
  });
}

/** As the column `limits` keeps them. */
export function limitsToRow(limits: ChannelLimits): string {
  const stored: StoredLimits = {
    min: Object.fromEntries(limits.minGross.map((m) => [m.currency, m.minor.toString()])),
    max: Object.fromEntries(limits.maxGross.map((m) => [m.currency, m.minor.toString()])),
    currencies: [...limits.currencies],
    countries: [...limits.countries],
  };
  return JSON.stringify(stored);
}

/** The account and its app, for an address that names only the account. */
export async function findAccountApp(db: Db, accountId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('channel_accounts')
    .select('app_id')
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row?.app_id;
}

export async function listApps(db: Db) {
  return db.selectFrom('apps').select(['id', 'name', 'mode', 'created_at']).orderBy('id').execute();
}

export type AppListed = {
  readonly id: string;
  readonly name: string;
  readonly mode: 'test' | 'live';
  readonly website: string | null;
  readonly createdAt: Date;
  readonly channels: readonly {
    readonly channel: string;
    readonly public_name: string;
    readonly enabled: boolean;
    readonly test: boolean;
  }[];
};

/** Apps by their ids, after one of them, with what channels each has; no secret is opened. */
export async function readAppPage(
  db: Db,
  apps: AppScope,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly AppListed[]> {
  const seen = apps === null ? sql`true` : sql`a.id = any(${[...apps]}::text[])`;
  const { rows } = await sql<Omit<AppListed, 'createdAt'> & { created_at: Date }>`
    select a.id, a.name, a.mode, a.settings ->> 'website' as website, a.created_at,
      (select coalesce(jsonb_agg(jsonb_build_object('channel', c.channel, 'public_name', c.public_name,
          'enabled', c.enabled, 'test', c.test) order by c.position, c.created_at), '[]')
        from channel_accounts c where c.app_id = a.id) as channels
    from apps a where a.id > ${page.after} and ${seen} order by a.id limit ${page.limit}`.execute(
    db,
  );
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at }));
}

/** When an app was made; undefined when there is none. */
export async function findAppCreatedAt(db: Db, appId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('apps')
    .select('created_at')
    .where('id', '=', appId)
    .executeTakeFirst();
  return row?.created_at;
}

/**
 * Tells every process that the configuration has changed. Part of the transaction that changes it;
 * configuration changes are rare, so the notify does not stand in a hot transaction.
 */
export async function bumpConfiguration(db: Db): Promise<void> {
  await sql`with bumped as (
      update configuration set version = version + 1 returning version
    ) select pg_notify('paycenter_configuration', version::text) from bumped`.execute(db);
}

export async function readConfigurationVersion(db: Db): Promise<bigint> {
  const row = await db.selectFrom('configuration').select('version').executeTakeFirstOrThrow();
  return row.version;
}

/**
 * The value that was sealed at the very first start; undefined before. A master key that cannot open
 * it is the wrong one.
 */
export async function keepMasterKeyCheck(db: Db, made: Buffer): Promise<Buffer> {
  await db
    .updateTable('configuration')
    .set({ master_key_check: made })
    .where('master_key_check', 'is', null)
    .execute();
  const row = await db
    .selectFrom('configuration')
    .select('master_key_check')
    .executeTakeFirstOrThrow();
  return row.master_key_check ?? made;
}

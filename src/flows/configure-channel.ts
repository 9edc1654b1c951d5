/** Channel accounts come to be and change. Each change is one transaction that every process hears of. */
import type { App } from '../domain/app.ts';
import type { ChannelAccount, ChannelAdapter } from '../domain/channel.ts';
import { HEALTH_RULES, isTroubled, type RecentCalls } from '../domain/channel-health.ts';
import { newId } from '../domain/id.ts';
import { formatGross, type Money } from '../domain/money.ts';
import { Refusal } from '../errors.ts';
import { bumpConfiguration, loadApp } from '../store/apps.ts';
import { countRecentCalls } from '../store/channel-calls.ts';
import { lockApp, saveAccount } from '../store/configuration.ts';
import type { Tx } from '../store/database.ts';
import type { Centre } from './centre.ts';
import {
  generatedSettings,
  LAST_PLACE,
  missingSettings,
  readPublicName,
  withSettings,
} from './channel-settings.ts';
import { unknownApp } from './find-app.ts';
import { noticeUrl } from './start-attempt.ts';

export type ChannelCentre = Pick<Centre, 'db' | 'sealer' | 'channels'>;

export type ConfiguredAccount = {
  /** Secrets included: not to be shown. */
  readonly account: ChannelAccount;
  /** Required settings that are still to be given; while there are any, it is not enabled. */
  readonly missing: readonly string[];
};

/**
 * Changes the settings named in `given` of one account, and makes the account first where there is
 * none. `channel` is an adapter's name: the account that bears it, else the app's first account of
 * that adapter; `adapter:name` is the one whose public name is `name`. An account starts enabled as
 * soon as nothing that it requires is missing. Throws a Refusal: INVALID_PARAMETER with the key,
 * MISSING_PARAMETER, UNKNOWN_APP, UNKNOWN_CHANNEL, or TEST_CHANNEL_IN_LIVE_APP.
 */
export async function setChannel(
  centre: ChannelCentre,
  appId: string,
  channel: string,
  given: ReadonlyMap<string, string>,
): Promise<ConfiguredAccount> {
  const { adapter, name } = readChannel(centre, channel);
  return changeAccount(centre, appId, (app) => {
    const known = findToSet(app, adapter, name);
    const before = known ?? newAccount(app, adapter, name ?? adapter.name);
    const settings = withSettings(before, adapter, given);
    const complete = missingSettings(settings, adapter).length === 0;
    const wasIncomplete = known !== undefined && missingSettings(known, adapter).length > 0;
    const starts = complete && (known === undefined || (wasIncomplete && !known.enabled));
    refuseTakenName(app, settings);
    return { ...settings, enabled: known?.enabled === true || starts };
  });
}

/**
 * Lets shoppers use the account; `name` is a public name or an adapter's name. Throws a Refusal:
 * UNKNOWN_APP, UNKNOWN_CHANNEL, MISSING_PARAMETER, or TEST_CHANNEL_IN_LIVE_APP.
 */
export async function enableChannel(
  centre: ChannelCentre,
  appId: string,
  name: string,
): Promise<ConfiguredAccount> {
  return changeAccount(centre, appId, (app) => ({ ...findNamed(app, name), enabled: true }));
}

/** Keeps shoppers from the account; notices for payments begun there are still taken. */
export async function disableChannel(
  centre: ChannelCentre,
  appId: string,
  name: string,
): Promise<ConfiguredAccount> {
  return changeAccount(centre, appId, (app) => ({ ...findNamed(app, name), enabled: false }));
}

async function changeAccount(
  centre: ChannelCentre,
  appId: string,
  decide: (app: App) => ChannelAccount,
): Promise<ConfiguredAccount> {
  return centre.db.transaction().execute(async (tx) => {
    const app = await lockedApp(centre, tx, appId);
    const account = decide(app);
    const adapter = adapterOf(centre, account);
    const missing = missingSettings(account, adapter);
    if (account.enabled) refuseEnabled(app, account, missing);
    await saveAccount(tx, centre.sealer, account, (key) => adapter.settings[key]?.secret === true);
    await bumpConfiguration(tx);
    return { account, missing };
  });
}

async function lockedApp(centre: ChannelCentre, tx: Tx, appId: string): Promise<App> {
  const locked = await lockApp(tx, appId);
  const app = locked && (await loadApp(tx, centre.sealer, appId));
  if (!app) throw unknownApp(appId);
  return app;
}

function refuseEnabled(app: App, account: ChannelAccount, missing: readonly string[]): void {
  const [first] = missing;
  if (first !== undefined) {
    throw new Refusal('MISSING_PARAMETER', {
      parameter: first,
      detail: `${account.publicName} cannot be enabled without ${missing.join(', ')}: give it with \`paycenter channel set\`.`,
    });
  }
  if (app.mode === 'live' && account.test) {
    throw new Refusal('TEST_CHANNEL_IN_LIVE_APP', {
      parameter: 'test',
      detail: `${app.id} is live and ${account.publicName} moves play money: it cannot be enabled there.`,
    });
  }
}

function refuseTakenName(app: App, account: ChannelAccount): void {
  const other = app.accounts.find(
    (each) => each.publicName === account.publicName && each.id !== account.id,
  );
  if (!other) return;
  throw new Refusal('INVALID_PARAMETER', {
    parameter: 'public_name',
    detail: `${app.id} has a ${other.channel} account named ${account.publicName} already: choose another name with public_name=NAME or ${account.channel}:NAME.`,
  });
}

function readChannel(
  centre: ChannelCentre,
  text: string,
): { adapter: ChannelAdapter; name: string | undefined } {
  const colon = text.indexOf(':');
  const adapter = centre.channels.get(colon < 0 ? text : text.slice(0, colon));
  if (!adapter) {
    throw new Refusal('UNKNOWN_CHANNEL', {
      parameter: 'channel',
      detail: `There is no channel ${text}; there are ${[...centre.channels.keys()].join(', ')}.`,
    });
  }
  if (colon < 0) return { adapter, name: undefined };
  return { adapter, name: readPublicName(text.slice(colon + 1), 'channel name') };
}

function adapterOf(centre: ChannelCentre, account: ChannelAccount): ChannelAdapter {
  return readChannel(centre, account.channel).adapter;
}

function findToSet(
  app: App,
  adapter: ChannelAdapter,
  name: string | undefined,
): ChannelAccount | undefined {
  const own = oldestFirst(app).filter((account) => account.channel === adapter.name);
  const named = own.find((account) => account.publicName === (name ?? adapter.name));
  return named ?? (name === undefined ? own[0] : undefined);
}

/** Account ids carry the time that they were made at. */
function oldestFirst(app: App): readonly ChannelAccount[] {
  return app.accounts.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

function findNamed(app: App, name: string): ChannelAccount {
  const named = app.accounts.find((account) => account.publicName === name);
  if (named) return named;
  const [channel, publicName] = name.split(':', 2);
  const own = app.accounts.filter(
    (account) =>
      account.channel === channel && (publicName ?? account.publicName) === account.publicName,
  );
  const [only, another] = own;
  if (only && !another) return only;
  const names = (only ? own : app.accounts).map((account) => account.publicName).join(', ');
  throw new Refusal('UNKNOWN_CHANNEL', {
    parameter: 'channel',
    detail: only
      ? `${app.id} has several accounts of ${name}: name one of ${names}.`
      : `${app.id} has no channel ${name}; it has ${names || 'none yet'}.`,
  });
}

function newAccount(app: App, adapter: ChannelAdapter, publicName: string): ChannelAccount {
  return {
    id: `acc_${newId()}`,
    appId: app.id,
    channel: adapter.name,
    publicName,
    displayName: null,
    enabled: false,
    position: LAST_PLACE,
    test: adapter.capabilities.alwaysTest,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings: generatedSettings(adapter),
  };
}

/** An account as it may be shown: secrets say that they are set, and nothing more. */
export type ChannelView = {
  readonly channel: string;
  readonly public_name: string;
  readonly display_name: string | null;
  readonly account: string;
  readonly enabled: boolean;
  readonly test: boolean;
  readonly order: number | null;
  readonly notice_url: string;
  readonly min_gross: string;
  readonly max_gross: string;
  readonly currencies: readonly string[];
  readonly countries: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  /** How the channel has fared lately, of all processes. */
  readonly health: {
    readonly calls: number;
    readonly failures: number;
    readonly troubled: boolean;
  };
};

/** The app's accounts in its own order. Throws a Refusal UNKNOWN_APP. */
export async function listChannels(
  centre: ChannelCentre & Pick<Centre, 'publicUrl'>,
  appId: string,
): Promise<readonly ChannelView[]> {
  const app = await loadApp(centre.db, centre.sealer, appId);
  if (!app) throw unknownApp(appId);
  const ids = app.accounts.map(({ id }) => id);
  const recent = await countRecentCalls(centre.db, ids, HEALTH_RULES.windowMs);
  return app.accounts.map((account) => viewAccount(centre, account, recent.get(account.id)));
}

function viewAccount(
  centre: ChannelCentre & Pick<Centre, 'publicUrl'>,
  account: ChannelAccount,
  recent: RecentCalls | undefined,
): ChannelView {
  const adapter = centre.channels.get(account.channel);
  // Of a channel that this version does not know, any setting may be a secret.
  const shown = (key: string) => adapter && adapter.settings[key]?.secret !== true;
  return {
    channel: account.channel,
    public_name: account.publicName,
    display_name: account.displayName,
    account: account.id,
    enabled: account.enabled,
    test: account.test,
    order: account.position === LAST_PLACE ? null : account.position,
    notice_url: noticeUrl(centre, account),
    min_gross: writeAmounts(account.limits.minGross),
    max_gross: writeAmounts(account.limits.maxGross),
    currencies: account.limits.currencies,
    countries: account.limits.countries,
    settings: Object.fromEntries(
      Object.entries(account.settings).map(([key, value]) => [key, shown(key) ? value : 'set']),
    ),
    missing: adapter ? missingSettings(account, adapter) : [],
    health: {
      calls: recent?.calls ?? 0,
      failures: recent?.failures ?? 0,
      troubled: recent !== undefined && isTroubled(recent, Date.now()),
    },
  };
}

function writeAmounts(amounts: readonly Money[]): string {
  return amounts.map((each) => `${each.currency}:${formatGross(each)}`).join(',');
}

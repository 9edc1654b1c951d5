/** Channel accounts come to be and change. Each change is one transaction that every process hears of. */
import { type Actor, SYSTEM } from '../domain/access.ts';
import type { App } from '../domain/app.ts';
import type { ChannelAccount, ChannelAdapter } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { Refusal } from '../errors.ts';
import { bumpConfiguration, loadApp } from '../store/apps.ts';
import { recordAudit } from '../store/audit.ts';
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
import { viewAccount } from './channel-view.ts';
import { unknownApp } from './find-app.ts';

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
  actor: Actor = SYSTEM,
): Promise<ConfiguredAccount> {
  const { adapter, name } = readChannel(centre, channel);
  return changeAccount(centre, appId, actor, (app) => {
    const known = findToSet(app, adapter, name);
    const before = known ?? newAccount(app, adapter, name ?? adapter.name);
    return { before: known, after: withGiven(app, known, before, adapter, given) };
  });
}

/**
 * Makes a further account of an adapter, under a public name that no other has (the adapter's, where none
 * is given). Throws a Refusal as {@link setChannel} does, and INVALID_PARAMETER for a name that is taken.
 */
export async function addChannel(
  centre: ChannelCentre,
  appId: string,
  wanted: { channel: string; publicName?: string; settings: ReadonlyMap<string, string> },
  actor: Actor,
): Promise<ConfiguredAccount> {
  const { adapter } = readChannel(centre, wanted.channel);
  const name = readPublicName(wanted.publicName ?? adapter.name, 'public_name');
  return changeAccount(centre, appId, actor, (app) => {
    const made = newAccount(app, adapter, name);
    return { before: undefined, after: withGiven(app, undefined, made, adapter, wanted.settings) };
  });
}

/**
 * Changes settings of an account, or lets shoppers use it or not. Throws a Refusal as {@link setChannel}
 * does, and UNKNOWN_CHANNEL where the app has no such account.
 */
export async function changeChannel(
  centre: ChannelCentre,
  appId: string,
  accountId: string,
  change: { settings: ReadonlyMap<string, string>; enabled?: boolean },
  actor: Actor,
): Promise<ConfiguredAccount> {
  return changeAccount(centre, appId, actor, (app) => {
    const before = findAccount(app, accountId);
    const after = withGiven(app, before, before, adapterOf(centre, before), change.settings);
    return { before, after: { ...after, enabled: change.enabled ?? after.enabled } };
  });
}

/** An account of the app. Throws a Refusal UNKNOWN_CHANNEL where it has no such account. */
export function findAccount(app: App, accountId: string): ChannelAccount {
  const account = app.accounts.find((each) => each.id === accountId);
  if (account) return account;
  throw new Refusal('UNKNOWN_CHANNEL', {
    parameter: 'account',
    detail: `${app.id} has no channel account ${accountId}.`,
  });
}

/** The account with what was given; it starts as soon as nothing that it requires is missing. */
function withGiven(
  app: App,
  known: ChannelAccount | undefined,
  before: ChannelAccount,
  adapter: ChannelAdapter,
  given: ReadonlyMap<string, string>,
): ChannelAccount {
  const settings = withSettings(before, adapter, given);
  const complete = missingSettings(settings, adapter).length === 0;
  const wasIncomplete = known !== undefined && missingSettings(known, adapter).length > 0;
  const starts = complete && (known === undefined || (wasIncomplete && !known.enabled));
  refuseTakenName(app, settings);
  return { ...settings, enabled: known?.enabled === true || starts };
}

/**
 * Lets shoppers use the account; `name` is a public name or an adapter's name. Throws a Refusal:
 * UNKNOWN_APP, UNKNOWN_CHANNEL, MISSING_PARAMETER, or TEST_CHANNEL_IN_LIVE_APP.
 */
export async function enableChannel(
  centre: ChannelCentre,
  appId: string,
  name: string,
  actor: Actor = SYSTEM,
): Promise<ConfiguredAccount> {
  return changeAccount(centre, appId, actor, (app) => {
    const before = findNamed(app, name);
    return { before, after: { ...before, enabled: true } };
  });
}

/** Keeps shoppers from the account; notices for payments begun there are still taken. */
export async function disableChannel(
  centre: ChannelCentre,
  appId: string,
  name: string,
  actor: Actor = SYSTEM,
): Promise<ConfiguredAccount> {
  return changeAccount(centre, appId, actor, (app) => {
    const before = findNamed(app, name);
    return { before, after: { ...before, enabled: false } };
  });
}

type AccountChange = {
  /** Undefined for an account that is made now. */
  readonly before: ChannelAccount | undefined;
  readonly after: ChannelAccount;
};

async function changeAccount(
  centre: ChannelCentre,
  appId: string,
  actor: Actor,
  decide: (app: App) => AccountChange,
): Promise<ConfiguredAccount> {
  return centre.db.transaction().execute(async (tx) => {
    const app = await lockedApp(centre, tx, appId);
    const change = decide(app);
    const { after: account } = change;
    const adapter = adapterOf(centre, account);
    const missing = missingSettings(account, adapter);
    if (account.enabled) refuseEnabled(app, account, missing);
    await saveAccount(tx, centre.sealer, account, (key) => adapter.settings[key]?.secret === true);
    await bumpConfiguration(tx);
    await recordAudit(tx, {
      actor,
      action: change.before ? 'channel.changed' : 'channel.created',
      subject: { kind: 'channel_account', id: account.id },
      appId,
      ...whatChanged(centre, change),
    });
    return { account, missing };
  });
}

/** What is different, before and after; of secrets, only which of them. */
function whatChanged(centre: ChannelCentre, { before, after }: AccountChange) {
  const parts = (account: ChannelAccount) => {
    const shown = viewAccount({ channels: centre.channels, publicUrl: '' }, account);
    const { settings, missing: _missing, notice_url: _url, ...rest } = shown;
    return { ...rest, ...settings };
  };
  const [old, now]: Record<string, unknown>[] = [before ? parts(before) : {}, parts(after)];
  const names = Object.keys({ ...old, ...now }).filter(
    (name) => JSON.stringify(old?.[name]) !== JSON.stringify(now?.[name]),
  );
  const secretsChanged = Object.keys({ ...before?.settings, ...after.settings }).filter(
    (name) => !names.includes(name) && before?.settings[name] !== after.settings[name],
  );
  const pick = (from: Record<string, unknown> | undefined) =>
    Object.fromEntries(names.map((name) => [name, from?.[name] ?? null]));
  return {
    ...(before && { before: pick(old) }),
    after: {
      ...pick(now),
      ...(secretsChanged.length > 0 && { secrets_changed: secretsChanged }),
    },
  };
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

/** Apps come to be and change. Each change is one transaction that every process hears of. */
import { randomBytes } from 'node:crypto';
import { type Actor, SYSTEM } from '../domain/access.ts';
import { type AppSettings, DEFAULT_APP_SETTINGS } from '../domain/app.ts';
import { newId } from '../domain/id.ts';
import { Refusal } from '../errors.ts';
import { bumpConfiguration } from '../store/apps.ts';
import { type AuditEntry, recordAudit } from '../store/audit.ts';
import {
  deleteCallbackUrl,
  enabledTestAccounts,
  findCallbackUrl,
  insertApp,
  type LockedApp,
  lockApp,
  putCallbackUrl,
  replaceSecret,
  updateApp,
} from '../store/configuration.ts';
import type { Db, Tx } from '../store/database.ts';
import { type AppChange, readAppSettings, readCallbackUrl, readName } from './app-settings.ts';
import type { Centre } from './centre.ts';
import { unknownApp } from './find-app.ts';
import { wrongSetting } from './wrong-setting.ts';

const ID_LENGTH_MAX = 64;
const ACTIVITY_LENGTH_MAX = 127;
const SECRET_BYTES = 32;
const OLD_SECRET_VALID_MS = 24 * 60 * 60 * 1_000;

export type AppRequest = {
  /** Made from the name when absent. */
  readonly appId?: string;
  readonly name: string;
  readonly callbackUrl: string;
};

export type CreatedApp = {
  readonly appId: string;
  readonly name: string;
  /** As it is printed, now and never again. */
  readonly secret: string;
  readonly callbackUrl: string;
  readonly mode: 'test';
};

/** Makes an app, in test mode. Throws a Refusal: INVALID_PARAMETER, or APP_EXISTS. */
export async function createApp(
  centre: Pick<Centre, 'db' | 'sealer'>,
  request: AppRequest,
  actor: Actor = SYSTEM,
): Promise<CreatedApp> {
  const name = readName(request.name, 'name');
  const callbackUrl = readCallbackUrl(request.callbackUrl, 'callback_url');
  const wished = request.appId === undefined ? undefined : readOpaque('app_id', request.appId);
  const secret = newSecret();
  return centre.db.transaction().execute(async (tx) => {
    const create = (id: string) => insertApp(tx, centre.sealer, { id, name, secret });
    const appId = wished ?? (await firstFree(shortIds(name), create));
    if (wished !== undefined && !(await create(wished))) {
      throw new Refusal('APP_EXISTS', {
        parameter: 'app_id',
        detail: `There is an app ${wished} already: choose another id.`,
      });
    }
    await putCallbackUrl(tx, appId, '', callbackUrl);
    await bumpConfiguration(tx);
    const after = { name, mode: 'test', callback_url: callbackUrl };
    await recordAudit(tx, { ...about(appId), actor, action: 'app.created', after });
    return { appId, name, secret, callbackUrl, mode: 'test' };
  });
}

async function firstFree(
  ids: Iterable<string>,
  create: (id: string) => Promise<boolean>,
): Promise<string> {
  for (const id of ids) if (await create(id)) return id;
  throw new Error('No app id was free.');
}

const READABLE_LENGTH_MAX = 24;

/** The name in plain letters; where that is taken, with a few random ones behind it. */
function* shortIds(name: string): Generator<string> {
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, READABLE_LENGTH_MAX)
    .replace(/^-+|-+$/g, '');
  if (readable !== '') yield readable;
  for (;;) yield `${readable || 'app'}-${newId().slice(-6)}`;
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

function readOpaque(key: string, text: string, lengthMax = ID_LENGTH_MAX): string {
  const length = [...text].length;
  if (length === 0 || length > lengthMax || /\p{Cc}|^\s|\s$/u.test(text)) {
    throw wrongSetting(
      key,
      `must be 1 to ${lengthMax} characters without line breaks or spaces around.`,
    );
  }
  return text;
}

/**
 * Changes the settings named in `given`, as the command line writes them; an empty value puts the
 * default back. Throws a Refusal: INVALID_PARAMETER with the key, UNKNOWN_APP, or
 * TEST_CHANNEL_IN_LIVE_APP for `mode=live` while a test account is enabled.
 */
export async function setApp(
  db: Db,
  appId: string,
  given: ReadonlyMap<string, string>,
  actor: Actor = SYSTEM,
): Promise<void> {
  const change = readAppSettings(given);
  await changeApp(db, appId, actor, async (tx, app) => {
    if (change.mode === 'live') await refuseTestAccounts(tx, appId);
    await updateApp(tx, appId, { ...change, settings: { ...app.settings, ...change.settings } });
    const urlBefore = await moveCallbackUrl(tx, appId, change);
    return {
      action: 'app.changed',
      before: { ...partsOf(app, change), ...(urlBefore && { callback_url: urlBefore }) },
      after: {
        ...partsOf({ ...app, ...change }, change),
        ...(change.callbackUrl && { callback_url: change.callbackUrl }),
      },
    };
  });
}

/** Those members of an app that a change names. */
function partsOf(app: Omit<LockedApp, 'settings'> & AppChange, change: AppChange) {
  const settings: AppSettings = { ...DEFAULT_APP_SETTINGS, ...app.settings };
  const names = Object.keys(change.settings) as (keyof AppSettings)[];
  return {
    ...(change.name !== undefined && { name: app.name }),
    ...(change.mode !== undefined && { mode: app.mode }),
    ...Object.fromEntries(names.map((name) => [name, settings[name]])),
  };
}

/** Resolves with the address until now, where it changes. */
async function moveCallbackUrl(
  tx: Tx,
  appId: string,
  change: AppChange,
): Promise<string | undefined> {
  if (change.callbackUrl === undefined) return undefined;
  const before = await findCallbackUrl(tx, appId, '');
  await putCallbackUrl(tx, appId, '', change.callbackUrl);
  return before;
}

async function refuseTestAccounts(tx: Tx, appId: string): Promise<void> {
  const names = await enabledTestAccounts(tx, appId);
  if (names.length === 0) return;
  throw new Refusal('TEST_CHANNEL_IN_LIVE_APP', {
    parameter: 'mode',
    detail: `${appId} cannot go live while it takes play money: disable ${names.join(', ')} first.`,
  });
}

export type RotatedSecret = { readonly secret: string; readonly previousValidUntil: Date };

/**
 * Gives the app a new secret; the one until now signs and verifies for a day more. An older one that
 * was still in its day ends at once, so rotating twice drops a secret that has leaked.
 */
export async function rotateSecret(
  centre: Pick<Centre, 'db' | 'sealer'>,
  appId: string,
  actor: Actor = SYSTEM,
): Promise<RotatedSecret> {
  const secret = newSecret();
  const previousUntil = new Date(Date.now() + OLD_SECRET_VALID_MS);
  await changeApp(centre.db, appId, actor, async (tx) => {
    await replaceSecret(tx, centre.sealer, appId, { secret, previousUntil });
    const after = { previous_valid_until: previousUntil.toISOString() };
    return { action: 'app.secret_rotated', after };
  });
  return { secret, previousValidUntil: previousUntil };
}

/** Registers, or replaces, the callback address of an activity. */
export async function setActivity(
  db: Db,
  appId: string,
  activityId: string,
  url: string,
  actor: Actor = SYSTEM,
): Promise<void> {
  const activity = readOpaque('activityid', activityId, ACTIVITY_LENGTH_MAX);
  const address = readCallbackUrl(url, 'callback_url');
  await changeApp(db, appId, actor, async (tx) => {
    const before = await findCallbackUrl(tx, appId, activity);
    await putCallbackUrl(tx, appId, activity, address);
    return {
      action: 'activity.set',
      ...(before !== undefined && { before: { activity, url: before } }),
      after: { activity, url: address },
    };
  });
}

/** Throws a Refusal UNKNOWN_ACTIVITY when nothing is registered under that name. */
export async function removeActivity(
  db: Db,
  appId: string,
  activityId: string,
  actor: Actor = SYSTEM,
): Promise<void> {
  const activity = readOpaque('activityid', activityId, ACTIVITY_LENGTH_MAX);
  await changeApp(db, appId, actor, async (tx) => {
    const url = await deleteCallbackUrl(tx, appId, activity);
    if (url !== undefined) return { action: 'activity.removed', before: { activity, url } };
    throw new Refusal('UNKNOWN_ACTIVITY', {
      parameter: 'activityid',
      detail: `${appId} has no activity ${activity}; \`paycenter app show\` lists those it has.`,
    });
  });
}

/** One transaction on a locked app, which ends with word to every process, and what was changed by whom. */
async function changeApp(
  db: Db,
  appId: string,
  actor: Actor,
  change: (tx: Tx, app: LockedApp) => Promise<Pick<AuditEntry, 'action' | 'before' | 'after'>>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const app = await lockApp(tx, appId);
    if (!app) throw unknownApp(appId);
    const changed = await change(tx, app);
    await bumpConfiguration(tx);
    await recordAudit(tx, { ...about(appId), actor, ...changed });
  });
}

function about(appId: string): Pick<AuditEntry, 'subject' | 'appId'> {
  return { subject: { kind: 'app', id: appId }, appId };
}

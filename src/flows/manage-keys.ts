/** API keys: made for one app, shown once, revoked at once. */

import type { Actor } from '../domain/access.ts';
import { type Caller, KEY_SCOPES, type Permission, seesApp } from '../domain/access.ts';
import { newToken, tokenDigest } from '../domain/token.ts';
import { Refusal } from '../errors.ts';
import { type ApiKey, insertApiKey, lockApiKey, markRevoked } from '../store/api-keys.ts';
import { recordAudit } from '../store/audit.ts';
import type { Centre } from './centre.ts';
import { assertAppExists } from './find-app.ts';

const PREFIX = 'pk_';
const HINT_LENGTH = 10;
const NAME_LENGTH_MAX = 100;

export type KeyWish = {
  readonly appId: string;
  readonly name: string;
  readonly scopes: readonly Permission[];
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
};

/**
 * Makes a key. Nobody can give it what he may not do himself. Throws a Refusal: INVALID_PARAMETER,
 * UNKNOWN_APP or NOT_ALLOWED.
 *
 * @returns the key as it is printed, now and never again
 */
export async function createKey(
  { db }: Pick<Centre, 'db'>,
  wish: KeyWish,
  by: { readonly caller: Caller; readonly actor: Actor },
  id: string,
): Promise<{ readonly key: ApiKey; readonly printed: string }> {
  const name = readKeyName(wish.name);
  const scopes = [...new Set(wish.scopes)];
  assertGivable(scopes, by.caller);
  if (wish.expiresAt && wish.expiresAt.getTime() <= Date.now()) {
    throw wrong('expires_at', 'must be in the future.');
  }
  await assertAppExists(db, wish.appId);
  const printed = PREFIX + newToken();
  const made = {
    ...{ id, name, scopes, appId: wish.appId, expiresAt: wish.expiresAt },
    keyDigest: tokenDigest(printed),
    hint: printed.slice(0, HINT_LENGTH),
    createdBy: by.caller.name,
    creatorId: by.caller.responsibleId,
  };
  return db.transaction().execute(async (tx) => {
    const key = await insertApiKey(tx, made);
    await recordAudit(tx, {
      actor: by.actor,
      action: 'api_key.created',
      subject: { kind: 'api_key', id },
      appId: key.appId,
      after: { name, scopes, expires_at: key.expiresAt, hint: key.hint },
    });
    return { key, printed };
  });
}

function assertGivable(scopes: readonly Permission[], caller: Caller): void {
  if (scopes.length === 0) throw wrong('scopes', 'must name at least one permission.');
  const useless = scopes.find((scope) => !KEY_SCOPES.includes(scope));
  if (useless !== undefined) throw wrong('scopes', `cannot hold ${useless}: that is for people.`);
  const beyond = scopes.find((scope) => !caller.permissions.has(scope));
  if (beyond === undefined) return;
  throw new Refusal('NOT_ALLOWED', { parameter: 'scopes', detail: `You do not have ${beyond}.` });
}

function readKeyName(text: string): string {
  const name = text.trim();
  const length = [...name].length;
  if (length > 0 && length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(name)) return name;
  throw wrong('name', `must be 1 to ${NAME_LENGTH_MAX} characters on one line.`);
}

function wrong(parameter: string, why: string): Refusal {
  return new Refusal('INVALID_PARAMETER', { parameter, detail: `${parameter} ${why}` });
}

/** Ends a key at once; one that has ended already stays so. Throws a Refusal NOT_FOUND. */
export async function revokeKey(
  { db }: Pick<Centre, 'db'>,
  id: string,
  by: { readonly caller: Caller; readonly actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const key = await lockApiKey(tx, id);
    if (!key || !seesApp(by.caller.apps, key.appId)) {
      throw new Refusal('NOT_FOUND', { detail: `There is no API key ${id}.` });
    }
    if (key.revokedAt) return;
    await markRevoked(tx, id);
    await recordAudit(tx, {
      actor: by.actor,
      action: 'api_key.revoked',
      subject: { kind: 'api_key', id },
      appId: key.appId,
      before: { name: key.name, hint: key.hint },
    });
  });
}

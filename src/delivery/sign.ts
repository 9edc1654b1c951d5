import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { type App, validSecrets } from '../domain/app.ts';

const secretPrefix = 'whsec_';
/** The bounds that Standard Webhooks sets for a symmetric key; ours are 32 bytes. */
const keyBytesMin = 24;
const keyBytesMax = 64;

export interface CallbackSignature {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/**
 * The key behind an app's secret as it is printed: `whsec_` and base64.
 * Throws on another prefix, on text that is not plain base64, and on an empty or short key, with
 * which anybody could sign. The message never holds the secret.
 */
export function secretKey(printed: string): KeyObject {
  if (!printed.startsWith(secretPrefix)) {
    throw new Error(`a callback secret starts with ${secretPrefix}`);
  }
  const base64 = printed.slice(secretPrefix.length);
  const bytes = Buffer.from(base64, 'base64');
  // Buffer skips what is not base64, so only a round trip shows that nothing was skipped.
  if (bytes.toString('base64') !== base64) {
    throw new Error(`a callback secret is ${secretPrefix} and base64`);
  }
  const key = createSecretKey(bytes);
  checkKey(key);
  return key;
}

/** Kept for an app as it is configured now: making a key object costs more than signing with it. */
const keysOfApps = new WeakMap<App, ReadonlyMap<string, KeyObject>>();

/** The keys that sign what an app is told now; never empty. */
export function signingKeys(app: App, nowMs: number): readonly KeyObject[] {
  const known = keysOfApps.get(app);
  const keys = known ?? new Map(app.secrets.map(({ printed }) => [printed, secretKey(printed)]));
  if (!known) keysOfApps.set(app, keys);
  return validSecrets(app, nowMs).flatMap((printed) => keys.get(printed) ?? []);
}

/**
 * The Standard Webhooks headers of one send: the message's id, the time of this send, and one
 * signature per secret, so that a merchant may hold either while a secret rotates.
 * Throws without a secret or with a key too short to be one: an unsigned callback must not leave.
 */
export function signCallback(message: {
  id: string;
  timestampSeconds: number;
  body: string;
  secrets: readonly KeyObject[];
}): CallbackSignature {
  const { id, timestampSeconds, body, secrets } = message;
  if (secrets.length === 0) throw new Error('a callback needs a secret to be signed with');
  if (!Number.isSafeInteger(timestampSeconds)) {
    throw new Error('the timestamp of a callback is whole seconds');
  }
  const signatures = secrets.map((key) => {
    checkKey(key);
    const hmac = createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`);
    return `v1,${hmac.digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  };
}

function checkKey({ symmetricKeySize: bytes = 0 }: KeyObject): void {
  if (bytes < keyBytesMin || bytes > keyBytesMax) {
    throw new Error(`a callback key has ${keyBytesMin} to ${keyBytesMax} bytes, not ${bytes}`);
  }
}

import { createHmac } from 'node:crypto';
import { type PayCenterApp, secretsOf } from './app.ts';
import { PayCenterError } from './errors.ts';
import { sameText, signingKey } from './secret.ts';

/** Headers as `fetch`, `node:http` or a framework gives them; names in any case. */
export type CallbackHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface SignedCallback {
  headers: CallbackHeaders;
  /** The body exactly as it came: bytes or text, not parsed and put together again. */
  body: string | Uint8Array;
  /** Your app's secret; several while it is being rotated. */
  secret: PayCenterApp['secret'];
  /** How old or how far ahead the callback may be: 300 seconds when left out. */
  toleranceSeconds?: number | undefined;
  /** The time to judge by; now when left out. */
  now?: Date | undefined;
}

export type SignatureResult =
  | { ok: true; webhookId: string; sentAt: Date }
  | {
      ok: false;
      reason: 'missing-header' | 'bad-timestamp' | 'too-old' | 'too-new' | 'no-match';
      message: string;
    };

const TOLERANCE_SECONDS = 300;

/**
 * Checks the Standard Webhooks signature of a callback. A genuine callback can still be a repeat:
 * deduplicate by `webhookId`.
 * @throws PayCenterError `configuration` when there is no usable secret
 */
export function verifySignature(callback: SignedCallback): SignatureResult {
  const secrets = secretsOf(callback.secret);
  if (secrets.length === 0) {
    throw new PayCenterError('configuration', 'Give the secret of your app to verify signatures.');
  }
  const id = headerOf(callback.headers, 'webhook-id');
  const timestamp = headerOf(callback.headers, 'webhook-timestamp');
  const signatures = headerOf(callback.headers, 'webhook-signature');
  if (!id || !timestamp || !signatures) {
    const message =
      'The callback is not signed: webhook-id, webhook-timestamp or webhook-signature is missing.';
    return { ok: false, reason: 'missing-header', message };
  }
  if (!/^\d{1,12}$/.test(timestamp)) {
    const message = 'webhook-timestamp is not a Unix time in seconds.';
    return { ok: false, reason: 'bad-timestamp', message };
  }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(callback.body)]);
  if (!matchesAny(signatures, signed, secrets)) {
    const message = "No signature matches the app's secret.";
    return { ok: false, reason: 'no-match', message };
  }
  return judgeAge(callback, id, Number(timestamp));
}

/** Looked at after the signature, so that a stranger learns nothing about this clock. */
function judgeAge(callback: SignedCallback, webhookId: string, seconds: number): SignatureResult {
  const nowSeconds = (callback.now ?? new Date()).getTime() / 1000;
  const tolerance = callback.toleranceSeconds ?? TOLERANCE_SECONDS;
  if (nowSeconds - seconds > tolerance) {
    const message = `The callback was signed more than ${tolerance} s ago. Check the clock.`;
    return { ok: false, reason: 'too-old', message };
  }
  if (seconds - nowSeconds > tolerance) {
    const message = `The callback was signed more than ${tolerance} s ahead. Check the clock.`;
    return { ok: false, reason: 'too-new', message };
  }
  return { ok: true, webhookId, sentAt: new Date(seconds * 1000) };
}

function matchesAny(signatures: string, signed: Buffer, secrets: readonly string[]): boolean {
  const rights = secrets.map((secret) => {
    const mac = createHmac('sha256', signingKey(secret)).update(signed).digest('base64');
    return `v1,${mac}`;
  });
  let matched = false;
  for (const given of signatures.split(' ')) {
    for (const right of rights) matched = sameText(given, right) || matched;
  }
  return matched;
}

function headerOf(headers: CallbackHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() !== name) continue;
    if (typeof value === 'string') return value;
    return value?.length === 1 ? value[0] : undefined;
  }
  return undefined;
}

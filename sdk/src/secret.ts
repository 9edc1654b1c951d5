import { createHmac, timingSafeEqual } from 'node:crypto';
import { PayCenterError } from './errors.ts';

const PREFIX = 'whsec_';

// Standard Webhooks asks for 24 bytes at least; a short or empty key would let anybody sign.
const KEY_BYTES_MIN = 24;

/**
 * The bytes behind a printed secret, which are the key of webhook signatures.
 * @throws PayCenterError `configuration` when the text is not a whole secret
 */
export function signingKey(secret: string): Buffer {
  if (typeof secret !== 'string' || !secret.startsWith(PREFIX)) {
    throw new PayCenterError(
      'configuration',
      'The secret must be the text beginning with "whsec_" that was printed for your application.',
    );
  }
  const text = secret.slice(PREFIX.length);
  const key = Buffer.from(text, 'base64');
  const whole = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  if (!whole || key.length < KEY_BYTES_MIN) {
    throw new PayCenterError(
      'configuration',
      'The secret is cut short or changed. Copy the whole of it, without spaces or line breaks.',
    );
  }
  return key;
}

/**
 * The `sign` of named values: lower-case hex HMAC-SHA256 over `name=value`, sorted by name and
 * joined by `&`. The key is the secret's text as printed, not the bytes it stands for.
 */
export function signValues(values: ReadonlyMap<string, string>, secret: string): string {
  const text = [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex');
}

/** Compares two texts in a time that tells nothing about where they differ. */
export function sameText(given: string, right: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

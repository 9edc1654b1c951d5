/** The signature of payment requests, and of the shopper's return to the shop. */
import { createHmac } from 'node:crypto';

export const SIGN_AGE_MAX_SECONDS = 15 * 60;
/** Clocks differ; a signature for tomorrow would be good until then. */
export const SIGN_AHEAD_MAX_SECONDS = 5 * 60;

/** Not signed: where the request goes, and the signature itself. */
const UNSIGNED = new Set(['mod', 'act', 'sign']);

/**
 * Lower-case hex HMAC-SHA256, keyed with the secret as it was printed, over `name=value` of all
 * parameters sorted by name and joined by `&`, values decoded.
 */
export function signParameters(
  printedSecret: string,
  parameters: Iterable<readonly [string, string]>,
): string {
  const text = [...parameters]
    .filter(([name]) => !UNSIGNED.has(name))
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return createHmac('sha256', printedSecret).update(text).digest('hex');
}

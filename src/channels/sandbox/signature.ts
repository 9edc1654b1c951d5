/**
 * How the sandbox and its accounts sign for each other: HMAC-SHA256 under the account's secret, with the
 * time in the header of whatever is sent over HTTP.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'sandbox-signature';

/** How far the clock of a signature may be from ours, either way. */
const TOLERANCE_SECONDS = 300;
const HEADER = /^t=([1-9]\d{0,11}),v1=([0-9a-f]{64})$/;

/** The header for a call to the bank. */
export function signCall(
  secret: string,
  call: { method: string; path: string; body: string; nowMs: number },
): string {
  const seconds = Math.floor(call.nowMs / 1_000);
  const signed = `${seconds}.${call.method} ${call.path}.${call.body}`;
  return `t=${seconds},v1=${createHmac('sha256', secret).update(signed).digest('hex')}`;
}

/** The signature of a payer link; `link` is all of it that the bank has to be able to trust. */
export function signLink(secret: string, link: string): string {
  return createHmac('sha256', secret).update(link).digest('base64url');
}

/** Why the signature of a notice is not good; undefined when it is. */
export function signatureFault(
  secret: string | undefined,
  header: string | string[] | undefined,
  body: Buffer,
  nowMs: number,
): string | undefined {
  // With an empty key anybody could sign.
  if (!secret) return 'the account has no notice_secret';
  if (typeof header !== 'string') return 'not signed';
  const match = HEADER.exec(header);
  if (!match) return 'a signature that cannot be read';
  const [, seconds = '', given = ''] = match;
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(given, 'hex'))) return 'a wrong signature';
  const ageSeconds = nowMs / 1_000 - Number(seconds);
  return Math.abs(ageSeconds) > TOLERANCE_SECONDS ? 'signed at another time' : undefined;
}

/**
 * The bank's side of the signatures, written down anew as a real bank would: only what goes over the wire
 * has to agree with the adapter.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'sandbox-signature';

const TOLERANCE_SECONDS = 300;
const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/** The header of a notice that leaves now. */
export function signNotice(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}

/** Whether a call was signed with the account's secret, not long ago. */
export function isCallSigned(
  secret: string,
  header: unknown,
  call: { method: string; path: string; body: Buffer },
  nowMs: number,
): boolean {
  const match = typeof header === 'string' ? HEADER.exec(header) : null;
  if (!match || secret === '') return false;
  const [, seconds = '', given = ''] = match;
  const expected = createHmac('sha256', secret)
    .update(`${seconds}.${call.method} ${call.path}.`)
    .update(call.body)
    .digest();
  const isFresh = Math.abs(nowMs / 1_000 - Number(seconds)) <= TOLERANCE_SECONDS;
  return timingSafeEqual(expected, Buffer.from(given, 'hex')) && isFresh;
}

/** Whether the account made this link. */
export function isLinkSigned(secret: string, link: string, sign: string): boolean {
  if (secret === '') return false;
  const expected = createHmac('sha256', secret).update(link).digest('base64url');
  return (
    expected.length === sign.length && timingSafeEqual(Buffer.from(expected), Buffer.from(sign))
  );
}

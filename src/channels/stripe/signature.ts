/** How Stripe signs its webhooks: HMAC-SHA256 over the time and the raw body, with the endpoint's secret. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;
const HEADER_LENGTH_MAX = 4_096;

/** The secrets of a setting that may hold several, while one takes over from another. */
export function readSecrets(setting: string | undefined): readonly string[] {
  return (setting ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}

type Signed = { readonly time: string; readonly signatures: readonly Buffer[] };

/** What the header says; undefined when it does not name one time and at least one signature. */
function readHeader(header: unknown): Signed | undefined {
  if (typeof header !== 'string' || header.length > HEADER_LENGTH_MAX) return undefined;
  const parts = header.split(',').map((part) => part.trim().split('='));
  const valuesOf = (name: string) =>
    parts.flatMap(([key, value = '']) => (key === name ? [value] : []));
  const [time = '', ...otherTimes] = valuesOf('t');
  const signatures = valuesOf('v1')
    .filter((hex) => /^[0-9a-f]{64}$/i.test(hex))
    .map((hex) => Buffer.from(hex, 'hex'));
  if (!/^\d{1,12}$/.test(time) || otherTimes.length > 0 || signatures.length === 0) {
    return undefined;
  }
  return { time, signatures };
}

/**
 * What is wrong with the signature of a body; undefined when it is good. Any of its signatures may be by
 * any of the secrets. It has to be of now, give or take five minutes: Stripe signs every repeat anew, so
 * neither an old one nor one of a time to come can be Stripe's.
 */
export function signatureFault(
  header: unknown,
  body: Buffer,
  secrets: readonly string[],
  nowMs: number,
): string | undefined {
  const signed = readHeader(header);
  if (!signed) return 'not signed';
  const ageSeconds = Math.floor(nowMs / 1_000) - Number(signed.time);
  if (Math.abs(ageSeconds) > TOLERANCE_SECONDS) return 'signed at another time';
  const good = secrets
    .filter((secret) => secret !== '')
    .map((secret) => createHmac('sha256', secret).update(`${signed.time}.`).update(body).digest())
    .some((expected) => signed.signatures.some((given) => timingSafeEqual(given, expected)));
  return good ? undefined : 'a wrong signature';
}

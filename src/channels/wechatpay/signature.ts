/**
 * Signatures in both directions: ours on what we ask, WeChat Pay's on what it answers and tells. Both
 * are RSA with SHA-256 over a few lines of text, each of which ends with a line feed.
 */
import { randomBytes, sign, verify } from 'node:crypto';
import type { ChannelAccount } from '../../domain/channel.ts';
import { readPrivateKey, readPublicKeys } from '../rsa-keys.ts';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
/** WeChat Pay sends such signatures now and then, to see whether anybody believes them. */
const PROBE = 'WECHATPAY/SIGNTEST/';
const CLOCKS_APART_MAX_S = 300;
const HEADER_LENGTH_MAX = 2_048;

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export type SignedRequest = {
  readonly method: string;
  /** The path with its query, as it is sent. */
  readonly target: string;
  /** Exactly what is sent; empty if nothing is. */
  readonly body: string;
};

/** The text that a merchant signs. */
export function requestText(request: SignedRequest, timestamp: string, nonce: string): string {
  const { method, target, body } = request;
  return [method, target, timestamp, nonce, body, ''].join('\n');
}

/** The bytes that WeChat Pay signs: of an answer, or of a notice. */
export function messageBytes(timestamp: string, nonce: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
}

/** The `Authorization` of a request; undefined when the account has no key to sign with. */
export function authorizationOf(
  { settings }: ChannelAccount,
  request: SignedRequest,
  nowMs: number,
): string | undefined {
  const key = readPrivateKey(settings.private_key ?? '');
  if (!key) return undefined;
  const timestamp = String(Math.floor(nowMs / 1_000));
  const nonce = randomBytes(16).toString('hex');
  const text = requestText(request, timestamp, nonce);
  const parts = {
    mchid: settings.mchid ?? '',
    serial_no: settings.serial_no ?? '',
    timestamp,
    nonce_str: nonce,
    signature: sign('sha256', Buffer.from(text), key).toString('base64'),
  };
  const written = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
  return `${SCHEME} ${written.join(',')}`;
}

/**
 * Why this is not what WeChat Pay has said to this account; undefined when it is. `headers` have their
 * names in lower case.
 */
export function signatureFault(
  account: ChannelAccount,
  headers: Headers,
  body: Buffer,
  nowMs: number,
): string | undefined {
  const timestamp = headerOf(headers, 'timestamp');
  const nonce = headerOf(headers, 'nonce');
  const signature = headerOf(headers, 'signature');
  const serial = headerOf(headers, 'serial');
  if (!timestamp || !nonce || !signature || !serial) return 'is not signed';
  if (isProbe(headers)) return 'has the signature of a probe';
  const apartS = Math.abs(nowMs / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || apartS > CLOCKS_APART_MAX_S) return 'is not of this time';
  const key = platformKey(account, serial);
  if (!key) return 'is signed with a key that the account does not know';
  const good = verify(
    'sha256',
    messageBytes(timestamp, nonce, body),
    key,
    Buffer.from(signature, 'base64'),
  );
  return good ? undefined : 'has a wrong signature';
}

export function isProbe(headers: Headers): boolean {
  return headerOf(headers, 'signature').startsWith(PROBE);
}

function headerOf(headers: Headers, name: string): string {
  const value = headers[`wechatpay-${name}`];
  return typeof value === 'string' && value.length <= HEADER_LENGTH_MAX ? value : '';
}

/** Names of the platform's keys, the one that WeChat Pay shall use first. */
export function platformKeyIds({ settings }: ChannelAccount): readonly string[] {
  return (settings.platform_key_id ?? '').split(',').map((id) => id.trim());
}

/** Serial numbers are hexadecimal, and people copy them in either case. */
function platformKey(account: ChannelAccount, serial: string) {
  const keys = readPublicKeys(account.settings.platform_public_key ?? '') ?? [];
  const ids = platformKeyIds(account).map((id) => id.toLowerCase());
  const at = ids.indexOf(serial.toLowerCase());
  return at < 0 ? undefined : keys[at];
}

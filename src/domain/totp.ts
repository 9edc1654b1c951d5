/** Codes of authenticator apps: RFC 6238 with what all of them know, SHA-1, six digits, thirty seconds. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 20;
const STEP_MS = 30_000;
const DIGITS = 6;
/** A clock may be a step off, or somebody types slowly. */
const STEPS_AROUND = [0n, -1n, 1n] as const;

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/**
 * The time step whose code this is, or undefined. A step up to `lastStep`, whose code was used already, is
 * not accepted again: whoever looked over a shoulder has nothing.
 */
export function totpStep(
  secret: Buffer,
  code: string,
  nowMs: number,
  lastStep: bigint | null,
): bigint | undefined {
  const given = Buffer.from(code.replaceAll(' ', ''));
  const current = BigInt(Math.floor(nowMs / STEP_MS));
  return STEPS_AROUND.map((offset) => current + offset).find((step) => {
    const expected = Buffer.from(totpCode(secret, step));
    const isRight = expected.length === given.length && timingSafeEqual(expected, given);
    return isRight && (lastStep === null || step > lastStep);
  });
}

/** The code of one time step (RFC 4226). */
export function totpCode(secret: Buffer, step: bigint): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(step);
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The secret as people type it. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('');
}

/** What an authenticator app reads from the QR code. */
export function otpauthUri(secret: Buffer, email: string): string {
  const label = `PayCenter:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=PayCenter&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1_000}`;
}

/** Tokens that prove who asks: long random texts of which only a digest is kept. */
import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** 256 random bits, URL-safe. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * What the database keeps and looks up by. A plain digest is enough for a text that nobody can guess,
 * and a look-up by digest tells nothing by its timing.
 */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

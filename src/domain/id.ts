/**
 * Ids: 48 bits of time, then 112 random bits, in 32 characters of lower-case Crockford base 32.
 * The time first keeps new rows together in every index and lets tables be partitioned by month;
 * the random part makes an id unguessable (a `trans_id` is all that `verify` asks for).
 */
import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_BYTES = 20;
const POOL_BYTES = ID_BYTES * 256;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/** A new id, ordered by the millisecond it was made in. */
export function newId(nowMs: number = Date.now()): string {
  if (used + ID_BYTES > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + ID_BYTES);
  used += ID_BYTES;
  bytes.writeUIntBE(nowMs, 0, 6);
  let text = '';
  for (let at = 0; at < ID_BYTES; at += 5) text += fiveBytes(bytes, at);
  return text;
}

function fiveBytes(bytes: Buffer, at: number): string {
  const high = bytes.readUInt16BE(at) * 16 + ((bytes[at + 2] ?? 0) >> 4);
  const low = (((bytes[at + 2] ?? 0) & 15) << 16) | bytes.readUInt16BE(at + 3);
  return twentyBits(high) + twentyBits(low);
}

function twentyBits(value: number): string {
  return (
    ALPHABET.charAt((value >> 15) & 31) +
    ALPHABET.charAt((value >> 10) & 31) +
    ALPHABET.charAt((value >> 5) & 31) +
    ALPHABET.charAt(value & 31)
  );
}

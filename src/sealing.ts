/**
 * Secrets at rest: AES-256-GCM under the master key. A sealed value is
 * `key id (4 bytes) | nonce (12) | tag (16) | ciphertext`; the purpose is authenticated with it, so a
 * value cannot be moved from one column to another.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK_BYTES = 18;

export type Sealer = {
  /** What values that are sealed now begin with. */
  readonly currentKeyId: Buffer;
  seal(plain: Buffer | string, purpose: string): Buffer;
  /** Throws when no key fits, or the value was changed or moved. */
  open(sealed: Buffer, purpose: string): Buffer;
  /** A token that only we could have made of this text, for this purpose; URL-safe. */
  mark(text: string, purpose: string): string;
  isMarked(text: string, purpose: string, mark: string): boolean;
};

/**
 * @param keys 32 bytes each; the first seals, all of them open (so keys can be rotated).
 */
export function createSealer(keys: readonly Buffer[]): Sealer {
  const [newest] = keys;
  if (!newest || keys.some((key) => key.length !== 32)) {
    throw new Error('A master key is 32 bytes; at least one is needed.');
  }
  // As key objects: Node makes one of plain bytes at every use, which costs more than the cipher.
  const byId = new Map(keys.map((key) => [keyId(key), createSecretKey(key)]));
  const current = createSecretKey(newest);
  const currentKeyId = Buffer.from(keyId(newest), 'hex');
  return {
    currentKeyId,
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(purpose));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([currentKeyId, nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, purpose) {
      const key = byId.get(sealed.subarray(0, KEY_ID_BYTES).toString('hex'));
      if (!key) throw new Error(`No master key given opens this ${purpose}.`);
      const nonceEnd = KEY_ID_BYTES + NONCE_BYTES;
      const decipher = createDecipheriv(
        'aes-256-gcm',
        key,
        sealed.subarray(KEY_ID_BYTES, nonceEnd),
        // Without it a shorter tag would do, which is easier to guess.
        { authTagLength: TAG_BYTES },
      );
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(sealed.subarray(nonceEnd, nonceEnd + TAG_BYTES));
      const text = sealed.subarray(nonceEnd + TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]);
    },
    mark: (text, purpose) => markOf(current, text, purpose),
    isMarked(text, purpose, mark) {
      const given = Buffer.from(mark);
      return [...byId.values()].some((key) => {
        const expected = Buffer.from(markOf(key, text, purpose));
        return expected.length === given.length && timingSafeEqual(expected, given);
      });
    },
  };
}

function markOf(key: KeyObject, text: string, purpose: string): string {
  const derived = createHmac('sha256', key).update(`paycenter mark ${purpose}`).digest();
  const digest = createHmac('sha256', derived).update(text).digest();
  return digest.subarray(0, MARK_BYTES).toString('base64url');
}

function keyId(key: Buffer): string {
  return createHash('sha256').update('paycenter key id').update(key).digest('hex').slice(0, 8);
}

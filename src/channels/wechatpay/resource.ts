/** What a notice is about, encrypted with a key that only WeChat Pay and this merchant have. */
import { createDecipheriv } from 'node:crypto';
import { jsonOf } from '../http.ts';
import { textAt } from '../read-json.ts';

const ALGORITHM = 'AEAD_AES_256_GCM';
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** The JSON inside; undefined when this key does not open it. */
export function openResource(resource: unknown, apiV3Key: string): unknown {
  const key = Buffer.from(apiV3Key);
  const nonce = textAt(resource, 'nonce');
  const sealed = Buffer.from(textAt(resource, 'ciphertext') ?? '', 'base64');
  const known = textAt(resource, 'algorithm') === ALGORITHM;
  if (!known || key.length !== KEY_BYTES || !nonce || sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce), {
    authTagLength: TAG_BYTES,
  });
  // It may be empty, or left out.
  decipher.setAAD(Buffer.from(textAt(resource, 'associated_data') ?? ''));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return jsonOf(
      Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]),
    );
  } catch {
    return undefined;
  }
}

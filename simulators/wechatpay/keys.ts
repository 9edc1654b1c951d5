/** The keys of the simulated WeChat Pay and of its one merchant, made at start. */
import {
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomInt,
  sign,
  verify,
} from 'node:crypto';

/** Such signatures are sent on purpose, to see whether anybody believes them. */
export const PROBE = 'WECHATPAY/SIGNTEST/';

/** What can be wrong with a signature of ours, when a script wants it to be. */
export const SIGNATURE_FAULTS = [
  ...(['unsigned', 'signature', 'other_key', 'serial', 'stale', 'future', 'probe'] as const),
] as const;

export type SignatureFault = (typeof SIGNATURE_FAULTS)[number];

export type Keys = {
  readonly mchid: string;
  readonly appid: string;
  readonly serialNo: string;
  /** The merchant's, as PEM: given away with the settings, and not used here. */
  readonly merchantPrivateKey: string;
  readonly apiV3Key: string;
  readonly platformKeyId: string;
  /** As PEM. */
  readonly platformPublicKey: string;
  /** Whether the merchant has signed this text. */
  isMerchants(text: string, signature: string): boolean;
  /** The headers that vouch for a body, or that only look as if they did. */
  vouchFor(body: string, fault?: SignatureFault): Readonly<Record<string, string>>;
  /** The resource of a notice. */
  encrypt(plain: unknown, originalType: string, associatedData: string): Resource;
};

export type Resource = {
  readonly original_type: string;
  readonly algorithm: string;
  readonly ciphertext: string;
  readonly associated_data: string;
  readonly nonce: string;
};

const STALE_S = 301;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const letters = (length: number) =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
const digits = (length: number) => Array.from({ length }, () => randomInt(10)).join('');
const pem = (key: KeyObject, type: 'spki' | 'pkcs8') =>
  key.export({ format: 'pem', type } as { format: 'pem'; type: 'spki' }).toString();

export function createKeys(): Keys {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const apiV3Key = letters(32);
  const platformKeyId = `PUB_KEY_ID_01${digits(32)}`;

  return {
    mchid: `19${digits(8)}`,
    appid: `wx${randomBytes(8).toString('hex')}`,
    serialNo: randomBytes(20).toString('hex').toUpperCase(),
    merchantPrivateKey: pem(merchant.privateKey, 'pkcs8'),
    apiV3Key,
    platformKeyId,
    platformPublicKey: pem(platform.publicKey, 'spki'),
    isMerchants: (text, signature) =>
      verify(
        'sha256',
        Buffer.from(text),
        createPublicKey(merchant.privateKey),
        Buffer.from(signature, 'base64'),
      ),
    vouchFor(body, fault) {
      if (fault === 'unsigned') return {};
      const apartS = fault === 'stale' ? -STALE_S : fault === 'future' ? STALE_S + 1 : 0;
      const timestamp = String(Math.floor(Date.now() / 1_000) + apartS);
      const nonce = letters(32);
      const text = `${timestamp}\n${nonce}\n${fault === 'signature' ? `${body} ` : body}\n`;
      const key = fault === 'other_key' ? merchant.privateKey : platform.privateKey;
      const signature = sign('sha256', Buffer.from(text), key).toString('base64');
      return {
        'Wechatpay-Timestamp': timestamp,
        'Wechatpay-Nonce': nonce,
        'Wechatpay-Signature': fault === 'probe' ? `${PROBE}${signature}` : signature,
        'Wechatpay-Serial': fault === 'serial' ? `PUB_KEY_ID_02${digits(32)}` : platformKeyId,
        'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
      };
    },
    encrypt(plain, originalType, associatedData) {
      const nonce = letters(12);
      const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce));
      cipher.setAAD(Buffer.from(associatedData));
      const sealed = [cipher.update(JSON.stringify(plain)), cipher.final(), cipher.getAuthTag()];
      return {
        original_type: originalType,
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: Buffer.concat(sealed).toString('base64'),
        associated_data: associatedData,
        nonce,
      };
    },
  };
}

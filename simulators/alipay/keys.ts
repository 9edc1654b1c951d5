/** The keys of both sides, made at start, and what is signed with them. */
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

export type Fields = Readonly<Record<string, string>>;

export type Keys = {
  /** The application's, for the merchant; as base64, as Alipay's own tool gives it. */
  readonly appPrivateKey: string;
  /** Alipay's, for the merchant to check with. */
  readonly alipayPublicKey: string;
  /** Whether the merchant has signed this. */
  isFromApp(text: string, signature: string): boolean;
  /** Signs as Alipay. */
  sign(text: string, how?: 'RSA2' | 'RSA'): string;
  /** Signs as somebody else. */
  signAsStranger(text: string): string;
};

let pairs: { readonly app: KeyPair; readonly alipay: KeyPair } | undefined;

type KeyPair = ReturnType<typeof newPair>;

/** Made once in a process, as making them takes long: all its simulators have the same. */
export function createKeys(): Keys {
  pairs ??= { app: newPair(), alipay: newPair() };
  const { app, alipay } = pairs;
  const signed = (text: string, key: KeyObject, hash = 'sha256') =>
    sign(hash, Buffer.from(text), key).toString('base64');
  return {
    appPrivateKey: app.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    alipayPublicKey: alipay.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    isFromApp: (text, signature) => isSignedWith(app.publicKey, text, signature),
    sign: (text, how = 'RSA2') =>
      signed(text, alipay.privateKey, how === 'RSA2' ? 'sha256' : 'sha1'),
    // Any key that is not Alipay's.
    signAsStranger: (text) => signed(text, app.privateKey),
  };
}

function newPair() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** An RSA2 signature: SHA-256, PKCS#1 v1.5, base64. */
export function isSignedWith(key: KeyObject, text: string, signature: string): boolean {
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

/** The text that is signed: every field but those named, by name, none that is empty. */
export function signedText(fields: Fields, without: readonly string[]): string {
  return Object.entries(fields)
    .filter(([name, value]) => value !== '' && !without.includes(name))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

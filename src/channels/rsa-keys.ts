/** RSA keys as people paste them into settings: PEM, or the bare base64 of what a PEM holds. */
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  type PrivateKeyInput,
  type PublicKeyInput,
  X509Certificate,
} from 'node:crypto';
import type { SettingRule } from '../domain/channel.ts';

/** Some consoles and shells write `\\n` for a line's end. */
const LINE_END = /\\n/g;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]+-----END \1-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The private key in the text; undefined when there is none of RSA that can be read. */
export function readPrivateKey(given: string): KeyObject | undefined {
  const text = given.replace(LINE_END, '\n');
  const read = (input: PrivateKeyInput | string) => () => createPrivateKey(input);
  const der = derOf(text);
  return firstRsa(
    der
      ? (['pkcs8', 'pkcs1'] as const).map((type) => read({ key: der, format: 'der', type }))
      : [read(text)],
  );
}

/**
 * The public keys in the text, in its order: keys or certificates as PEM, one after the other, or as
 * bare base64 with commas between them. Undefined when one cannot be read, is not of RSA, or is a
 * private key, which belongs elsewhere.
 */
export function readPublicKeys(given: string): readonly KeyObject[] | undefined {
  const text = given.replace(LINE_END, '\n');
  const blocks = text.includes('-----') ? (text.match(PEM) ?? []) : text.split(',');
  const keys = blocks.map(readPublicKey).filter((key) => key !== undefined);
  return keys.length > 0 && keys.length === blocks.length ? keys : undefined;
}

function readPublicKey(text: string): KeyObject | undefined {
  if (text.includes('PRIVATE KEY')) return undefined;
  const read = (input: PublicKeyInput | string) => () => createPublicKey(input);
  const der = derOf(text);
  if (!der) return firstRsa([read(text)]);
  return firstRsa([
    read({ key: der, format: 'der', type: 'spki' }),
    read({ key: der, format: 'der', type: 'pkcs1' }),
    () => new X509Certificate(der).publicKey,
  ]);
}

function derOf(text: string): Buffer | undefined {
  const joined = text.replace(/\s/g, '');
  return BASE64.test(joined) ? Buffer.from(joined, 'base64') : undefined;
}

function firstRsa(ways: readonly (() => KeyObject)[]): KeyObject | undefined {
  for (const way of ways) {
    try {
      const key = way();
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Not written in this way.
    }
  }
  return undefined;
}

/** A setting that holds our private key: always a secret. */
export function privateKeySetting(about: string): SettingRule {
  return {
    about,
    secret: true,
    required: true,
    check: (value) =>
      readPrivateKey(value)
        ? undefined
        : 'it is an RSA private key without a password, as PEM or as base64.',
  };
}

/** A setting that holds a channel's public key, or several. */
export function publicKeySetting(about: string): SettingRule {
  return {
    about,
    required: true,
    check: (value) =>
      readPublicKeys(value)
        ? undefined
        : 'it is an RSA public key or a certificate, as PEM or as base64.',
  };
}

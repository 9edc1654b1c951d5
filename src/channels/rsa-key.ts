/** RSA keys as people paste them: PEM, or the bare base64 that channels show in their consoles. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** The private key in the text, PKCS#8 or PKCS#1; undefined when there is none. */
export function readRsaPrivateKey(text: string): KeyObject | undefined {
  return readRsaKey(text, ['pkcs8', 'pkcs1'], (key, type) =>
    createPrivateKey({ key, format: 'der', type }),
  );
}

/** The public key in the text, SPKI or PKCS#1; undefined when there is none. A certificate is none. */
export function readRsaPublicKey(text: string): KeyObject | undefined {
  // Node would derive the public half; but who pastes a private key here has mixed them up.
  if (readRsaPrivateKey(text)) return undefined;
  return readRsaKey(text, ['spki', 'pkcs1'], (key, type) =>
    createPublicKey({ key, format: 'der', type }),
  );
}

/** What armour and white space are taken from; some consoles and shells write `\n` for a line's end. */
const ARMOUR = /-----[A-Z ]+-----|\\n|\s/g;

function readRsaKey<Type extends string>(
  text: string,
  types: readonly Type[],
  read: (der: Buffer, type: Type) => KeyObject,
): KeyObject | undefined {
  const der = Buffer.from(text.replace(ARMOUR, ''), 'base64');
  for (const type of types) {
    try {
      const key = read(der, type);
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Not written in this way.
    }
  }
  return undefined;
}

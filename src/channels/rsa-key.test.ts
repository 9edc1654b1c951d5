import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readRsaPrivateKey, readRsaPublicKey } from './rsa-key.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function bare(der: Buffer): string {
  return der.toString('base64');
}

function inLines(base64: string): string {
  return `${base64.replace(/(.{64})/g, '$1\r\n')}\n`;
}

describe('a private key', () => {
  const pkcs8 = bare(privateKey.export({ type: 'pkcs8', format: 'der' }));
  const pkcs1 = bare(privateKey.export({ type: 'pkcs1', format: 'der' }));
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const oldPem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

  test.each([
    ['PKCS#8 as PEM', pem],
    ['PKCS#1 as PEM', oldPem],
    ['PEM on one line', pem.replaceAll('\n', '\\n')],
    ['PKCS#8 as base64', pkcs8],
    ['PKCS#1 as base64', pkcs1],
    ['base64 in lines', inLines(pkcs8)],
  ])('is read from %s', (_, text) => {
    expect(readRsaPrivateKey(text)?.equals(privateKey)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['some text', 'my secret'],
    ['half a key', pkcs8.slice(0, 400)],
    ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['another algorithm', elliptic.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    [
      'a key under a password',
      privateKey
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
        .toString(),
    ],
  ])('is not %s', (_, text) => {
    expect(readRsaPrivateKey(text)).toBeUndefined();
  });
});

describe('a public key', () => {
  const spki = bare(publicKey.export({ type: 'spki', format: 'der' }));

  test.each([
    ['SPKI as PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['PKCS#1 as PEM', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['SPKI as base64', spki],
    ['PKCS#1 as base64', bare(publicKey.export({ type: 'pkcs1', format: 'der' }))],
    ['base64 in lines', inLines(spki)],
  ])('is read from %s', (_, text) => {
    expect(readRsaPublicKey(text)?.equals(publicKey)).toBe(true);
  });

  test('is not derived from a private one, which was pasted by mistake', () => {
    const pasted = bare(privateKey.export({ type: 'pkcs8', format: 'der' }));
    expect(readRsaPublicKey(pasted)).toBeUndefined();
  });
});

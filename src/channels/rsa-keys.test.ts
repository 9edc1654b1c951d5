import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAuthority } from '../../simulators/certificate-maker.ts';
import { privateKeySetting, publicKeySetting, readPrivateKey, readPublicKeys } from './rsa-keys.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const pem = (key: KeyObject, type: string) =>
  key.export({ format: 'pem', type } as { format: 'pem'; type: 'spki' }).toString();
const base64 = (key: KeyObject, type: string) =>
  key.export({ format: 'der', type } as { format: 'der'; type: 'spki' }).toString('base64');
const certificate = createAuthority('Anybody').issue({ commonName: 'a', keys: rsa }).certificate;
const inLines = (text: string) => text.replace(/.{64}/g, '$&\n');

function signedWith(key: KeyObject | undefined): boolean {
  const signature = key ? sign('sha256', Buffer.from('text'), key) : Buffer.alloc(0);
  return verify('sha256', Buffer.from('text'), rsa.publicKey, signature);
}

describe('a private key', () => {
  test.each([
    ['PEM', pem(rsa.privateKey, 'pkcs8')],
    ['the older PEM', pem(rsa.privateKey, 'pkcs1')],
    ['PEM with another system’s line ends', pem(rsa.privateKey, 'pkcs8').replaceAll('\n', '\r\n')],
    ['PEM on one line', pem(rsa.privateKey, 'pkcs8').replaceAll('\n', '\\n')],
    ['bare base64', base64(rsa.privateKey, 'pkcs8')],
    ['the older base64', base64(rsa.privateKey, 'pkcs1')],
    ['base64 in lines', inLines(base64(rsa.privateKey, 'pkcs8'))],
  ])('is read from %s', (_, text) => {
    expect(signedWith(readPrivateKey(text))).toBe(true);
    expect(privateKeySetting('').check?.(text)).toBeUndefined();
  });

  test.each([
    ['a public key', pem(rsa.publicKey, 'spki')],
    ['a key that is not of RSA', pem(curve.privateKey, 'pkcs8')],
    ['half a key', pem(rsa.privateKey, 'pkcs8').slice(0, 400)],
    ['base64 of something else', Buffer.from('something else').toString('base64')],
    ['a path', '/etc/paycenter/key.pem'],
    ['nothing', ''],
  ])('is not read from %s', (_, text) => {
    expect(readPrivateKey(text)).toBeUndefined();
    expect(privateKeySetting('').check?.(text)).toMatch(/^it is an RSA private key/);
  });

  test('is a secret that an account needs', () => {
    expect(privateKeySetting('')).toMatchObject({ secret: true, required: true });
  });
});

describe('public keys', () => {
  const same = (text: string) => readPublicKeys(text)?.map((key) => key.equals(rsa.publicKey));

  test.each([
    ['PEM', pem(rsa.publicKey, 'spki')],
    ['the older PEM', pem(rsa.publicKey, 'pkcs1')],
    ['a certificate', certificate],
    ['bare base64', base64(rsa.publicKey, 'spki')],
    ['the older base64', base64(rsa.publicKey, 'pkcs1')],
    ['a certificate as base64', certificate.replace(/-----.*-----|\s/g, '')],
  ])('are read from %s', (_, text) => {
    expect(same(text)).toEqual([true]);
    expect(publicKeySetting('').check?.(text)).toBeUndefined();
  });

  test.each([
    ['PEM', `${certificate}\n${pem(other.publicKey, 'spki')}`],
    ['base64', `${base64(rsa.publicKey, 'spki')}, ${base64(other.publicKey, 'spki')}`],
  ])('are read in their order from %s', (_, text) => {
    expect(same(text)).toEqual([true, false]);
  });

  test.each([
    ['a private key', pem(rsa.privateKey, 'pkcs8')],
    ['a key that is not of RSA', pem(curve.publicKey, 'spki')],
    [
      'one that can be read and one that cannot',
      `${pem(rsa.publicKey, 'spki')}${pem(curve.publicKey, 'spki')}`,
    ],
    ['nothing', ''],
  ])('are not read from %s', (_, text) => {
    expect(readPublicKeys(text)).toBeUndefined();
    expect(publicKeySetting('').check?.(text)).toMatch(/^it is an RSA public key/);
  });
});

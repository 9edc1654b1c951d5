import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { openResource } from './resource.ts';
import { authorizationOf, messageBytes, requestText, signatureFault } from './signature.ts';
import { accountWith, setScene } from './wechatpay.test-support.ts';

const { ts, nonce, note, noteSig } = vectors;
const SERIAL = 'PUB_KEY_ID_0000000000000024101100397200000006';
const account = accountWith({
  platform_key_id: SERIAL,
  platform_public_key: vectors.publicKey,
});
const sentAtMs = Number(ts) * 1_000;

function fault(change: {
  body?: string;
  headers?: Record<string, string | undefined>;
  atMs?: number;
  settings?: Record<string, string>;
}) {
  const headers = {
    'wechatpay-timestamp': ts,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': noteSig,
    'wechatpay-serial': SERIAL,
    ...change.headers,
  };
  const settings = { ...account.settings, ...change.settings } as Record<string, string>;
  const body = Buffer.from(change.body ?? note);
  return signatureFault({ ...account, settings }, headers, body, change.atMs ?? sentAtMs);
}

describe('the published vector', () => {
  test('of a request is the text that we sign', () => {
    const [, , , , body = ''] = vectors.requestString.split('\n');
    const request = { method: 'POST', target: '/v3/pay/transactions/native', body };
    const text = requestText(request, ts, nonce);
    expect(text).toBe(vectors.requestString);
    const key = createPublicKey(vectors.publicKey);
    const signature = Buffer.from(vectors.requestSig, 'base64');
    expect(verify('sha256', Buffer.from(text), key, signature)).toBe(true);
  });

  test('of a notice is signed by the owner of the public key, and of the certificate', () => {
    expect(fault({})).toBeUndefined();
    expect(fault({ settings: { platform_public_key: vectors.certificate } })).toBeUndefined();
    const signed = messageBytes(ts, nonce, Buffer.from(note));
    const { publicKey } = new X509Certificate(vectors.certificate);
    expect(verify('sha256', signed, publicKey, Buffer.from(noteSig, 'base64'))).toBe(true);
  });

  test('of a resource opens to the very text', () => {
    const { resource } = JSON.parse(note);
    expect(resource).toMatchObject({
      ...{ nonce: vectors.iv, associated_data: vectors.aad, ciphertext: vectors.ciphertext },
    });
    expect(openResource(resource, vectors.apiV3Key)).toEqual(JSON.parse(vectors.plain));
  });

  test.each([
    ['another key', {}, 'f123456789abcdef0123456789abcdef'],
    ['a key that is too short', {}, '0123456789abcdef'],
    ['other associated data', { associated_data: 'refund' }, vectors.apiV3Key],
    [
      'a ciphertext that was changed',
      { ciphertext: `E${vectors.ciphertext.slice(1)}` },
      vectors.apiV3Key,
    ],
    ['no ciphertext', { ciphertext: '' }, vectors.apiV3Key],
    ['another algorithm', { algorithm: 'AEAD_SM4_GCM' }, vectors.apiV3Key],
  ])('of a resource does not open with %s', (_, change, key) => {
    const { resource } = JSON.parse(note);
    expect(openResource({ ...resource, ...change }, key)).toBeUndefined();
  });
});

describe('what WeChat Pay says is believed', () => {
  test.each([-300, 0, 300])('within five minutes either way: %i s', (seconds) => {
    expect(fault({ atMs: sentAtMs + seconds * 1_000 })).toBeUndefined();
  });

  test('whichever of its two keys has signed it, while it changes from one to the other', async () => {
    const { simulator } = await setScene();
    const { platform_key_id: id, platform_public_key: key } = simulator.settings;
    const both = {
      platform_key_id: `${id}, ${SERIAL}`,
      platform_public_key: `${key}${vectors.publicKey}`,
    };
    expect(fault({ settings: both })).toBeUndefined();
    const swapped = { ...both, platform_key_id: `${SERIAL},${id}` };
    expect(fault({ settings: swapped })).toBe('has a wrong signature');
  });

  test('with the serial number of a certificate in either case', () => {
    const settings = { platform_key_id: '5157f09efdc096de15ebe81a47057a7232f1b8e1' };
    const headers = { 'wechatpay-serial': '5157F09EFDC096DE15EBE81A47057A7232F1B8E1' };
    expect(fault({ settings, headers })).toBeUndefined();
  });
});

describe('what WeChat Pay says is not believed', () => {
  test.each([
    ['a second too old', { atMs: sentAtMs + 301_000 }, 'is not of this time'],
    ['a second too new', { atMs: sentAtMs - 301_000 }, 'is not of this time'],
    ['without a timestamp', { headers: { 'wechatpay-timestamp': undefined } }, 'is not signed'],
    [
      'with a timestamp that is none',
      { headers: { 'wechatpay-timestamp': 'NaN' } },
      'is not of this time',
    ],
    ['without a nonce', { headers: { 'wechatpay-nonce': '' } }, 'is not signed'],
    ['without a signature', { headers: { 'wechatpay-signature': undefined } }, 'is not signed'],
    ['without a serial', { headers: { 'wechatpay-serial': undefined } }, 'is not signed'],
    [
      'with a serial that is not known',
      { headers: { 'wechatpay-serial': 'PUB_KEY_ID_1' } },
      'is signed with a key that the account does not know',
    ],
    [
      'with the nonce of another',
      { headers: { 'wechatpay-nonce': 'other' } },
      'has a wrong signature',
    ],
    ['with one more space', { body: `${note} ` }, 'has a wrong signature'],
    [
      'as a probe',
      { headers: { 'wechatpay-signature': `WECHATPAY/SIGNTEST/${noteSig}` } },
      'has the signature of a probe',
    ],
    [
      'by an account without a key',
      { settings: { platform_public_key: '' } },
      'is signed with a key that the account does not know',
    ],
    [
      'by an account without a key id',
      { settings: { platform_key_id: '' } },
      'is signed with a key that the account does not know',
    ],
  ])('%s', (_, change, why) => {
    expect(fault(change)).toBe(why);
  });
});

test('without a private key nothing is signed', () => {
  const request = { method: 'GET', target: '/', body: '' };
  expect(authorizationOf(accountWith({}), request, sentAtMs)).toBeUndefined();
});

import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAuthority } from '../../simulators/certificate-maker.ts';
import { chainFault, namesOf, readCertificates, trustedAuthorities } from './certificate-chain.ts';

const DAY_MS = 86_400_000;
const now = Date.now();
const authority = createAuthority('Authority');
const read = (pem: string) => readCertificates(pem) ?? [];
const anchors = read(authority.certificate);
const leaf = authority.issue({ commonName: 'a.paypal.com', hosts: ['b.example', '127.0.0.1'] });

describe('a certificate', () => {
  test('is vouched for by who has issued it', () => {
    expect(chainFault(read(leaf.certificate), anchors, now)).toBeUndefined();
  });

  test('is vouched for by being trusted itself', () => {
    expect(chainFault(read(leaf.certificate), read(leaf.certificate), now)).toBeUndefined();
  });

  test('is not vouched for by an authority of the same name with another key', () => {
    const namesake = read(createAuthority('Authority').certificate);
    expect(chainFault(read(leaf.certificate), namesake, now)).toMatch('nobody');
    expect(chainFault(read(leaf.certificate), trustedAuthorities(), now)).toMatch('nobody');
    expect(chainFault([], anchors, now)).toMatch('nobody');
  });

  test('is not vouched for by a certificate that may not issue any', () => {
    const helper = authority.issue({ commonName: 'Authority' });
    const forged = createAuthority('Authority').issue({ commonName: 'a.paypal.com' });
    const chain = read(forged.certificate + helper.certificate);
    expect(chainFault(chain, anchors, now)).toMatch('nobody');
  });

  test('counts only in its time', () => {
    for (const timeMs of [now - 2 * DAY_MS, now + 400 * DAY_MS]) {
      expect(chainFault(read(leaf.certificate), anchors, timeMs)).toMatch('not valid');
    }
  });

  test('tells its names', () => {
    const [certificate] = read(leaf.certificate);
    expect(certificate && namesOf(certificate)).toEqual(['b.example', '127.0.0.1', 'a.paypal.com']);
  });
});

describe('certificates as text', () => {
  test('are PEM, several too, or one in bare base64', () => {
    expect(read(`text before\n${leaf.certificate}${authority.certificate}`)).toHaveLength(2);
    const bare = new X509Certificate(leaf.certificate).raw.toString('base64');
    expect(read(bare).map(({ subject }) => subject)).toEqual(['CN=a.paypal.com']);
  });

  test.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    '"%s" is none',
    (text) => {
      expect(readCertificates(text)).toBeUndefined();
    },
  );
});

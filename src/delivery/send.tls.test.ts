import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listen, post, startSender } from './delivery.fixture.ts';

/** A throwaway key, and the certificate it signed for itself: merchant.test, valid 2020 to 2120. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaJLqO4V9xhugbaNA
SH4mfzxqUVu42nrCKJ9iJTmHEmahRANCAAS72OjDXfyi17r9y9R6taGeyCNrt1aH
Io1g1I68Xu2XkA380t1aLsM90WZjcgdrW1w8dZo3h52HoEhvdlcihFBX
-----END PRIVATE KEY-----
`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1tZXJjaGFu
dC50ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1tZXJjaGFudC50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEu9jo
w138ote6/cvUerWhnsgja7dWhyKNYNSOvF7tl5AN/NLdWi7DPdFmY3IHa1tcPHWa
N4edh6BIb3ZXIoRQV6NMMEowDwYDVR0TAQH/BAUwAwEB/zAYBgNVHREEETAPgg1t
ZXJjaGFudC50ZXN0MB0GA1UdDgQWBBQBia7ShTrg0s5hrW4JhD7nwE2/yjAKBggq
hkjOPQQDAgNHADBEAiBzZah8GEjzEqWHjZZL/ozk0spo/WRq9zl/M7+Z43AlMQIg
BNCGf3k4kHBnsjzDiju//RFoF+2EbAoDrbIiJbnRsE4=
-----END CERTIFICATE-----
`;

const resolve = async () => ['127.0.0.1'];

async function startTlsMerchant() {
  const names: unknown[] = [];
  const server = createServer({ key, cert }, (request, reply) => {
    names.push('servername' in request.socket && request.socket.servername);
    reply.end('3,1');
  });
  return Object.assign(await listen(server), { names });
}

describe('a merchant with a certificate that', () => {
  describe('is trusted', () => {
    const authorities = getCACertificates('default');
    beforeAll(() => setDefaultCACertificates([...authorities, cert]));
    afterAll(() => setDefaultCACertificates(authorities));

    test('and bears the URL’s name is sent to, by the address that was checked', async () => {
      const merchant = await startTlsMerchant();
      const sender = startSender({ resolve, connectionsPerOrigin: 1 });
      const url = `https://merchant.test:${merchant.port}/`;
      for (const _ of [1, 2]) {
        const result = await post(sender, url);
        expect(result).toMatchObject({ outcome: 'answered', address: '127.0.0.1' });
      }
      expect(merchant.names).toEqual(['merchant.test', 'merchant.test']);
      expect(merchant.connections).toBe(1);
    });

    test.each(['other.test', '127.0.0.1', 'x.merchant.test'])(
      'but does not bear the name %s is not sent to',
      async (host) => {
        const merchant = await startTlsMerchant();
        const result = await post(startSender({ resolve }), `https://${host}:${merchant.port}/`);
        expect(result).toMatchObject({ outcome: 'failed', why: 'tls_failed' });
        expect(merchant.names).toEqual([]);
      },
    );
  });

  test('nobody vouches for is not sent to, even where the environment waives the check', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const merchant = await startTlsMerchant();
    const url = `https://merchant.test:${merchant.port}/`;
    const result = await post(startSender({ resolve }), url);
    vi.unstubAllEnvs();
    expect(result).toMatchObject({ outcome: 'failed', why: 'tls_failed', address: '127.0.0.1' });
    expect(merchant.names).toEqual([]);
  });
});

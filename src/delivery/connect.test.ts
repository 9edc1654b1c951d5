import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Merchant,
  post,
  startGoodMerchant,
  startMerchant,
  startRawMerchant,
  startSender,
} from './delivery.fixture.ts';
import { hostResolver } from './resolve.ts';
import { parseCidrs } from './target.ts';

const publicOnly = { allowedNetworks: [] };

describe('threat 15: no payload reaches a private address', () => {
  let merchant: Merchant;
  beforeEach(async () => {
    merchant = await startGoodMerchant();
  });

  /** Names that lead inwards, as public DNS would answer for them. */
  const names: Record<string, string[]> = {
    '127.0.0.1.nip.io': ['127.0.0.1'],
    'localtest.me': ['127.0.0.1'],
    'loopback6.example': ['::1'],
    'metadata.google.internal': ['169.254.169.254'],
    'mapped.example': ['::ffff:127.0.0.1'],
    'nat64.example': ['64:ff9b::7f00:1'],
    'lan.example': ['192.168.1.1'],
    'mixed.example': ['93.184.215.14', '127.0.0.1'],
    'mixed-late.example': ['2606:4700::1', '93.184.215.14', '10.0.0.1'],
    'not-an-address.example': ['localhost'],
    'octal.example': ['0177.0.0.1'],
    'zone.example': ['fe80::1%lo'],
  };

  const hosts = [
    ...['127.0.0.1', '127.1', '127.0.1', '127.0.0.1.', '127.127.127.127', '2130706433'],
    ...['017700000001', '0177.0.0.1', '0x7f.1', '0x7f.0x0.0x0.0x1', '0x7f000001', '0X7F000001'],
    ...['00000177.0.0.1', '127.0.0.0x1', '%31%32%37.0.0.1', '127%2e0%2e0%2e1', '１２７.０.０.１'],
    ...['①②⑦.0.0.1', '127。0。0。1', '0', '0.0.0.0', '0x0', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]'],
    ...['[::127.0.0.1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]'],
    ...[
      '[::ffff:0:127.0.0.1]',
      '[64:ff9b::127.0.0.1]',
      '[64:ff9b:1::127.0.0.1]',
      '[2002:7f00:1::]',
    ],
    ...['[2001:0:7f00:1::]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]'],
    ...[
      '[100::1]',
      '[2001:db8::1]',
      '169.254.169.254',
      '2852039166',
      '0xa9fea9fe',
      '0251.0376.0251.0376',
    ],
    ...['[::ffff:169.254.169.254]', '100.100.100.200', '168.63.129.16', '192.0.0.192', '10.0.0.1'],
    ...['172.16.0.1', '192.168.0.1', '100.64.0.1', '198.18.0.1', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', 'localhost', 'LOCALHOST', 'localhost.', 'x.localhost', 'ⓛocalhost'],
    ...Object.keys(names),
  ];
  const urls = [
    ...hosts.map((host) => `http://${host}:PORT/callback?a=1`),
    'https://127.0.0.1:PORT/',
    'https://[::1]:PORT/',
    'http://shop.example@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT#@shop.example/',
    'http://shop.example\\@127.0.0.1:PORT/',
    'http:127.0.0.1:PORT/',
    'http:///127.0.0.1:PORT/',
    '//127.0.0.1:PORT/',
    'http://127.0.0.1\t:PORT/',
    'http://[fe80::1%25lo]:PORT/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/_POST',
    'unix:/var/run/docker.sock',
  ];

  test(`none of ${urls.length} URLs makes one connection`, async () => {
    expect(urls.length).toBeGreaterThanOrEqual(60);
    // The guard's own answer for localhost is under test, so only names it does not know are faked.
    const real = hostResolver({ systemNames: false });
    const resolve = async (hostname: string) => names[hostname] ?? real(hostname);
    const guarded = startSender({ ...publicOnly, resolve });
    for (const url of urls) {
      const result = await post(guarded, url.replace('PORT', String(merchant.port)));
      const why = result.outcome === 'failed' ? result.why : 'answered';
      expect(`${url} ${why}`).toMatch(/ (address_refused|url_refused)$/);
    }
    expect(merchant.connections).toBe(0);
  });

  test('a refused send tells which address and why', async () => {
    const result = await post(startSender(publicOnly), `http://0x7f.1:${merchant.port}/`);
    expect(result).toMatchObject({
      outcome: 'failed',
      why: 'address_refused',
      address: '127.0.0.1',
      detail: '127.0.0.1 is loopback',
    });
  });

  test('a network that is listed opens itself and nothing else', async () => {
    const dev = startSender();
    const { port } = merchant;
    expect(await post(dev, `http://127.0.0.1:${port}/`)).toMatchObject({ outcome: 'answered' });
    expect(await post(dev, `http://localhost:${port}/`)).toMatchObject({ address: '127.0.0.1' });
    for (const host of ['[::ffff:127.0.0.1]', '0.0.0.0', '10.0.0.1']) {
      const result = await post(dev, `http://${host}:${port}/`);
      expect(result).toMatchObject({ why: 'address_refused' });
    }
  });
});

test.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]', '[::1]'])(
  'threat 17: the literal %s is checked although it is never resolved',
  async (host) => {
    const merchant = await startGoodMerchant();
    const resolve = vi.fn(async () => ['93.184.215.14']);
    const result = await post(
      startSender({ ...publicOnly, resolve }),
      `http://${host}:${merchant.port}/`,
    );
    expect(result).toMatchObject({ outcome: 'failed', why: 'address_refused' });
    expect(resolve).not.toHaveBeenCalled();
    expect(merchant.connections).toBe(0);
  },
);

describe('threat 16: DNS rebinding', () => {
  // 127.0.0.1 is listed and so stands for a public address; 127.0.0.2 is not and stands for a
  // private one. The merchant listens on both.
  const allowedNetworks = parseCidrs('127.0.0.1');

  test('one resolution decides: the answer that was checked is the address connected to', async () => {
    const merchant = await startGoodMerchant();
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const resolve = vi.fn(async () => answers.shift() ?? ['127.0.0.2']);
    const result = await post(
      startSender({ allowedNetworks, resolve }),
      `http://rebind.example:${merchant.port}/`,
    );
    expect(result).toMatchObject({ outcome: 'answered', address: '127.0.0.1' });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect([...merchant.open].map((socket) => socket.localAddress)).toEqual(['127.0.0.1']);
  });

  test('a name that turns private after its first connection is refused at the next', async () => {
    const merchant = await startMerchant((_request, reply) =>
      reply.setHeader('connection', 'close').end('3,1'),
    );
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const rebound = startSender({ allowedNetworks, resolve: async () => answers.shift() ?? [] });
    const url = `http://rebind.example:${merchant.port}/`;
    expect(await post(rebound, url)).toMatchObject({ outcome: 'answered' });
    expect(await post(rebound, url)).toMatchObject({
      why: 'address_refused',
      address: '127.0.0.2',
    });
    expect(merchant.connections).toBe(1);
  });

  test.each([
    [['127.0.0.1', '127.0.0.2']],
    [['127.0.0.2', '127.0.0.1']],
    [['127.0.0.1', '::ffff:127.0.0.1']],
  ])('an answer of allowed and forbidden addresses is refused whole: %j', async (answer) => {
    const merchant = await startGoodMerchant();
    const mixed = startSender({ allowedNetworks, resolve: async () => answer });
    const result = await post(mixed, `http://mixed.example:${merchant.port}/`);
    expect(result).toMatchObject({ outcome: 'failed', why: 'address_refused' });
    expect(merchant.connections).toBe(0);
  });

  test('the request names the host, not the address it was pinned to', async () => {
    const merchant = await startGoodMerchant();
    const pinned = startSender({ allowedNetworks, resolve: async () => ['127.0.0.1'] });
    await post(pinned, `http://shop.example:${merchant.port}/`);
    expect(merchant.requests[0]?.message.headers.host).toBe(`shop.example:${merchant.port}`);
  });
});

describe('a host that cannot be connected to', () => {
  test('is given its other addresses before the send fails', async () => {
    const merchant = await startMerchant((_request, reply) => reply.end('3,1'), '127.0.0.1');
    const resolve = async () => ['127.0.0.2', '127.0.0.1'];
    const url = `http://shop.example:${merchant.port}/`;
    const result = await post(startSender({ resolve }), url);
    expect(result).toMatchObject({ outcome: 'answered', address: '127.0.0.1' });
  });

  test('fails as connect_refused when nothing listens there', async () => {
    const merchant = await startGoodMerchant();
    await merchant.close();
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ why: 'connect_refused', address: '127.0.0.1' });
  });

  test.each([
    ['has no address', async () => []],
    [
      'is unknown',
      async () => {
        throw new Error('queryA ENOTFOUND shop.example');
      },
    ],
  ])('fails as dns_failed when its name %s', async (_name, resolve) => {
    const result = await post(startSender({ ...publicOnly, resolve }), 'http://shop.example/');
    expect(result).toMatchObject({ outcome: 'failed', why: 'dns_failed' });
  });

  test('fails as connect_timeout when its name servers keep silent', async () => {
    const silent = startSender({ resolve: () => new Promise(() => {}), connectTimeoutMs: 20 });
    expect(await post(silent, 'http://shop.example/')).toMatchObject({ why: 'connect_timeout' });
  });

  test('fails as connect_timeout when TLS is never spoken, and leaves no socket behind', async () => {
    const mute = await startRawMerchant((socket) => socket.resume());
    const impatient = startSender({ connectTimeoutMs: 50 });
    const result = await post(impatient, `https://127.0.0.1:${mute.port}/`);
    expect(result).toMatchObject({ why: 'connect_timeout', address: '127.0.0.1' });
    await vi.waitFor(() => expect(mute.open.size).toBe(0));
  });

  test('fails as tls_failed when it answers TLS with something else', async () => {
    const plain = await startRawMerchant((socket) => socket.end('HTTP/1.1 400 no\r\n\r\n'));
    const result = await post(startSender(), `https://127.0.0.1:${plain.port}/`);
    expect(result).toMatchObject({ why: 'tls_failed', address: '127.0.0.1' });
  });

  test('can be sent to again once it is back', async () => {
    let answer: string[] = [];
    const merchant = await startGoodMerchant();
    const patient = startSender({ resolve: async () => answer });
    const url = `http://shop.example:${merchant.port}/`;
    expect(await post(patient, url)).toMatchObject({ why: 'dns_failed' });
    answer = ['127.0.0.1'];
    expect(await post(patient, url)).toMatchObject({ outcome: 'answered' });
  });
});

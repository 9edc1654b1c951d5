import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkAddress, parseCallbackUrl, parseCidrs } from './target.ts';

describe('threat 15: only public addresses pass', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.215.14',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '169.253.255.255',
    '198.17.255.255',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81c::200e',
  ])('%s passes', (ip) => {
    expect(checkAddress(ip, [])).toEqual({ allowed: true });
  });

  test.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['100.100.100.200', 'carrierGradeNat'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['168.63.129.16', 'hostAgent'],
    ['169.254.169.254', 'linkLocal'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.192', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::7f00:1', 'unassigned'],
    ['::127.0.0.1', 'ipv4Mapped'],
    ['::808:808', 'unassigned'],
    ['::ffff:127.0.0.1', 'ipv4Mapped'],
    ['::ffff:8.8.8.8', 'ipv4Mapped'],
    ['::ffff:0:10.0.0.1', 'rfc6145'],
    ['64:ff9b::127.0.0.1', 'rfc6052'],
    ['64:ff9b::8.8.8.8', 'rfc6052'],
    ['64:ff9b:1::10.0.0.1', 'rfc6052'],
    ['64:ff9b:1:ffff::1', 'rfc6052'],
    ['100::1', 'discard'],
    ['2001::1', 'teredo'],
    ['2001:0:7f00:1::', 'teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'deprecatedOrchid'],
    ['2001:20::1', 'orchid2'],
    ['2001:db8::1', 'reserved'],
    ['2002:7f00:1::', '6to4'],
    ['2002:a00:1::', '6to4'],
    ['3fff::1', 'reserved'],
    ['4000::1', 'unassigned'],
    ['5f00::1', 'segmentRouting'],
    ['fc00::1', 'uniqueLocal'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['fe80::1', 'linkLocal'],
    ['fec0::1', 'deprecatedSiteLocal'],
    ['ff02::1', 'multicast'],
  ])('%s is refused as %s', (ip, why) => {
    expect(checkAddress(ip, [])).toEqual({ allowed: false, why });
  });

  test.each([
    '',
    'localhost',
    '127.1',
    '0177.0.0.1',
    '0x7f.1',
    '2130706433',
    'fe80::1%eth0',
    '8.8.8.8 ',
  ])('what is no plain address is refused: "%s"', (ip) => {
    expect(checkAddress(ip, parseCidrs('0.0.0.0/0 ::/0')).allowed).toBe(false);
  });
});

describe('the networks an operator lists', () => {
  test('let their own addresses through and no others', () => {
    const allowed = parseCidrs('127.0.0.0/8, 10.1.2.3\tfd00::/8 \n ::1');
    const pass = ['127.0.0.1', '127.9.9.9', '10.1.2.3', 'fd12::1', '::1', '8.8.8.8'];
    const refused = ['10.1.2.4', '192.168.0.1', 'fc00::1', '::2', '::ffff:127.0.0.1'];
    expect(pass.filter((ip) => !checkAddress(ip, allowed).allowed)).toEqual([]);
    expect(refused.filter((ip) => checkAddress(ip, allowed).allowed)).toEqual([]);
  });

  test('may be none', () => {
    expect(parseCidrs('')).toEqual([]);
    expect(parseCidrs(' , ')).toEqual([]);
  });

  test.each([
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '0x0a.0.0.0/8',
    'fe80::%eth0/64',
    'localhost',
    '10.0.0.0/0x8',
    '/8',
  ])('are refused by name when unreadable: %s', (entry) => {
    expect(() => parseCidrs(`127.0.0.1,${entry}`)).toThrow(`"${entry}"`);
  });
});

describe('a callback URL', () => {
  test.each([
    'http://shop.example/',
    'https://shop.example:8443/pay/callback.php?shop=7&x=a%20b',
    'HTTPS://SHOP.example',
    'http://xn--fiqs8s/',
    'http://商店.example/回调',
    'http://93.184.215.14:1/',
    'http://[2606:4700::1]:8080/',
    'https://shop.example/a@b?c=d@e',
  ])('may be %s', (text) => {
    expect(parseCallbackUrl(text)).toMatchObject({ ok: true });
  });

  test('keeps its query string', () => {
    const parsed = parseCallbackUrl('https://shop.example/cb?a=1&a=2&b=%E4%BD%A0+%2B');
    expect(parsed.ok && parsed.url.search).toBe('?a=1&a=2&b=%E4%BD%A0+%2B');
  });

  test.each([
    ['', 'not_a_url'],
    ['shop.example/cb', 'not_a_url'],
    ['//shop.example/cb', 'not_a_url'],
    ['http://', 'not_a_url'],
    ['http:shop.example', 'not_a_url'],
    ['http:/shop.example', 'not_a_url'],
    ['http:///shop.example', 'not_a_url'],
    ['http://?a=1', 'not_a_url'],
    ['http://shop.example:99999/', 'not_a_url'],
    ['http://1.2.3.4.5/', 'not_a_url'],
    ['http://[::1/', 'not_a_url'],
    ['http://shop.example:0/', 'port'],
    ['ftp://shop.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['gopher://127.0.0.1:6379/_x', 'scheme'],
    ['ws://shop.example/', 'scheme'],
    ['http://user:secret@shop.example/', 'userinfo'],
    ['http://@shop.example/', 'userinfo'],
    ['http://shop.example@127.0.0.1/', 'userinfo'],
    ['http://shop.example\\@127.0.0.1/', 'characters'],
    ['http:\\\\shop.example\\', 'characters'],
    [' http://shop.example/', 'characters'],
    ['http://shop.example/\r\nHost: x', 'characters'],
    ['http://sh\top.example/', 'characters'],
    ['http://shop.example/\0', 'characters'],
    ['http://shop.example/a b', 'characters'],
    [`http://shop.example/${'a'.repeat(2000)}`, 'too_long'],
  ])('is refused as %j: %s', (text, why) => {
    expect(parseCallbackUrl(text)).toEqual({ ok: false, why });
  });

  test('of any text is either read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
        expect(typeof parseCallbackUrl(text).ok).toBe('boolean');
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { isListedName, isListedUrl, readHostList } from './host-list.ts';

describe('a list of hosts', () => {
  test.each([
    ['*.paypal.com', 'https://api.paypal.com/x', true],
    ['*.paypal.com', 'https://a.b.paypal.com/x', true],
    ['*.paypal.com', 'https://API.PayPal.com/x', true],
    ['*.paypal.com', 'https://paypal.com/x', false],
    ['*.paypal.com', 'https://evilpaypal.com/x', false],
    ['*.paypal.com', 'https://api.paypal.com.evil.example/x', false],
    ['*.paypal.com', 'https://api.paypal.com:8443/x', false],
    ['*.paypal.com:8443', 'https://api.paypal.com:8443/x', true],
    ['localhost:8443', 'https://localhost:8443/x', true],
    ['localhost:8443', 'https://localhost:8444/x', false],
    ['localhost:443', 'https://localhost/x', true],
    ['localhost', 'https://localhost:8444/x', true],
    ['127.0.0.1:8443, *.example.com', 'https://127.0.0.1:8443/x', true],
    ['[::1]:8443', 'https://[::1]:8443/x', true],
  ])('%s and %s: %s', (list, url, listed) => {
    expect(isListedUrl(readHostList(list) ?? [], new URL(url))).toBe(listed);
  });

  test('names are looked up without their ports', () => {
    const hosts = readHostList('*.paypal.com:8443,localhost:1') ?? [];
    const names = ['m.paypal.com', 'LOCALHOST', 'paypal.com', 'other'];
    expect(names.map((name) => isListedName(hosts, name))).toEqual([true, true, false, false]);
  });

  test.each(['', '*', '*.', 'a b', 'https://a.example', 'a.example/x', 'a.example:', ',', 'a.*.b'])(
    '"%s" is none',
    (text) => {
      expect(readHostList(text)).toBeUndefined();
    },
  );
});

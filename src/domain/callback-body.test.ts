import { parse } from 'node:querystring';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CallbackEvent, callbackBody } from './callback-body.ts';

const event: CallbackEvent = {
  transId: 'T7mV2k',
  orderId: '20120101',
  timestampMs: 1_325_376_000_123,
  timestampUnit: 'ms',
  currency: 'USD',
  gross: '0.01',
  channel: 'paypal',
  item: 'example',
  customData: null,
  status: 'SUCCESS',
  channelData: { payer_email: 'payer@example.com' },
};

/** Decodes as PHP fills $_POST: `+` is a space, then every %XX a byte. */
function decodeAsPhp(body: string): [name: string, value: string][] {
  const urldecode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  return body.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return [urldecode(pair.slice(0, at)), urldecode(pair.slice(at + 1))];
  });
}

test('a callback carries its ten parameters, in the published order', () => {
  expect(callbackBody(event)).toBe(
    'trans_id=T7mV2k&user_id=20120101&timestamp=1325376000123&currency=USD&gross=0.01' +
      '&channel=paypal&item=example&custom_data=20120101&status=SUCCESS' +
      '&channel_data=%7B%22payer_email%22%3A%22payer%40example.com%22%7D',
  );
});

test('a parameter without a value is there all the same', () => {
  const body = callbackBody({ ...event, channel: '', item: '', channelData: {} });
  expect(body).toContain('&channel=&item=&');
  expect(body).toMatch(/&channel_data=%7B%7D$/);
});

test('the timestamp is milliseconds, or whole seconds for an app that wants them', () => {
  const timestamp = (changes: Partial<CallbackEvent>) =>
    new URLSearchParams(callbackBody({ ...event, ...changes })).get('timestamp');
  expect(timestamp({})).toBe('1325376000123');
  expect(timestamp({ timestampUnit: 's' })).toBe('1325376000');
  expect(timestamp({ timestampUnit: 's', timestampMs: 1_325_376_000_999 })).toBe('1325376000');
});

test('custom_data is the order id when none was sent, and what was sent otherwise', () => {
  const customData = (sent: string | null) =>
    new URLSearchParams(callbackBody({ ...event, customData: sent })).get('custom_data');
  expect(customData(null)).toBe('20120101');
  expect(customData('')).toBe('20120101');
  expect(customData('0')).toBe('0');
  expect(customData(' ')).toBe(' ');
});

test('money that went back is told with its minus sign', () => {
  const body = callbackBody({ ...event, status: 'REFUND', gross: '-500' });
  expect(body).toContain('&gross=-500&');
  expect(body).toContain('&status=REFUND&');
});

test.each([
  'a b+c%20d',
  '&=+%;#?/',
  'line\r\nline\n\ttab',
  '🧾👨‍👩‍👧 é e\u0301',
  '\u2028\u2029\u0085\ufeff',
  '\0',
  '%zz%',
  '__proto__',
  '<script>alert("1")</script>',
  "~'()*!-._",
])('custom_data %j comes back byte for byte from PHP-like and node decoders', (customData) => {
  const body = callbackBody({ ...event, customData });
  expect(body).toMatch(/^[\x21-\x7e]+$/);
  expect(new Map(decodeAsPhp(body)).get('custom_data')).toBe(customData);
  expect(new URLSearchParams(body).get('custom_data')).toBe(customData);
  expect(parse(body).custom_data).toBe(customData);
});

test('any item, order and custom_data survive, and add no parameter', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    fc.property(text, text, text, (orderId, item, customData) => {
      const decoded = decodeAsPhp(callbackBody({ ...event, orderId, item, customData }));
      expect(decoded).toHaveLength(10);
      expect(new Map(decoded)).toEqual(
        new Map([...decoded, ['user_id', orderId], ['item', item], ['custom_data', customData]]),
      );
    }),
  );
});

test('channel_data reads back as the JSON it was', () => {
  const channelData = {
    payer_email: 'ä+b@例え.jp',
    note: 'a&b="c"\u2028',
    nested: { n: [1, null] },
  };
  const body = callbackBody({ ...event, channelData });
  const decoded = new Map(decodeAsPhp(body)).get('channel_data');
  expect(JSON.parse(decoded ?? '')).toEqual(channelData);
});

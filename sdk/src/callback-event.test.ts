import { expect, test } from 'vitest';
import { acknowledgement, parseCallback } from './callback-event.ts';

const sent = {
  trans_id: 'Tq3x',
  user_id: '20120101',
  timestamp: '1772366400123',
  currency: 'USD',
  gross: '0.01',
  channel: 'paypal',
  item: '茶 + cake',
  custom_data: 'a=1&b',
  status: 'SUCCESS',
  channel_data: '{"payer_email":"a@example.com"}',
};
const body = new URLSearchParams(sent).toString();

test.each([
  ['text', body],
  ['bytes', Buffer.from(body)],
  ['URLSearchParams', new URLSearchParams(body)],
  ['an object of a body parser', sent],
])('a callback given as %s becomes the same event', (_form, given) => {
  const event = parseCallback(given);
  expect(event).toMatchObject({
    transId: 'Tq3x',
    orderId: '20120101',
    status: 'SUCCESS',
    gross: '0.01',
    currency: 'USD',
    channel: 'paypal',
    item: '茶 + cake',
    customData: 'a=1&b',
    occurredAt: new Date(1772366400123),
    channelData: { payer_email: 'a@example.com' },
  });
  expect({ ...event.raw }).toEqual(sent);
});

test('the acknowledgement is 3, a comma and the order number', () => {
  expect(acknowledgement(parseCallback(body))).toBe('3,20120101');
});

test('a timestamp in seconds is the same moment', () => {
  const event = parseCallback({ ...sent, timestamp: '1772366400' });
  expect(event.occurredAt).toEqual(new Date(1772366400000));
});

test('parameters that a later PayCenter may add are kept raw and harm nothing', () => {
  expect(parseCallback(`${body}&fee=0.30`).raw.fee).toBe('0.30');
});

test.each([
  ['trans_id', { trans_id: '' }],
  ['user_id', { user_id: undefined }],
  ['status', { status: 'PAID' }],
  ['status', { status: 'success' }],
  ['gross', { gross: '1e3' }],
  ['gross', { gross: '-0.01' }],
  ['gross', { gross: '0.00' }],
  ['gross', { gross: '0.01', status: 'REFUND' }],
  ['gross', { gross: 0.01 }],
  ['timestamp', { timestamp: 'yesterday' }],
  ['user_id', { user_id: ['1', '2'] }],
])('a callback with a wrong %s is refused: %j', (parameter, change) => {
  expect(() => parseCallback({ ...sent, ...change })).toThrow(
    expect.objectContaining({ kind: 'malformed-callback', parameter }),
  );
});

test('a parameter given twice is refused, since two readers could take different ones', () => {
  expect(() => parseCallback(`${body}&gross=9.99`)).toThrow(/gross is there twice/);
});

test('bytes that are not UTF-8 are refused', () => {
  expect(() => parseCallback(Buffer.from([0x61, 0x3d, 0xff]))).toThrow(/not UTF-8/);
});

test('channel data cannot change what every object inherits', () => {
  const hostile = '{"__proto__":{"paid":true},"a":{"__proto__":{"paid":true},"b":[{"c":1}]}}';
  const { channelData } = parseCallback({ ...sent, channel_data: hostile });
  expect(JSON.stringify(channelData)).toBe('{"a":{"b":[{"c":1}]}}');
  expect(Object.getPrototypeOf(channelData)).toBe(null);
  expect(Object.assign({}, channelData)).not.toHaveProperty('paid');
});

test.each(['', 'not json', '[1]', 'null', '7', '['.repeat(60_000)])(
  'channel data that is no JSON object counts as nothing and loses no payment',
  (text) => {
    const event = parseCallback({ ...sent, channel_data: text });
    expect(Object.keys(event.channelData)).toEqual([]);
    expect(event.raw.channel_data).toBe(text);
  },
);

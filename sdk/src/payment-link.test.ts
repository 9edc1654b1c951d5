import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type ChannelPayment,
  channelUrl,
  hostedPageUrl,
  type Payment,
  paymentForm,
} from './payment-link.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const app = { baseUrl: 'https://pay.example.com', appId: '1' };
const payment: Payment = { item: 'example', orderId: '20120101', gross: '0.01', currency: 'USD' };

function queryOf(link: string): Record<string, string> {
  return Object.fromEntries(new URL(link).searchParams);
}

test('the hosted page is asked for with the payment and nothing else', () => {
  const link = hostedPageUrl(app, payment);
  expect(link).toMatch(/^https:\/\/pay\.example\.com\/v2\/index\.php\?/);
  expect(queryOf(link)).toEqual({
    mod: 'show_payment',
    act: 'mall',
    app_id: '1',
    item: 'example',
    order_id: '20120101',
    gross: '0.01',
    currency: 'USD',
  });
});

test('a named channel is asked for by do_payment', () => {
  const choice = { ...payment, channel: 'paypal', paymentMethod: 'paypal' };
  expect(queryOf(channelUrl(app, choice))).toMatchObject({
    mod: 'do_payment',
    channel: 'paypal',
    paymentmethod: 'paypal',
  });
});

test('the hosted page stays the hosted page when the payment happens to carry a channel', () => {
  const link = queryOf(hostedPageUrl(app, { ...payment, channel: 'paypal' } as ChannelPayment));
  expect(link).toMatchObject({ mod: 'show_payment' });
  expect(link).not.toHaveProperty('channel');
});

test('every optional value is sent under its protocol name, and empty ones are left out', () => {
  const full = {
    customData: 'a=1&b',
    activityId: 'eu',
    returnUrl: 'https://s.example/7',
    lang: 'de',
  };
  expect(queryOf(hostedPageUrl(app, { ...payment, ...full }))).toMatchObject({
    custom_data: 'a=1&b',
    activityid: 'eu',
    return_url: 'https://s.example/7',
    lang: 'de',
  });
  const empty = queryOf(hostedPageUrl(app, { ...payment, customData: '', returnUrl: undefined }));
  expect(empty).not.toHaveProperty('custom_data');
  expect(empty).not.toHaveProperty('return_url');
});

test('values arrive unchanged, spaces and plus signs included', () => {
  const item = 'tea + cake & 100 % 茶 🍵';
  const link = hostedPageUrl(app, { ...payment, item });
  expect(link).not.toContain('+');
  expect(queryOf(link).item).toBe(item);
});

test('a signed link signs every parameter but mod and act, sorted, decoded, with its time', () => {
  const now = new Date('2026-03-01T12:00:00.900Z');
  const choice = { ...payment, item: '茶 & cake', customData: 'x=1', channel: 'paypal' };
  const query = queryOf(channelUrl({ ...app, secret }, choice, { now }));
  const text =
    'app_id=1&channel=paypal&currency=USD&custom_data=x=1&gross=0.01&item=茶 & cake' +
    '&order_id=20120101&sign_time=1772366400';
  expect(query.sign_time).toBe('1772366400');
  expect(query.sign).toBe(createHmac('sha256', secret).update(text).digest('hex'));
});

test('while a secret is rotated, the first one signs', () => {
  const older = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  const now = new Date();
  expect(hostedPageUrl({ ...app, secret: [secret, older] }, payment, { now })).toBe(
    hostedPageUrl({ ...app, secret }, payment, { now }),
  );
});

test('a form carries the same signed values as the link', () => {
  const now = new Date();
  const form = paymentForm({ ...app, secret }, { ...payment, channel: 'paypal' }, { now });
  const link = channelUrl({ ...app, secret }, { ...payment, channel: 'paypal' }, { now });
  expect(form.action).toBe('https://pay.example.com/v2/index.php');
  expect(form.fields).toEqual(queryOf(link));
});

test('a form refuses line breaks that the browser would change under the signature', () => {
  expect(() => paymentForm(app, { ...payment, customData: 'a\nb' })).toThrow(/CR LF/);
  expect(paymentForm(app, { ...payment, customData: 'a\r\nb' }).fields.custom_data).toBe('a\r\nb');
});

test.each([
  ['https://pay.example.com/', 'https://pay.example.com/v2/index.php'],
  ['https://pay.example.com/v2/index.php', 'https://pay.example.com/v2/index.php'],
  ['http://127.0.0.1:3370/centre/', 'http://127.0.0.1:3370/centre/v2/index.php'],
])('baseUrl %s leads to %s', (baseUrl, endpoint) => {
  expect(hostedPageUrl({ ...app, baseUrl }, payment).split('?')[0]).toBe(endpoint);
});

test.each([
  ['item', { item: '' }, /item is empty/],
  ['item', { item: '茶'.repeat(256) }, /256 characters; PayCenter takes at most 255/],
  ['item', { item: 'a\0b' }, /NUL/],
  ['item', { item: 'a\ud83d' }, /half a character/],
  ['order_id', { orderId: 'x'.repeat(128) }, /at most 127/],
  ['order_id', { orderId: 20120101 as unknown as string }, /must be a string/],
  ['gross', { gross: 30.14 as unknown as string }, /must be a string/],
  ['gross', { gross: '0.00' }, /more than 0/],
  ['gross', { gross: '-5' }, /must be a string such as/],
  ['gross', { gross: '1234567890123456' }, /must be a string such as/],
  ['gross', { gross: '0.001' }, /more decimals than USD/],
  ['currency', { currency: 'usd' }, /three capital letters/],
  ['custom_data', { customData: 'x'.repeat(2001) }, /at most 2000/],
  ['return_url', { returnUrl: '/orders/7' }, /must be absolute/],
  ['return_url', { returnUrl: 'javascript:alert(1)' }, /must be absolute/],
])('a wrong %s is refused before anything is sent: %j', (parameter, change, message) => {
  const build = () => hostedPageUrl(app, { ...payment, ...change });
  expect(build).toThrow(message);
  expect(build).toThrow(expect.objectContaining({ kind: 'invalid-parameter', parameter }));
});

test('lengths count characters, not UTF-16 units', () => {
  expect(() => hostedPageUrl(app, { ...payment, item: '🍵'.repeat(255) })).not.toThrow();
});

test.each([
  [{ baseUrl: 'pay.example.com' }, /not an http\(s\) address/],
  [{ baseUrl: 'https://u:p@pay.example.com' }, /must not carry/],
  [{ appId: '' }, /appId/],
  [{ secret: '' }, /"whsec_"/],
  [{ secret: 'whsec_' }, /cut short/],
  [{ secret: `${secret}\n` }, /cut short/],
])('a wrong configuration is named: %j', (change, message) => {
  expect(() => hostedPageUrl({ ...app, ...change }, payment)).toThrow(message);
});

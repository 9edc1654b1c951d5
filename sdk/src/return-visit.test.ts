import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { readReturn } from './return-visit.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const otherSecret = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

function back(status = 'paid', orderId = 'A&7 茶'): URLSearchParams {
  const text = `order_id=${orderId}&status=${status}&trans_id=Tq3x`;
  const sign = createHmac('sha256', secret).update(text).digest('hex');
  return new URLSearchParams({ order_id: orderId, trans_id: 'Tq3x', status, sign });
}

test.each(['paid', 'pending', 'failed', 'canceled'])('a genuine return tells %s', (status) => {
  const visit = { ok: true, orderId: 'A&7 茶', transId: 'Tq3x', status };
  expect(readReturn(`/orders/7?lang=de&${back(status)}#top`, secret)).toEqual(visit);
  expect(readReturn(new URL(`https://s.example/?${back(status)}`), secret)).toEqual(visit);
  expect(readReturn(`/?${back(status)}`, [otherSecret, secret])).toEqual(visit);
});

test("parameters of the shop's own that share a name do not disturb", () => {
  expect(readReturn(`/r?order_id=mine&status=new&${back()}`, secret)).toMatchObject({
    ok: true,
    orderId: 'A&7 茶',
    status: 'paid',
  });
});

test.each([
  ['another order', `/?${back()}&order_id=8`],
  ['another status', `/?${back('failed')}&status=paid`],
  ['another transaction', `/?${back()}&trans_id=Tother`],
  ['a sign that is cut', `/?${back()}`.slice(0, -1)],
])('a return changed to %s is not believed', (_what, url) => {
  expect(readReturn(url, secret)).toMatchObject({ ok: false, reason: 'bad-signature' });
});

test.each(['/orders/7', '/orders/7?order_id=7&trans_id=T&status=paid', '/orders/7#?sign=1'])(
  '%s is not a return',
  (url) => {
    expect(readReturn(url, secret)).toMatchObject({ ok: false, reason: 'not-a-return' });
  },
);

test('a status of a later PayCenter is not taken for one we know', () => {
  expect(readReturn(`/?${back('shipped')}`, secret)).toMatchObject({ reason: 'unknown-status' });
});

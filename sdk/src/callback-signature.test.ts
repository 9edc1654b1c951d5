import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifySignature } from './callback-signature.ts';

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString('base64')}`;
const otherSecret = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const now = new Date('2026-03-01T12:00:00Z');
const nowSeconds = now.getTime() / 1000;
const body = 'trans_id=Tq3x&gross=0.01';

function signed(seconds = nowSeconds, by = key): Record<string, string> {
  const mac = createHmac('sha256', by).update(`msg_1.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac}`,
  };
}

test("Standard Webhooks' own example is genuine", () => {
  const result = verifySignature({
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    now: new Date(1614265330_000),
  });
  expect(result).toEqual({
    ok: true,
    webhookId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    sentAt: new Date(1614265330_000),
  });
});

test('a genuine callback is genuine as text or bytes, from Headers or a plain object', () => {
  const shouting = Object.fromEntries(
    Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value]),
  );
  for (const headers of [signed(), new Headers(signed()), shouting]) {
    expect(verifySignature({ headers, body, secret, now }).ok).toBe(true);
    expect(verifySignature({ headers, body: Buffer.from(body), secret, now }).ok).toBe(true);
  }
});

test('one right signature among several is enough, and so is one right secret', () => {
  const headers = signed();
  headers['webhook-signature'] = `v1a,zzz v1,AAAA ${headers['webhook-signature']}`;
  expect(verifySignature({ headers, body, secret: [otherSecret, secret], now }).ok).toBe(true);
});

test.each([
  ['another body', { body: `${body}0` }],
  ['another secret', { secret: otherSecret }],
  ['another id', { headers: { ...signed(), 'webhook-id': 'msg_2' } }],
  ['another time', { headers: { ...signed(), 'webhook-timestamp': String(nowSeconds + 1) } }],
  ['another version', { headers: { ...signed(), 'webhook-signature': 'v2,AAAA' } }],
  ['an empty signature', { headers: { ...signed(), 'webhook-signature': 'v1,' } }],
])('a signature with %s does not match', (_what, change) => {
  const result = verifySignature({ headers: signed(), body, secret, now, ...change });
  expect(result).toMatchObject({ ok: false, reason: 'no-match' });
});

test.each([
  [-301, { ok: false, reason: 'too-old' }],
  [-300, { ok: true }],
  [300, { ok: true }],
  // Threat 39: a signature for tomorrow would otherwise be good until then.
  [301, { ok: false, reason: 'too-new' }],
  [86_400, { ok: false, reason: 'too-new' }],
  [-86_400, { ok: false, reason: 'too-old' }],
])('threat 39: a callback signed %i s from now gives %j', (offset, expected) => {
  const headers = signed(nowSeconds + offset);
  expect(verifySignature({ headers, body, secret, now })).toMatchObject(expected);
});

test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
  'threat 12: a callback without %s is not signed',
  (name) => {
    const headers: Record<string, string | undefined> = { ...signed(), [name]: undefined };
    expect(verifySignature({ headers, body, secret, now })).toMatchObject({
      ok: false,
      reason: 'missing-header',
    });
  },
);

test('a time that is no whole number of seconds is refused', () => {
  const headers = { ...signed(), 'webhook-timestamp': '1e9' };
  expect(verifySignature({ headers, body, secret, now })).toMatchObject({
    reason: 'bad-timestamp',
  });
});

test.each([undefined, [], '', 'whsec_', 'whsec_c2hvcnQ='])(
  'without a whole secret nothing can be verified: %j',
  (bad) => {
    expect(() => verifySignature({ headers: signed(), body, secret: bad, now })).toThrow(
      expect.objectContaining({ kind: 'configuration' }),
    );
  },
);

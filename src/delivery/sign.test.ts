import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretKey, signCallback } from './sign.ts';

/** The vector that the Standard Webhooks libraries test themselves with. */
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestampSeconds: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const ours = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

test('a callback is signed as the published Standard Webhooks vector is', () => {
  const { secret, signature, ...message } = published;
  expect(signCallback({ ...message, secrets: [secretKey(secret)] })).toEqual({
    'webhook-id': published.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
});

test('while a secret rotates, either of the two verifies', () => {
  const { secret, signature, ...message } = published;
  const headers = signCallback({ ...message, secrets: [secretKey(ours), secretKey(secret)] });
  const signatures = headers['webhook-signature'].split(' ');
  expect(signatures).toHaveLength(2);
  expect(signatures[0]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  expect(signatures[1]).toBe(signature);
});

test('the body is signed as UTF-8', () => {
  const secrets = [secretKey(ours)];
  const sign = (body: string) =>
    signCallback({ id: 'm', timestampSeconds: 1, body, secrets })['webhook-signature'];
  expect(sign('é')).not.toBe(sign('e\u0301'));
});

test('a printed secret is the 32 bytes behind whsec_', () => {
  expect(secretKey(ours).export()).toEqual(Buffer.alloc(32, 7));
});

test.each([
  ['empty', ''],
  ['without a prefix', Buffer.alloc(32, 7).toString('base64')],
  ['a prefix only', 'whsec_'],
  ['of a short key', `whsec_${Buffer.alloc(16, 7).toString('base64')}`],
  ['of a key too long', `whsec_${Buffer.alloc(65, 7).toString('base64')}`],
  ['not base64', `whsec_${'*'.repeat(44)}`],
  ['with a line end', `${ours}\n`],
  ['in the URL alphabet', `whsec_${Buffer.alloc(32, 0xff).toString('base64url')}`],
])(
  'threat 3: a secret that is %s is refused, and not repeated in the message',
  (_name, printed) => {
    expect(() => secretKey(printed)).toThrow(/callback/);
    if (printed.length > 6) expect(() => secretKey(printed)).not.toThrow(printed.slice(6));
  },
);

test('threat 3: nothing is signed without a secret or with an empty key', () => {
  const noKey = createSecretKey(Buffer.alloc(0));
  const message = { id: 'm', timestampSeconds: 1, body: '' };
  expect(() => signCallback({ ...message, secrets: [] })).toThrow('needs a secret');
  expect(() => signCallback({ ...message, secrets: [noKey] })).toThrow('not 0');
  expect(() => signCallback({ ...message, secrets: [secretKey(ours), noKey] })).toThrow('not 0');
});

test('a timestamp that is not whole seconds is refused', () => {
  const secrets = [secretKey(ours)];
  expect(() => signCallback({ id: 'm', timestampSeconds: 1.5, body: '', secrets })).toThrow(
    'whole seconds',
  );
});

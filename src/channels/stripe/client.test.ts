import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, hasNothing } from './client.ts';
import { accountWith, setScene } from './stripe.test-support.ts';

/** A server in Stripe's place, and how a call of ours ends there. */
async function asked(answer: RequestListener) {
  const seen: { url: string | undefined; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, reply) => {
    seen.push({ url: request.url, headers: request.headers });
    answer(request, reply);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const reply = await create(`http://127.0.0.1:${port}/stripe/`);
  return { reply, seen };
}

function create(api_base: string) {
  const account = accountWith({ secret_key: 'sk_test_1', api_base });
  return createClient()(account, (stripe) =>
    stripe.refunds.create({ payment_intent: 'pi_1' }, { idempotencyKey: 'refund-1' }),
  );
}

const json = (status: number, body: unknown, headers = {}): RequestListener => {
  return (_, reply) => void reply.writeHead(status, headers).end(JSON.stringify(body));
};
const error = (status: number, of: object) => json(status, { error: of });

test('a call goes to the address that was set, with the key, and says nothing about this machine', async () => {
  const { reply, seen } = await asked(json(200, { id: 're_1' }, { 'request-id': 'req_1' }));
  expect(reply).toMatchObject({ kind: 'done', json: { id: 're_1' } });
  expect(seen).toMatchObject([
    {
      url: '/stripe/v1/refunds',
      headers: {
        ...{ authorization: 'Bearer sk_test_1', 'idempotency-key': 'refund-1' },
        'content-type': 'application/x-www-form-urlencoded',
        'stripe-version': expect.stringMatching(/^\d{4}-\d\d-\d\d/),
      },
    },
  ]);
  expect(seen[0]?.headers).not.toHaveProperty('x-stripe-client-telemetry');
  expect(seen[0]?.headers['x-stripe-client-user-agent']).not.toMatch(/platform|telemetry/);
});

test.each([
  ['an invalid request', 400, { type: 'invalid_request_error', code: 'a', param: 'b' }, 'a', 'b'],
  ['one without a code', 400, { type: 'invalid_request_error' }, 'invalid_request_error'],
  [
    'a key that was used for something else',
    400,
    { type: 'idempotency_error' },
    'idempotency_error',
  ],
  ['a wrong key', 401, { type: 'invalid_request_error' }, 'invalid_request_error'],
  ['a declined card', 402, { type: 'card_error', code: 'card_declined' }, 'card_declined'],
  ['a key that may not', 403, { type: 'invalid_request_error' }, 'invalid_request_error'],
  [
    'nothing there',
    404,
    { type: 'invalid_request_error', code: 'resource_missing' },
    'resource_missing',
  ],
])('%s is a refusal', async (_, status, of, issue, parameter?: string) => {
  const { reply } = await asked(error(status, of));
  expect(reply).toEqual({ kind: 'refused', status, issue, ...(parameter && { parameter }) });
});

test.each([
  ['a failure of its own', 500, { type: 'api_error' }, { why: 'api_error' }],
  ['too many calls', 429, { type: 'rate_limit_error', code: 'rate_limit' }, { why: 'rate_limit' }],
  ['too many calls, as it was told once', 400, { code: 'rate_limit' }, { why: 'rate_limit' }],
  [
    'the same call under way',
    409,
    { code: 'idempotency_key_in_use' },
    { why: 'idempotency_key_in_use' },
  ],
  ['a word for success with an error', 200, { type: 'api_error' }, { why: 'api_error' }],
])('%s leaves open what was done', async (_, status, of, rest) => {
  const { reply } = await asked(error(status, of));
  expect(reply).toEqual({ kind: 'unknown', status, ...rest });
});

test.each<[string, RequestListener]>([
  ['no JSON', (_, reply) => void reply.end('<html>')],
  ['JSON that is no object', json(200, null)],
  ['an error page', json(502, { message: 'Bad gateway' })],
  ['an error page that looks like success', json(503, { id: 're_1', status: 'succeeded' })],
  ['a way elsewhere', json(302, { id: 're_1' }, { location: 'http://127.0.0.1:9/' })],
  ['an end in the midst', (request) => void request.socket.destroy()],
])('%s is no answer, and nothing is sent twice', async (_, answer) => {
  const { reply, seen } = await asked(answer);
  expect(reply).toMatchObject({ kind: 'unknown' });
  expect(seen).toHaveLength(1);
});

test('nothing there, in other words than Stripe’s, is not Stripe’s refusal', async () => {
  const { reply } = await asked(json(404, { error: 'Not Found' }));
  expect(reply).toEqual({ kind: 'unknown', why: 'status 404', status: 404 });
  expect(reply.kind !== 'done' && hasNothing(reply)).toBe(true);
});

test('where nobody listens, nothing was sent', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  expect(await create(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'unreachable' });
});

test('a call is let in by the account’s own key', async () => {
  const scene = await setScene({ secret_key: 'sk_test_of_somebody_else' });
  expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: false });
  expect(scene.calls('session')).toMatchObject([{ status: 401 }]);
});

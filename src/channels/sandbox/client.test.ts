import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { ChannelAccount } from '../../domain/channel.ts';
import { money, parseCurrency } from '../../domain/money.ts';
import { createSandbox } from './index.ts';

const currency = parseCurrency('USD');
if (!currency) throw new Error('no dollars');

const account: ChannelAccount = {
  id: 'acc1',
  appId: '1',
  channel: 'sandbox',
  publicName: 'sandbox',
  displayName: null,
  enabled: true,
  position: 0,
  test: true,
  limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
  settings: { notice_secret: 'a secret of this account alone' },
};

const query = {
  account,
  reference: 'ref1',
  channelReference: null,
  channelTransaction: null,
  gross: money(3014n, currency),
  openRefunds: [],
  startedAtMs: 0,
  collect: true,
};

const refund = {
  ...query,
  refundId: 'refund1',
  channelTransaction: 'pay1',
  gross: money(1000n, currency),
  paid: money(3014n, currency),
  full: false,
  reason: null,
  noticeUrl: '',
  claim: async () => true,
};

/** The adapter before a bank that answers as told. */
async function sandboxBefore(onRequest: RequestListener) {
  const server = createServer(onRequest);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return createSandbox({ bankUrl: () => `http://127.0.0.1:${port}` });
}

const answering = (status: number, body: string) =>
  sandboxBefore((_, reply) => {
    reply.writeHead(status, { location: '/elsewhere' }).end(body);
  });

test('calls are signed over method, path and body', async () => {
  const seen: { line: string; header: unknown; body: string }[] = [];
  const sandbox = await sandboxBefore(async (request, reply) => {
    const line = `${request.method} ${request.url}`;
    seen.push({ line, header: request.headers['sandbox-signature'], body: await text(request) });
    reply.end('{}');
  });
  await sandbox.query(query);
  await sandbox.refund?.(refund);
  expect(seen.map(({ line }) => line)).toEqual([
    'GET /channels/sandbox/acc1/charges/ref1',
    'POST /channels/sandbox/acc1/charges/ref1/refunds',
  ]);
  expect(JSON.parse(seen[1]?.body ?? '')).toEqual({
    refund_id: 'refund1',
    gross: '10.00',
    currency: 'USD',
  });
  for (const { line, header, body } of seen) {
    const [, t, v1] = /^t=(\d+),v1=(\w+)$/.exec(String(header)) ?? [];
    const signed = createHmac('sha256', 'a secret of this account alone');
    expect(v1).toBe(signed.update(`${t}.${line}.${body}`).digest('hex'));
  }
});

test('a query brings what the bank states, as facts', async () => {
  const statement = {
    type: 'payment.paid',
    occurred_at_ms: 5,
    object: { id: 'pay1', payment: 'pay1', gross: '30.14', currency: 'USD' },
  };
  const sandbox = await answering(200, JSON.stringify({ statements: [statement, 'junk'] }));
  expect(await sandbox.query(query)).toEqual({
    kind: 'facts',
    facts: [
      {
        kind: 'paid',
        subject: { reference: 'ref1', channelTransaction: 'pay1' },
        occurredAtMs: 5,
        gross: query.gross,
        channelTransaction: 'pay1',
      },
    ],
  });
});

test('a charge that the bank has not seen is an answer without news', async () => {
  const sandbox = await answering(404, '{"code":"PAYMENT_NOT_FOUND"}');
  expect(await sandbox.query(query)).toEqual({ kind: 'facts', facts: [] });
});

test('a refund that the bank made, and one that it refused', async () => {
  const made = await answering(200, '{"refund":"r1","state":"succeeded"}');
  expect(await made.refund?.(refund)).toEqual({ kind: 'succeeded', channelRefund: 'r1' });
  const refused = await answering(409, '{"detail":"Less than that is left to refund."}');
  expect(await refused.refund?.(refund)).toEqual({
    kind: 'failed',
    why: 'Less than that is left to refund.',
  });
});

test('an answer that does not say what happened leaves the outcome unknown', async () => {
  for (const [status, body] of [
    [500, '{"detail":"x"}'],
    [503, ''],
    [429, '{}'],
    [302, ''],
    [200, ''],
    [200, 'no json'],
    [200, '{}'],
    [200, '{"refund":7,"statements":{}}'],
    [404, 'no json'],
    [404, '{"code":"NOT_FOUND"}'],
  ] as const) {
    const sandbox = await answering(status, body);
    expect((await sandbox.query(query)).kind).toBe('unknown');
    if (status !== 404 || !body.startsWith('{')) {
      expect((await sandbox.refund?.(refund))?.kind).toBe('unknown');
    }
  }
});

test('a bank that hangs up, or is not there, leaves the outcome unknown', async () => {
  const rude = await sandboxBefore((request) => request.socket.destroy());
  expect((await rude.refund?.(refund))?.kind).toBe('unknown');
  const nowhere = createSandbox({ bankUrl: () => 'http://127.0.0.1:1' });
  expect((await nowhere.refund?.(refund))?.kind).toBe('unknown');
  expect((await nowhere.query(query)).kind).toBe('unknown');
});

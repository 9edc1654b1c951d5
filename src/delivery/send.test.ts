import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  post,
  startGoodMerchant,
  startMerchant,
  startRawMerchant,
  startSender,
} from './delivery.fixture.ts';

const limit = 64 * 1024;

describe('a send', () => {
  test('posts the body as a form, with its headers and the URL’s own query', async () => {
    const merchant = await startGoodMerchant();
    const result = await startSender().send({
      url: `${merchant.origin}/cb.php?shop=7&a=1&a=2#top`,
      body: 'user_id=A+1&item=%F0%9F%A7%BE',
      headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': '1' },
    });
    expect(result).toEqual({
      outcome: 'answered',
      statusCode: 200,
      body: Buffer.from('3,A 1'),
      address: '127.0.0.1',
      latencyMs: expect.any(Number),
    });
    const [request] = merchant.requests;
    expect(request?.body).toBe('user_id=A+1&item=%F0%9F%A7%BE');
    expect(request?.message).toMatchObject({
      method: 'POST',
      url: '/cb.php?shop=7&a=1&a=2',
      httpVersion: '1.1',
    });
    expect(request?.message.headers).toEqual({
      host: `127.0.0.1:${merchant.port}`,
      connection: 'keep-alive',
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': expect.stringMatching(/^PayCenter\/\d/),
      accept: '*/*',
      'content-length': '29',
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1',
    });
  });

  test.each([204, 404, 500, 503])('reports a status %i as the answer it is', async (status) => {
    const merchant = await startMerchant((_request, reply) => reply.writeHead(status).end());
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'answered', statusCode: status });
  });

  test('keeps no cookies and uses no proxy of the environment', async () => {
    const proxy = await startGoodMerchant();
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) {
      vi.stubEnv(name, proxy.origin);
    }
    const cookies: unknown[] = [];
    const merchant = await startMerchant((request, reply) => {
      cookies.push(request.headers.cookie);
      reply.setHeader('set-cookie', 'a=b').end('3,1');
    });
    const sender = startSender();
    await post(sender, merchant.origin);
    await post(sender, merchant.origin);
    vi.unstubAllEnvs();
    expect(cookies).toEqual([undefined, undefined]);
    expect(proxy.connections).toBe(0);
  });

  test('goes by no more connections than allowed, however many are under way', async () => {
    const merchant = await startGoodMerchant();
    const sender = startSender({ connectionsPerOrigin: 3 });
    const results = await Promise.all(
      Array.from({ length: 60 }, () => post(sender, merchant.origin)),
    );
    expect(new Set(results.map((result) => result.outcome))).toEqual(new Set(['answered']));
    expect(merchant.requests).toHaveLength(60);
    expect(merchant.connections).toBeLessThanOrEqual(3);
  });

  test('fails after the sender was closed', async () => {
    const merchant = await startGoodMerchant();
    const sender = startSender();
    const underWay = post(sender, merchant.origin);
    await sender.close();
    expect(await underWay).toMatchObject({ outcome: 'answered' });
    expect(await post(sender, merchant.origin)).toMatchObject({ why: 'sender_closed' });
    expect(merchant.requests).toHaveLength(1);
  });
});

describe('threat 19: a header', () => {
  test.each([
    ['with a line break in its value', { 'webhook-id': 'a\r\nx: y' }],
    ['with a lone line feed', { 'webhook-id': 'a\nx: y' }],
    ['with a NUL', { 'webhook-id': 'a\0' }],
    ['with a character that is not ASCII', { 'webhook-id': 'é' }],
    ['with a line break in its name', { 'a\r\nx': 'y' }],
    ['without a name', { '': 'y' }],
    ['that the sender sets itself', { Host: 'internal' }],
    ['that asks for compression', { 'Accept-Encoding': 'gzip' }],
    ['that changes the framing', { 'transfer-encoding': 'chunked' }],
  ])('%s is refused before anything is sent', async (_name, headers) => {
    const merchant = await startGoodMerchant();
    const result = await startSender().send({ url: merchant.origin, body: '', headers });
    expect(result).toMatchObject({ outcome: 'failed', why: 'header_refused' });
    expect(merchant.connections).toBe(0);
  });
});

test.each([300, 301, 302, 303, 307, 308])(
  'threat 18: a redirect (%i) is a failed send and is not followed',
  async (status) => {
    const inside = await startGoodMerchant();
    const merchant = await startMerchant((_request, reply) => {
      reply.writeHead(status, { location: `${inside.origin}/` }).end('3,1');
    });
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'failed', why: 'redirect', statusCode: status });
    expect(merchant.connections).toBe(1);
    expect(inside.connections).toBe(0);
  },
);

describe('threat 20: a compressed reply', () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000));

  test.each([
    ['gzip', bomb],
    ['gzip, gzip', gzipSync(bomb)],
    ['deflate, br, gzip', bomb],
  ])('(%s) is kept as the bytes it came as', async (encoding, bytes) => {
    const merchant = await startMerchant((_request, reply) =>
      reply.setHeader('content-encoding', encoding).end(bytes),
    );
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'answered', body: bytes });
  });
});

describe('threat 24: a reply', () => {
  test('of 64 KiB is read, and one of a byte more is a failure', async () => {
    const merchant = await startMerchant((request, reply) =>
      reply.end(Buffer.alloc(Number(request.url?.slice(1)), 'a')),
    );
    const sender = startSender();
    const longest = await post(sender, `${merchant.origin}/${limit}`);
    expect(longest.outcome === 'answered' && longest.body.length).toBe(limit);
    const longer = await post(sender, `${merchant.origin}/${limit + 1}`);
    expect(longer).toMatchObject({ outcome: 'failed', why: 'reply_too_large', statusCode: 200 });
  });

  test('without an end is stopped at 64 KiB and its connection closed', async () => {
    const merchant = await startMerchant((_request, reply) => pourForever(reply));
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'failed', why: 'reply_too_large' });
    expect(result.body).toHaveLength(limit);
    await vi.waitFor(() => expect(merchant.open.size).toBe(0));
  });

  test('with endless headers is stopped and its connection closed', async () => {
    const merchant = await startRawMerchant((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const pour = setInterval(() => socket.write(`x: ${'a'.repeat(4_000)}\r\n`), 1);
      socket.on('close', () => clearInterval(pour));
    });
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'failed', why: 'reply_too_large' });
    await vi.waitFor(() => expect(merchant.open.size).toBe(0));
  });
});

describe('fault "merchant slow": after 30 s the deadline ends', () => {
  // Only the sender's clock is moved; sockets and the merchants' intervals run as ever.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a send that gets no reply', async () => {
    const { promise: received, resolve: receive } = Promise.withResolvers<void>();
    const hole = await startMerchant(() => receive());
    const result = post(startSender(), hole.origin);
    await received;
    vi.advanceTimersByTime(30_000);
    expect(await result).toMatchObject({
      outcome: 'failed',
      why: 'timeout',
      detail: 'no reply came',
      address: '127.0.0.1',
    });
    vi.useRealTimers();
    await vi.waitFor(() => expect(hole.open.size).toBe(0));
  });

  test('a reply that drips', async () => {
    const { promise: dripped, resolve: hasDripped } = Promise.withResolvers<void>();
    let drops = 0;
    const dripping = await startMerchant((_request, reply) => {
      const drip = setInterval(() => {
        reply.write('3');
        drops += 1;
        if (drops === 20) hasDripped();
      }, 2);
      reply.on('close', () => clearInterval(drip));
    });
    const result = post(startSender(), dripping.origin);
    await dripped;
    vi.advanceTimersByTime(30_000);
    expect(await result).toMatchObject({ why: 'timeout', statusCode: 200 });
    expect((await result).body?.toString()).toMatch(/^3+$/);
    vi.useRealTimers();
    await vi.waitFor(() => expect(dripping.open.size).toBe(0));
  });

  test('a send that waits for a free connection, and it is never sent', async () => {
    const { promise: received, resolve: receive } = Promise.withResolvers<void>();
    let requests = 0;
    const merchant = await startMerchant(() => {
      requests += 1;
      receive();
    });
    const sender = startSender({ connectionsPerOrigin: 1 });
    const results = [post(sender, merchant.origin), post(sender, merchant.origin)];
    await received;
    vi.advanceTimersByTime(30_000);
    expect(await Promise.all(results)).toMatchObject([
      { why: 'timeout', detail: 'no reply came' },
      { why: 'timeout', detail: 'no connection was free' },
    ]);
    await sender.close();
    expect(requests).toBe(1);
  });
});

test('fault "merchant slow": a merchant that hangs does not delay another', async () => {
  const hole = await startMerchant(() => {});
  const good = await startGoodMerchant();
  const sender = startSender({ connectionsPerOrigin: 2 });
  const stuck = Array.from({ length: 20 }, () => post(sender, hole.origin));
  const results = await Promise.all(Array.from({ length: 20 }, () => post(sender, good.origin)));
  expect(results.every((result) => result.outcome === 'answered')).toBe(true);
  await hole.close();
  await Promise.all(stuck);
});

describe('fault "closes early": a send fails', () => {
  test.each([
    ['closed_early', 'at once', ''],
    ['closed_early', 'within the status line', 'HT'],
    ['closed_early', 'within the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['closed_early', 'within the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n3,1'],
    [
      'closed_early',
      'within a chunk',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n3,1',
    ],
  ])('as %s when the merchant ends the connection %s', async (why, _when, reply) => {
    const merchant = await startRawMerchant((socket) => {
      socket.once('data', () => socket.end(reply));
    });
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'failed', why, address: '127.0.0.1' });
    expect(merchant.connections).toBe(1);
  });

  test('as reset when the merchant resets after two bytes', async () => {
    const merchant = await startRawMerchant((socket) => {
      socket.once('data', () => socket.write('HT', () => socket.resetAndDestroy()));
    });
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'failed', why: 'reset' });
    expect(merchant.connections).toBe(1);
  });

  test.each([
    ['is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['has no number for a length', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n3,1'],
    ['switches protocols', 'HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n3,1'],
  ])('as bad_reply when the reply %s', async (_name, reply) => {
    const merchant = await startRawMerchant((socket) => {
      socket.once('data', () => socket.write(reply));
    });
    const result = await post(startSender(), merchant.origin);
    expect(result).toMatchObject({ outcome: 'failed', why: 'bad_reply' });
  });

  test('and is not silently sent again when a kept-alive connection dies under it', async () => {
    let requests = 0;
    const merchant = await startMerchant((request, reply) => {
      requests += 1;
      if (requests === 1) reply.end('3,1');
      else request.socket.resetAndDestroy();
    });
    const sender = startSender({ connectionsPerOrigin: 1 });
    expect(await post(sender, merchant.origin)).toMatchObject({ outcome: 'answered' });
    expect(await post(sender, merchant.origin)).toMatchObject({ outcome: 'failed', why: 'reset' });
    await sender.close();
    expect(requests).toBe(2);
    expect(merchant.connections).toBe(1);
  });
});

test('a reply that ends with its connection, as HTTP/1.0 has it, is an answer', async () => {
  const merchant = await startRawMerchant((socket) => {
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\n3,1'));
  });
  const result = await post(startSender(), merchant.origin);
  expect(result).toMatchObject({ outcome: 'answered', body: Buffer.from('3,1') });
});

function pourForever(reply: ServerResponse): void {
  const chunk = Buffer.alloc(16 * 1024);
  const pour = () => {
    while (!reply.destroyed && reply.write(chunk)) {
      // Writes until the socket is full, and again when it has drained.
    }
  };
  reply.on('drain', pour);
  pour();
}

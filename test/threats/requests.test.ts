/** What strangers send to the server itself: too much, too slowly, in disguise, or broken. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  ASKS_JSON,
  doPayment,
  errorPageOf,
  exchange,
  openPayment,
  paymentFields,
  problemOf,
  v2,
} from '../shopper.ts';

let centre: TestCentre;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  const shop = { appId: 'shop', callbackUrl: 'https://shop.invalid/callback' };
  ({ account } = await appWithSandbox(centre, shop));
});

afterAll(() => centre.stop());

const HEALTHY = 'mod=listchannel&act=list&app_id=shop';

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(centre.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

describe('threat 22: slow senders are cut off, and nobody else notices', () => {
  /** What each slow socket says at first, and then every second. */
  const SLOW: readonly (readonly [what: string, first: string, then: string])[] = [
    ['a head that does not end', 'GET /healthz HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'],
    ['a request line that does not end', 'GET /', 'a'],
    [
      'a body that does not end',
      'POST /v2/index.php HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\n',
      'a',
    ],
    [
      'chunks that do not end',
      'POST /v2/index.php HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\na\r\n',
    ],
  ];

  test.concurrent.each(SLOW)('%s', async (_, first, then) => {
    const sockets = await Promise.all(Array.from({ length: 12 }, open));
    const closed = sockets.map((socket) => once(socket.resume(), 'close'));
    for (const socket of sockets) socket.write(first);
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write(then);
    }, 1_000);
    try {
      expect((await v2(centre, HEALTHY)).status).toBe(200);
      // The generous bound is the test's own time limit.
      await Promise.all(closed);
    } finally {
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    }
  });

  test.concurrent('a connection on which nothing is ever said', async () => {
    const socket = await open();
    await once(socket.resume(), 'close');
  });
});

describe('threat 24: too much is refused, and nothing is written', () => {
  async function written(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from payments`.execute(centre.running.centre.db);
    return rows[0]?.count ?? 0;
  }

  test('a body of 10 MB is a 413, announced or not, on every door', async () => {
    const before = await written();
    const body = new Uint8Array(10_000_000).fill(97);
    for (const path of [
      '/v2/index.php?mod=do_payment&act=mall',
      '/v2/index.php?mod=verify',
      `/channels/sandbox/${account}/notice`,
      `/channels/sandbox/${account}/control`,
      `/pay/${'0'.repeat(32)}/start`,
    ]) {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
      const announced = await exchange(centre, `${head}Content-Length: ${body.length}\r\n\r\n`);
      expect(announced).toMatch(/^HTTP\/1\.1 413 /);
      const chunk = Buffer.concat([Buffer.from('30000\r\n'), body.subarray(0, 0x30000)]);
      const chunked = await exchange(
        centre,
        Buffer.concat([Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`), chunk]),
      );
      expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    }
    expect(await written()).toBe(before);
  });

  test('with its code, as a page or as JSON', async () => {
    const init = { method: 'POST', body: new URLSearchParams({ item: 'x'.repeat(200_000) }) };
    const error = { status: 413, code: 'REQUEST_TOO_LARGE', parameter: undefined };
    expect(
      await problemOf(await v2(centre, 'mod=do_payment&act=mall', { ...init, ...ASKS_JSON })),
    ).toEqual(error);
    expect(await errorPageOf(await v2(centre, 'mod=do_payment&act=mall', init))).toEqual(error);
  });

  test('headers of 20 kB are a 431: one long, many short, or an address beyond 64 KiB', async () => {
    const error = { status: 431, code: 'HEADERS_TOO_LARGE', parameter: undefined };
    const long = { headers: { ...ASKS_JSON.headers, 'x-long': 'x'.repeat(20_000) } };
    expect(await problemOf(await v2(centre, HEALTHY, long))).toEqual(error);
    const many = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, at) => [`x-${at}`, 'x'.repeat(15)]),
    );
    expect(
      await problemOf(await v2(centre, HEALTHY, { headers: { ...many, ...ASKS_JSON.headers } })),
    ).toEqual(error);
    const answer = await exchange(
      centre,
      `GET /v2/index.php?${'x'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      status: 431,
      code: 'HEADERS_TOO_LARGE',
    });
  });

  test('thousands of parameters are read once each, and none is in the way of the others', async () => {
    const junk = Array.from({ length: 5_000 }, (_, at) => `p${at}=1`).join('&');
    const body = `${junk}&${new URLSearchParams({ channel: 'sandbox', ...paymentFields() })}&${junk}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const init = { method: 'POST', body, headers };
    expect((await v2(centre, 'mod=do_payment&act=mall', init)).status).toBe(302);
  });
});

describe('threat 21: nobody is believed to be somewhere else', () => {
  test('forwarded headers and Host change neither addresses nor answers', async () => {
    const plain = await (await v2(centre, HEALTHY)).text();
    for (const name of [
      ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'],
      ...['forwarded', 'x-real-ip', 'x-original-url', 'x-rewrite-url', 'x-client-ip', 'via'],
      ...[
        'true-client-ip',
        'cf-connecting-ip',
        'x-forwarded-server',
        'x-host',
        'x-http-method-override',
      ],
    ]) {
      const headers = { [name]: 'https://evil.example' };
      expect(await (await v2(centre, HEALTHY, { headers })).text()).toBe(plain);
      const reply = await doPayment(centre, {}, { headers });
      expect(reply.headers.get('location')?.startsWith(`${centre.url}/`)).toBe(true);
    }
    const answer = await exchange(
      centre,
      `GET /v2/index.php?${HEALTHY} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.endsWith(plain)).toBe(true);
    expect(answer).not.toContain('evil.example');
  });

  test('behind a proxy that is trusted they change nothing either', async () => {
    const trusting = await startTestCentre({
      beside: centre,
      environment: { PAYCENTER_TRUST_PROXY: '127.0.0.0/8' },
    });
    try {
      const headers = { 'x-forwarded-for': '8.8.8.8', 'x-forwarded-host': 'evil.example' };
      const list = await (await v2(trusting, HEALTHY, { headers })).text();
      expect(list).toContain(trusting.url.replaceAll('/', '\\/'));
      expect(list).not.toContain('evil.example');
    } finally {
      await trusting.stop();
    }
  });
});

describe('what is broken gets a clear answer, and never a 5xx', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['another version', 'GET / HTTP/9.9\r\n\r\n'],
    [
      'two lengths',
      'POST /v2/index.php HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
    ],
    [
      'a length and chunks',
      'POST /v2/index.php HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 'POST /v2/index.php HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n'],
    ['a line break in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n'],
    ['a NUL', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('%s', async (_, request) => {
    const answer = await exchange(centre, Buffer.from(request, 'latin1'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      status: 400,
      code: 'MALFORMED_REQUEST',
    });
  });

  test.each([
    '%00',
    '%zz',
    '%ff',
    '%c0%af',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e',
    "'",
    '"',
    '<',
    '{}',
    'x'.repeat(2_000),
  ])('%s in a path', async (name) => {
    const { attemptId } = await openPayment(centre);
    for (const path of [
      `/${name}`,
      `/v2/${name}`,
      `/pay/${name}`,
      `/pay/return/${name}`,
      `/pay/return/${attemptId}${name}`,
      `/pay/qr/${name}`,
      `/pay/assets/${name}`,
      `/pay/assets/logos/${name}`,
      `/channels/${name}/${account}/notice`,
      `/channels/sandbox/${name}/notice`,
      `/channels/sandbox/${name}/pay/${attemptId}`,
      `/channels/sandbox/${account}/pay/${name}`,
      `/channels/sandbox/${account}/charges/${name}`,
    ]) {
      const request = `GET ${encodeURI(path).replaceAll('%25', '%')} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nConnection: close\r\n\r\n`;
      const answer = await exchange(centre, request);
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
      expect({ path, status, is4xx: status >= 400 && status < 500 }).toMatchObject({ is4xx: true });
    }
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"action":"pay"}',
    '{"order_id":"order-1","action":"steal"}',
    '{"order_id":"nobody","action":"pay"}',
    '{"order_id":"a\\u0000b","action":"pay"}',
    '{"order_id":{"__proto__":1},"action":"pay"}',
    '{"order_id":"order-1","action":"__proto__"}',
    '{"order_id":"order-1","action":"pay","gross":"-1"}',
    '{"order_id":"order-1","action":"pay","times":1e9}',
    '{"order_id":"order-1","action":"pay","forge":"well"}',
  ])('%s at the control door', async (body) => {
    const reply = await fetch(`${centre.url}/channels/sandbox/${account}/control`, {
      method: 'POST',
      body,
    });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(await reply.json()).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
  });

  test('nothing of all this was an error of ours', () => {
    const errors = centre.logged.filter(({ level }) => level === 'error');
    expect(errors).toEqual([]);
  });
});

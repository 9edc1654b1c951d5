import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { callChannel, jsonOf } from './http.ts';

async function serve(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers with what it was sent. */
const mirror: RequestListener = async (request, reply) => {
  const { method, url, headers } = request;
  const type = headers['content-type'];
  reply.writeHead(201, { 'X-Seen': 'yes' });
  reply.end(
    JSON.stringify({ method, url, type, extra: headers['x-extra'], body: await text(request) }),
  );
};

async function mirrored(call: Partial<Parameters<typeof callChannel>[0]>) {
  const answer = await callChannel({
    method: 'POST',
    url: `${await serve(mirror)}/a?b=c`,
    ...call,
  });
  if (answer.kind !== 'answered') throw new Error(answer.why);
  return { ...answer, json: jsonOf(answer.body) };
}

test('bodies are sent as JSON, as a form, or as the very text given', async () => {
  const json = await mirrored({ body: { json: { a: ['ü'] } }, headers: { 'x-extra': '1' } });
  expect(json.status).toBe(201);
  expect(json.headers['x-seen']).toBe('yes');
  expect(json.json).toEqual({
    ...{ method: 'POST', url: '/a?b=c', type: 'application/json' },
    ...{ extra: '1', body: '{"a":["ü"]}' },
  });
  const form = await mirrored({ body: { form: { a: 'b c', d: '&' } } });
  expect(form.json).toMatchObject({
    type: 'application/x-www-form-urlencoded',
    body: 'a=b+c&d=%26',
  });
  const given = await mirrored({ body: { text: '{ "a":1}', contentType: 'text/x' } });
  expect(given.json).toMatchObject({ type: 'text/x', body: '{ "a":1}' });
  const bytes = Buffer.from([0x61, 0x3d, 0xe9, 0x00, 0xff]);
  const received: Buffer[] = [];
  const url = await serve(async (request, reply) => {
    received.push(await buffer(request));
    reply.end();
  });
  const body = {
    text: bytes.toString('latin1'),
    encoding: 'latin1',
    contentType: 'text/x',
  } as const;
  await callChannel({ method: 'POST', url, body });
  expect(received).toEqual([bytes]);
  expect((await mirrored({ method: 'GET' })).json).toMatchObject({ method: 'GET', body: '' });
});

test('a redirect is an answer, and is not followed', async () => {
  let asked = 0;
  const url = await serve((_, reply) => {
    asked += 1;
    reply.writeHead(302, { location: '/' }).end();
  });
  expect(await callChannel({ method: 'GET', url })).toMatchObject({
    kind: 'answered',
    status: 302,
  });
  expect(asked).toBe(1);
});

test('what was never written is told apart from what may have been done', async () => {
  const refused = await callChannel({ method: 'POST', url: 'http://127.0.0.1:1/' });
  expect(refused.kind).toBe('unreachable');
  expect((await callChannel({ method: 'POST', url: 'not an address' })).kind).toBe('unreachable');
  const dropped = await serve((request) => request.socket.destroy());
  expect((await callChannel({ method: 'POST', url: dropped })).kind).toBe('unknown');
});

test('a channel that never answers, or never ends, is given up at the deadline', async () => {
  const silent = await serve(() => undefined);
  const answer = await callChannel({ method: 'POST', url: silent, timeoutMs: 50 });
  expect(answer).toEqual({ kind: 'unknown', why: 'no reply in 50 ms' });
  const endless = await serve((_, reply) => void reply.write('x'));
  expect((await callChannel({ method: 'GET', url: endless, timeoutMs: 50 })).kind).toBe('unknown');
});

test('a reply is not read without end, nor unpacked', async () => {
  const flood = await serve((_, reply) => void reply.end(Buffer.alloc(2 * 1024 * 1024)));
  expect((await callChannel({ method: 'GET', url: flood })).kind).toBe('unknown');
  const packed = gzipSync(Buffer.alloc(100_000));
  const bomb = await serve((_, reply) => {
    reply.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
  });
  expect(await callChannel({ method: 'GET', url: bomb })).toMatchObject({ body: packed });
});

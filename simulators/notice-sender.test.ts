import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNoticeSender, growingDelays, type Letter } from './notice-sender.ts';

/** Somebody who takes notices, answering with these statuses one after the other, then with 200. */
async function startTaker(...statuses: number[]) {
  const came: string[] = [];
  const server = createServer((request, reply) => {
    came.push(String(request.url));
    request.resume();
    reply.writeHead(statuses.shift() ?? 200).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const letter =
    (id: string, word = 'word') =>
    (): Letter => ({
      ...{ id, word, headers: {}, body: '' },
      url: `http://127.0.0.1:${port}/${id}`,
    });
  return { came, letter };
}

function openSender(retries: number) {
  const sender = createNoticeSender({
    retryDelaysMs: growingDelays(retries, 1_000, 1.5),
    timesFaster: 100,
    isAccepted: (status) => status === 200,
    timeoutMs: 1_000,
  });
  onTestFinished(() => sender.close());
  return sender;
}

describe('a notice', () => {
  test('is sent until it is accepted', async () => {
    const { came, letter } = await startTaker(500, 302, 404);
    const sender = openSender(10);
    sender.take(letter('a'));
    await expect.poll(() => sender.deliveries()[0]?.state).toBe('accepted');
    expect(sender.deliveries()[0]?.statuses).toEqual([500, 302, 404, 200]);
    expect(came).toEqual(['/a', '/a', '/a', '/a']);
  });

  test('is given up after the last retry', async () => {
    const { letter } = await startTaker(500, 500, 500, 500);
    const sender = openSender(2);
    sender.take(letter('a'));
    await expect.poll(() => sender.deliveries()[0]?.state).toBe('given up');
    expect(sender.deliveries()[0]?.statuses).toEqual([500, 500, 500]);
  });

  test('is held back, dropped, or let go in another order', async () => {
    const { came, letter } = await startTaker();
    const sender = openSender(1);
    sender.setMode('drop');
    sender.take(letter('dropped'));
    sender.setMode('hold');
    for (const id of ['a', 'b', 'c']) sender.take(letter(id, id));
    expect(came).toEqual([]);
    await sender.release('made', ['c']);
    await sender.release('reversed');
    expect(came).toEqual(['/c', '/b', '/a']);
    expect(sender.deliveries().map(({ state }) => state)).toEqual([
      ...['dropped', 'accepted', 'accepted', 'accepted'],
    ]);
  });
});

test('growing delays add up to the whole', () => {
  const delays = growingDelays(25, 1_000, 1.4);
  expect(delays).toHaveLength(25);
  expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeCloseTo(1_000);
  expect(delays).toEqual(delays.toSorted((left, right) => left - right));
});

import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { hostResolver } from './resolve.ts';

const typeA = 1;
const typeAaaa = 28;
const serverFailure = 2;
const noSuchName = 3;

/**
 * A name server on the loopback interface: for each kind of question an address as bytes, or the
 * number of an error.
 */
async function nameServer(answers: Record<number, number[] | number>) {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, { port, address }) => {
    const nameEnd = query.indexOf(0, 12);
    const kind = query.readUInt16BE(nameEnd + 1);
    questions.push(query.toString('latin1', 13, nameEnd).replace(/[^a-z0-9]/gi, '.'));
    const answer = answers[kind] ?? [];
    const reply = Buffer.from(query.subarray(0, nameEnd + 5));
    const isError = typeof answer === 'number';
    reply.writeUInt16BE(0x8180 | (isError ? answer : 0), 2);
    reply.writeUInt16BE(isError || answer.length === 0 ? 0 : 1, 6);
    reply.writeUInt32BE(0, 8);
    if (isError || answer.length === 0) return socket.send(reply, port, address);
    const record = [0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 0, 0, answer.length, ...answer];
    return socket.send(Buffer.concat([reply, Buffer.from(record)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => {
    socket.close();
  });
  const dns = new Resolver({ timeout: 1_000, tries: 1 });
  dns.setServers([`127.0.0.1:${socket.address().port}`]);
  return { dns, questions };
}

const loopback6 = [...Array.from({ length: 15 }, () => 0), 1];

test('a host has all its addresses of both families, IPv4 first', async () => {
  const { dns } = await nameServer({ [typeA]: [93, 184, 215, 14], [typeAaaa]: loopback6 });
  const resolve = hostResolver({ systemNames: false, dns });
  expect(await resolve('shop.example')).toEqual(['93.184.215.14', '::1']);
});

test.each([
  ['is not there', {}],
  ['fails', { [typeAaaa]: serverFailure }],
])('a host whose IPv6 answer %s has its IPv4 addresses', async (_name, aaaa) => {
  const { dns } = await nameServer({ [typeA]: [93, 184, 215, 14], ...aaaa });
  const resolve = hostResolver({ systemNames: false, dns });
  expect(await resolve('shop.example')).toEqual(['93.184.215.14']);
});

test('a host with IPv6 only has that', async () => {
  const { dns } = await nameServer({ [typeAaaa]: loopback6 });
  expect(await hostResolver({ systemNames: false, dns })('shop.example')).toEqual(['::1']);
});

test.each([
  [noSuchName, 'ENOTFOUND'],
  [serverFailure, 'ESERVFAIL'],
])('a host that DNS answers with error %i is rejected as %s', async (error, code) => {
  const { dns } = await nameServer({ [typeA]: error, [typeAaaa]: error });
  await expect(hostResolver({ systemNames: false, dns })('shop.example')).rejects.toThrow(code);
});

test.each(['localhost', 'localhost.', 'shop.localhost'])(
  '%s is this machine, and nobody is asked',
  async (hostname) => {
    const { dns, questions } = await nameServer({ [typeA]: [93, 184, 215, 14] });
    for (const systemNames of [false, true]) {
      expect(await hostResolver({ systemNames, dns })(hostname)).toEqual(['127.0.0.1']);
    }
    expect(questions).toEqual([]);
  },
);

test('only with system names is a name that DNS does not know asked of the machine', async () => {
  const { dns, questions } = await nameServer({ [typeA]: noSuchName, [typeAaaa]: noSuchName });
  // The system reads an address as a name of itself, whatever its hosts file holds.
  const hostname = '127.0.0.1';
  const answers = await hostResolver({ systemNames: true, dns })(hostname);
  expect(answers.every((answer) => isIP(answer))).toBe(true);
  expect(questions).not.toEqual([]);
  await expect(hostResolver({ systemNames: false, dns })(hostname)).rejects.toThrow('ENOTFOUND');
});

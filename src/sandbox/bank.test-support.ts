/** A bank before a PayCenter that answers as told: a tiny server where the whole centre is not needed. */
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import fastify from 'fastify';
import { createTestDatabase } from '../../test/database.ts';
import { createSandbox } from '../channels/sandbox/index.ts';
import type { ChannelAccount } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { createApp } from '../flows/configure-app.ts';
import { setChannel } from '../flows/configure-channel.ts';
import { createSealer } from '../sealing.ts';
import { openDatabase } from '../store/database.ts';
import { openDirectory } from '../store/directory.ts';
import { addAttempt, openPayments } from '../store/payments.ts';
import { sandboxBank } from './index.ts';

export type HeardNotice = {
  readonly id: string;
  readonly type: string;
  readonly reference: string;
};

/** Stands where PayCenter would: keeps what it hears, and answers as `answer` says. */
async function startListener() {
  const heard: HeardNotice[] = [];
  let answer: (notice: HeardNotice) => number | 'silence' = () => 200;
  const server = createServer(async (request, reply) => {
    const notice = JSON.parse(await text(request));
    heard.push(notice);
    const status = answer(notice);
    if (status !== 'silence') reply.writeHead(status).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    heardOf: (id: unknown) => heard.filter((notice) => notice.id === id),
    answers: (next: typeof answer) => {
      answer = next;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

export type BankDistrict = Awaited<ReturnType<typeof openDistrict>>;

/** A database with an app `shop`, and banks to be opened on it. */
export async function openDistrict() {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.url, onError: silent });
  const sealer = createSealer([randomBytes(32)]);
  const directory = openDirectory({ db, url: database.url, sealer });
  const listener = await startListener();
  const sandbox = createSandbox({ bankUrl: () => '' });
  const centre = { db, sealer, channels: new Map([['sandbox', sandbox]]) };
  await createApp(centre, { appId: 'shop', name: 'Shop', callbackUrl: 'https://shop.example/cb' });
  const banks = new Set<Awaited<ReturnType<typeof openBank>>>();

  async function openBank() {
    const server = fastify();
    // A connection kept alive would keep the server from closing.
    server.addHook('onSend', async (_, reply) => void reply.header('connection', 'close'));
    const options = { db, directory, log, publicUrl: 'https://pay.example' };
    await server.register(sandboxBank, { ...options, deliverTo: () => listener.url });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const bank = { url, close: () => server.close() };
    banks.add(bank);
    return bank;
  }

  async function openAccount(name: string): Promise<ChannelAccount> {
    return (await setChannel(centre, 'shop', `sandbox:${name}`, new Map())).account;
  }

  /** A payment of 30.00 USD with an attempt on the account, as PayCenter would have made it. */
  async function openPayment(account: ChannelAccount, orderId: string, grossMinor = 3000n) {
    const attempt = newAttempt(account);
    const payment = {
      ...{ id: newId(), appId: 'shop', orderId, activityId: '', fingerprint: randomBytes(16) },
      ...{ item: 'Tea', grossMinor, currency: 'USD', customData: null, test: true },
    };
    await openPayments(db, [{ ...payment, attempt }]);
    return { transId: payment.id, reference: attempt.id };
  }

  return {
    ...{ db, listener, openBank, openAccount, openPayment },
    async retry(account: ChannelAccount, transId: string): Promise<string> {
      const attempt = newAttempt(account);
      await addAttempt(db, transId, attempt);
      return attempt.id;
    },
    async close() {
      for (const bank of banks) await bank.close();
      listener.close();
      await directory.close();
      await db.destroy();
      await database.drop();
    },
  };
}

function newAttempt({ id, publicName }: ChannelAccount) {
  return { id: newId(), accountId: id, channel: publicName, returnUrl: null, test: true };
}

/** Posts an order to a bank's control door. */
export async function control(bank: { url: string }, accountId: string, order: unknown) {
  const reply = await fetch(`${bank.url}/channels/sandbox/${accountId}/control`, {
    method: 'POST',
    body: typeof order === 'string' ? order : JSON.stringify(order),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer as a script sees it
  return { status: reply.status, body: (await reply.json()) as any };
}

/** A call to the doors for accounts, signed as the adapter would, or as `secret` and `atMs` say. */
export async function call(
  bank: { url: string },
  account: ChannelAccount,
  what: string,
  given: { json?: object; secret?: string; atMs?: number; headers?: Record<string, string> } = {},
) {
  const path = `/channels/sandbox/${account.id}/${what}`;
  const method = given.json ? 'POST' : 'GET';
  const body = given.json ? JSON.stringify(given.json) : '';
  const t = Math.floor((given.atMs ?? Date.now()) / 1_000);
  const secret = given.secret ?? account.settings.notice_secret ?? '';
  const v1 = createHmac('sha256', secret).update(`${t}.${method} ${path}.${body}`).digest('hex');
  const reply = await fetch(`${bank.url}${path}`, {
    method,
    headers: given.headers ?? { 'sandbox-signature': `t=${t},v1=${v1}` },
    ...(given.json ? { body } : {}),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer as the adapter sees it
  return { status: reply.status, body: (await reply.json()) as any };
}

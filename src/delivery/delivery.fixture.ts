import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createSender, type Sender, type SendResult } from './send.ts';
import { parseCidrs } from './target.ts';

export interface Merchant {
  port: number;
  /** Where it listens, by IPv4 literal. */
  origin: string;
  /** Connections accepted so far. */
  connections: number;
  /** Sockets now open. */
  open: Set<Socket>;
  close(): Promise<void>;
}

/** A sender that may reach the loopback interface unless told otherwise; closed with the test. */
export function startSender(options: Partial<Parameters<typeof createSender>[0]> = {}): Sender {
  const allowedNetworks = parseCidrs('127.0.0.0/8');
  const sender = createSender({ allowedNetworks, connectionsPerOrigin: 4, ...options });
  onTestFinished(() => sender.close());
  return sender;
}

export function post(sender: Sender, url: string): Promise<SendResult> {
  return sender.send({ url, body: 'user_id=1', headers: {} });
}

/** A merchant's HTTP server, closed with the test. */
export async function startMerchant(
  onRequest: RequestListener,
  host = '0.0.0.0',
): Promise<Merchant> {
  return listen(createServer(onRequest), host);
}

/** A server that speaks whatever `onConnection` writes, HTTP or not. */
export async function startRawMerchant(onConnection: (socket: Socket) => void): Promise<Merchant> {
  return listen(createTcpServer(onConnection));
}

/** A merchant that acknowledges everything, and remembers each request with its body. */
export async function startGoodMerchant(): Promise<
  Merchant & { requests: { message: IncomingMessage; body: string }[] }
> {
  const requests: { message: IncomingMessage; body: string }[] = [];
  const merchant = await startMerchant(async (message, reply) => {
    const body = await text(message);
    requests.push({ message, body });
    reply.end(`3,${new URLSearchParams(body).get('user_id')}`);
  });
  return Object.assign(merchant, { requests });
}

/** Starts a server, by default on every IPv4 address, so that a stray connection is counted. */
export async function listen(server: Server, host = '0.0.0.0'): Promise<Merchant> {
  const open = new Set<Socket>();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const merchant: Merchant = {
    port,
    origin: `http://127.0.0.1:${port}`,
    connections: 0,
    open,
    async close() {
      if (!server.listening) return;
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
  onTestFinished(() => merchant.close());
  server.on('connection', (socket) => {
    merchant.connections += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  return merchant;
}

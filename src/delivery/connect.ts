import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { HostResolver } from './resolve.ts';
import { type Cidr, checkAddress } from './target.ts';

export type ConnectFailureReason =
  | 'dns_failed'
  | 'address_refused'
  | 'connect_refused'
  | 'connect_timeout'
  | 'connect_failed'
  | 'tls_failed';

/** Why no connection came about. Nothing of the request has been written when it is thrown. */
export class ConnectFailure extends Error {
  readonly why: ConnectFailureReason;
  readonly address: string | undefined;

  constructor(why: ConnectFailureReason, detail: string, address?: string) {
    super(detail);
    this.why = why;
    this.address = address;
  }
}

export interface Connection {
  socket: Socket;
  /** The address that was checked and that the socket is connected to. */
  address: string;
}

export type Connector = (target: buildConnector.Options) => Promise<Connection>;

/** So many of a host's addresses are tried; a host with more of them dead is down. */
const addressesTriedMax = 4;

/**
 * Opens connections to hosts that strangers named. The name is resolved once, here; every address
 * of the answer is checked; the socket is then given an address, never the name, so no second
 * resolution can lead it elsewhere. For TLS the name stays the one that the certificate must show.
 *
 * An answer that mixes allowed and forbidden addresses is refused whole: no honest public host has
 * one, and a rebinding attempt does. `connectTimeoutMs` covers the resolution, every address tried
 * and the TLS handshake. Rejects with ConnectFailure only.
 */
export function guardedConnector(options: {
  allowedNetworks: readonly Cidr[];
  resolve: HostResolver;
  connectTimeoutMs: number;
}): Connector {
  // No protocol but HTTP/1.1 is offered, and NODE_TLS_REJECT_UNAUTHORIZED=0 has no say here.
  const startTls = buildConnector({ allowH2: false, timeout: 0, rejectUnauthorized: true });

  return async (target) => {
    const deadlineMs = performance.now() + options.connectTimeoutMs;
    const resolved = resolveAllowed(target.hostname, options.resolve, options.allowedNetworks);
    const late = new ConnectFailure(
      'connect_timeout',
      `${target.hostname} was not resolved in time`,
    );
    const addresses = await within(options.connectTimeoutMs, late, resolved);
    return tryInTurn(addresses.slice(0, addressesTriedMax), deadlineMs, (address, timeoutMs) =>
      openSocket(target, address, timeoutMs, startTls),
    );
  };
}

async function resolveAllowed(
  hostname: string,
  resolve: HostResolver,
  allowedNetworks: readonly Cidr[],
): Promise<string[]> {
  const addresses = isIP(hostname) === 0 ? await askResolver(hostname, resolve) : [hostname];
  for (const address of addresses) {
    const check = checkAddress(address, allowedNetworks);
    if (!check.allowed) {
      throw new ConnectFailure('address_refused', `${address} is ${check.why}`, address);
    }
  }
  return addresses;
}

async function askResolver(hostname: string, resolve: HostResolver): Promise<string[]> {
  let addresses: string[];
  try {
    addresses = await resolve(hostname);
  } catch (error) {
    throw new ConnectFailure('dns_failed', messageOf(error));
  }
  if (addresses.length === 0) throw new ConnectFailure('dns_failed', `${hostname} has no address`);
  return addresses;
}

/**
 * Goes on to the next address while one cannot be reached, each with its share of the time left.
 * A failed TLS handshake ends it: there a server was found, and it is not the right one.
 */
async function tryInTurn(
  addresses: readonly string[],
  deadlineMs: number,
  open: (address: string, timeoutMs: number) => Promise<Connection>,
): Promise<Connection> {
  let failure = new ConnectFailure('dns_failed', 'no address to connect to');
  for (const [tried, address] of addresses.entries()) {
    const leftMs = Math.max(0, deadlineMs - performance.now());
    try {
      return await open(address, leftMs / (addresses.length - tried));
    } catch (error) {
      if (!(error instanceof ConnectFailure) || error.why === 'tls_failed') throw error;
      failure = error;
    }
  }
  throw failure;
}

async function openSocket(
  target: buildConnector.Options,
  address: string,
  timeoutMs: number,
  startTls: buildConnector.connector,
): Promise<Connection> {
  const isTls = target.protocol === 'https:';
  const port = Number(target.port || (isTls ? 443 : 80));
  const tcp = connectTcp({ host: address, port, noDelay: true });
  const late = new ConnectFailure('connect_timeout', `${address} did not answer in time`, address);
  const ready = isTls
    ? connected(tcp, address).then(() => secured(tcp, target, address, startTls))
    : connected(tcp, address);
  try {
    return { socket: await within(timeoutMs, late, ready), address };
  } catch (error) {
    tcp.destroy();
    throw error;
  }
}

function connected(tcp: Socket, address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Stays on for good: a socket without a listener for its errors would end the process.
    tcp.on('error', (error) => reject(tcpFailure(error, address)));
    tcp.once('connect', () => resolve(tcp));
  });
}

function secured(
  tcp: Socket,
  target: buildConnector.Options,
  address: string,
  startTls: buildConnector.connector,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    startTls({ ...target, hostname: address, httpSocket: tcp }, (error, socket) => {
      if (error) reject(new ConnectFailure('tls_failed', messageOf(error), address));
      else resolve(socket);
    });
  });
}

function tcpFailure(error: Error & { code?: string }, address: string): ConnectFailure {
  if (error.code === 'ECONNREFUSED') {
    return new ConnectFailure('connect_refused', error.message, address);
  }
  if (error.code === 'ETIMEDOUT') {
    return new ConnectFailure('connect_timeout', error.message, address);
  }
  return new ConnectFailure('connect_failed', error.message, address);
}

/** The promise's own outcome, or `late` thrown when that takes longer. */
async function within<T>(timeoutMs: number, late: Error, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ports for servers that tests start, and start again, on the same one. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below those that systems give to whoever connects somewhere (32768 and up on Linux, 49152 on macOS):
 * between two starts of a server, no client of another test comes to sit on its port.
 */
const [FIRST, LAST] = [10_000, 32_000];

/** The first of so many ports in a row on which nobody listened a moment ago. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const servers = await Promise.all(
      Array.from({ length: count }, (_, at) => listenOn(port + at).catch(() => undefined)),
    );
    for (const server of servers) server?.close();
    if (servers.every((server) => server !== undefined)) return port;
  }
}

export function freePort(): Promise<number> {
  return freePorts(1);
}

/** A listener on that port. */
export async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

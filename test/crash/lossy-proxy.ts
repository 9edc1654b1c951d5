/**
 * A wire between PayCenter and PostgreSQL that breaks at a chosen statement: before the server gets it,
 * or after the server has committed it and before anybody hears of that.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Cut = {
  /** In the text of the statement. */
  readonly statement: RegExp;
  readonly when: 'before' | 'after its commit';
  /** Called at the very moment, before either side notices anything. */
  readonly atCut?: () => void;
};

export type LossyProxy = {
  /** The same database, over the wire. */
  readonly url: string;
  /** Breaks the connection on which the statement comes next; resolves when it has. */
  cutNext(cut: Cut): Promise<void>;
  close(): Promise<void>;
};

type Armed = Cut & { readonly done: () => void };

export async function startLossyProxy(databaseUrl: string): Promise<LossyProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed: Armed | undefined;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    join(client, upstream, (text) => {
      const cut = armed?.statement.test(text) ? armed : undefined;
      if (cut) armed = undefined;
      return cut;
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    cutNext: (cut) =>
      new Promise((done) => {
        armed = { ...cut, done };
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Carries both directions, message by message, until the cut. */
function join(client: Socket, upstream: Socket, cutAt: (text: string) => Armed | undefined): void {
  const statements = new Map<string, string>();
  let cut: Armed | undefined;

  function breakOff(): void {
    cut?.atCut?.();
    client.destroy();
    upstream.destroy();
    cut?.done();
  }

  const fromClient = messages('startup');
  client.on('data', (chunk) => {
    for (const message of fromClient(chunk)) {
      const text = statementOf(message, statements);
      if (text !== undefined) cut ??= cutAt(text);
      if (cut?.when === 'before') return breakOff();
      upstream.write(message);
    }
  });

  const fromServer = messages('typed');
  upstream.on('data', (chunk) => {
    for (const message of fromServer(chunk)) {
      if (!cut) client.write(message);
      else if (message[0] === READY_FOR_QUERY) return breakOff();
    }
  });

  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
}

const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const LENGTH_BYTES = 4;

/** Cuts a stream into messages; the very first one of a client has no type before its length. */
function messages(first: 'startup' | 'typed'): (chunk: Buffer) => Buffer[] {
  let typeBytes = first === 'startup' ? 0 : 1;
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const whole: Buffer[] = [];
    while (rest.length >= typeBytes + LENGTH_BYTES) {
      const length = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < length) break;
      whole.push(rest.subarray(0, length));
      rest = rest.subarray(length);
      typeBytes = 1;
    }
    return whole;
  };
}

/** The text of the statement that a message is about to run; Parse messages are remembered by name. */
function statementOf(message: Buffer, statements: Map<string, string>): string | undefined {
  const [first = '', second = ''] = message
    .subarray(1 + LENGTH_BYTES)
    .toString('latin1')
    .split('\0');
  switch (String.fromCharCode(message[0] ?? 0)) {
    case 'P':
      statements.set(first, second);
      return undefined;
    case 'B':
      return statements.get(second);
    case 'Q':
      return first;
    default:
      return undefined;
  }
}

/** What every simulated channel is to those who run one: a server, an account, and a door for scripts. */
import fastify, { type FastifyInstance } from 'fastify';

export type SimulatorOptions = {
  readonly host?: string;
  /** Any free one if absent. */
  readonly port?: number;
  /** How much faster than in life refused notices are repeated. */
  readonly timesFaster?: number;
  /** Where notices go, for a channel that is told so once and not with each payment. */
  readonly noticeUrl?: string;
};

export type Simulator = {
  readonly url: string;
  /** The settings of the account that this simulator has, as `channel set` takes them. */
  readonly settings: Readonly<Record<string, string>>;
  /** For a channel that is told once, in a dashboard, where notices go. */
  setNoticeUrl(url: string): void;
  /** Where that payment is paid, and where what can happen to it later is played; by our reference. */
  payerPage(reference: string): string | undefined;
  /** The same as `POST /control`. */
  control(command: Command): Promise<unknown>;
  close(): Promise<void>;
};

/** One order to a simulator; which others it takes is the channel's. */
export type Command = Readonly<Record<string, unknown>> & { readonly action: string };

/** A command that cannot be carried out, with a sentence that says why. */
export class ControlError extends Error {
  override name = 'ControlError';
}

export type ControlDoor = {
  /** Carries out a command. Throws a ControlError that says what is wrong with it. */
  control(command: Command): Promise<unknown>;
  /** What has really happened, for a comparison of books: `GET /control/book`. */
  book(): unknown;
};

/** A server that reads forms and JSON, with the door for scripts. It does not listen yet. */
export function buildSimulatorServer(door: ControlDoor): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  server.post('/control', async (request, reply) => {
    try {
      return (await door.control((request.body ?? {}) as Command)) ?? {};
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return reply.code(400).send({ error: error.message });
    }
  });
  server.get('/control/book', async () => door.book());
  return server;
}

/** Starts to listen. Where it can be reached. */
export async function listen(
  server: FastifyInstance,
  { host = '127.0.0.1', port = 0 }: SimulatorOptions,
): Promise<string> {
  await server.listen({ host, port });
  const address = server.server.address();
  return `http://${host}:${typeof address === 'object' && address ? address.port : port}`;
}

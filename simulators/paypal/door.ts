/** How PayPal lets calls in: by an access token, each once by its request id. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Twist, type Twists, withholdAnswer } from '../answers.ts';
import { type Issue, problem } from './problems.ts';

export type Call = {
  readonly operation: string;
  readonly key: string | undefined;
  readonly status: number;
};

export type Request = FastifyRequest<{ Params: { id: string } }>;

/** What came of a call: an answer, or an issue in PayPal's words. */
export type Done = { readonly status: number; readonly json: unknown } | Issue;

/** Does it; `show` tells what has become of it, now and at every repeat of the same request id. */
export type Handler = (
  request: Request,
) => { readonly status: number; readonly show: () => unknown } | Issue;

export type Door = {
  route(method: 'GET' | 'POST', url: string, operation: string, handle: Handler): void;
};

export type DoorOptions = {
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly twists: Twists;
  /** Every call that came, for looking at afterwards. */
  readonly calls: Call[];
};

const TOKEN_SECONDS = 32_400;

export function createDoor(server: FastifyInstance, options: DoorOptions): Door {
  const { twists, calls } = options;
  const tokens = new Set<string>();
  const replays = new Map<string, () => unknown>();
  tokenRoute(server, options, tokens);

  function perform(operation: string, request: Request, twist: Twist | undefined, handle: Handler) {
    if (!tokens.has(tokenOf(request))) return 'AUTHENTICATION_FAILURE';
    const forced = mockedIssue(request) ?? (twist?.how === 'refuse' ? twist.issue : undefined);
    if (forced !== undefined) return forced;
    if (twist?.how === 'fail') {
      return { status: twist.status, json: { name: 'INTERNAL_SERVER_ERROR' } };
    }
    const key = keyOf(request);
    const known = key === undefined ? undefined : replays.get(`${operation} ${key}`);
    if (known) return { status: 200, json: known() };
    const done = handle(request);
    if (typeof done === 'string') return done;
    if (key !== undefined) replays.set(`${operation} ${key}`, done.show);
    return { status: done.status, json: done.show() };
  }

  return {
    route(method, url, operation, handle) {
      server.route<{ Params: { id: string } }>({
        method,
        url,
        handler: async (request, reply) => {
          const twist = twists.next(operation);
          if (twist?.how === 'refuse' && twist.issue === 'AUTHENTICATION_FAILURE') tokens.clear();
          const done: Done = perform(operation, request, twist, handle);
          const answer = typeof done === 'string' ? problem(done) : done;
          calls.push({ operation, key: keyOf(request), status: answer.status });
          const withheld = twist?.how === 'lose' || twist?.how === 'hang';
          if (withheld) return withholdAnswer(reply, twist.how);
          return reply.code(answer.status).send(answer.json);
        },
      });
    },
  };
}

function tokenRoute(
  server: FastifyInstance,
  { credentials, twists, calls }: DoorOptions,
  tokens: Set<string>,
): void {
  const { clientId, clientSecret } = credentials;
  const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  server.post('/v1/oauth2/token', async (request, reply) => {
    const twist = twists.next('token');
    if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
    if (twist?.how === 'fail') return reply.code(twist.status).send({ error: 'server_error' });
    const granted = (request.body as Record<string, string> | undefined)?.grant_type;
    const good =
      request.headers.authorization === expected && granted === 'client_credentials' && !twist;
    calls.push({ operation: 'token', key: undefined, status: good ? 200 : 401 });
    if (!good) {
      const why = 'Client Authentication failed';
      return reply.code(401).send({ error: 'invalid_client', error_description: why });
    }
    const token = randomBytes(24).toString('base64url');
    tokens.add(token);
    return {
      scope: 'https://uri.paypal.com/services/payments',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-SIMULATOR',
      expires_in: TOKEN_SECONDS,
    };
  });
}

function tokenOf(request: FastifyRequest): string {
  return (request.headers.authorization ?? '').replace(/^Bearer /, '');
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['paypal-request-id'];
  return typeof key === 'string' && key.length >= 1 && key.length <= 108 ? key : undefined;
}

/** PayPal's own way to force an error in its sandbox. */
function mockedIssue(request: FastifyRequest): Issue | undefined {
  const header = request.headers['paypal-mock-response'];
  if (typeof header !== 'string') return undefined;
  return (JSON.parse(header) as { mock_application_codes?: Issue }).mock_application_codes;
}

/** How Stripe lets calls in: by the secret key, each that changes something once by its idempotency key. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Twist, type Twists, withholdAnswer } from '../answers.ts';
import { type Form, readForm } from './form.ts';
import { type Problem, problem } from './problems.ts';
import { newStripeId } from './state.ts';

export type Call = {
  readonly operation: string;
  readonly key: string | undefined;
  readonly status: number;
  readonly form: Form;
  readonly headers: FastifyRequest['headers'];
};

export type Request = { readonly id: string; readonly form: Form };

type Done = { readonly status: number; readonly json: unknown };

/** Does it, or says why not. */
export type Handler = (request: Request) => { readonly json: unknown } | Problem;

export type Door = {
  route(method: 'GET' | 'POST', url: string, operation: string, handle: Handler): void;
  /** As if a day had passed. */
  forgetKeys(): void;
};

export type DoorOptions = {
  readonly secretKey: string;
  readonly twists: Twists;
  /** Every call that came, for looking at afterwards. */
  readonly calls: Call[];
};

type IncomingRequest = FastifyRequest<{ Params: { id?: string } }>;

export function createDoor(server: FastifyInstance, options: DoorOptions): Door {
  const { twists, calls } = options;
  const kept = new Map<string, { readonly asked: string; readonly done: Done }>();

  function perform(
    request: IncomingRequest,
    form: Form,
    twist: Twist | undefined,
    handle: Handler,
  ): Done & { readonly replayed?: true } {
    if (!isLetIn(request, options.secretKey)) return problem({ issue: 'authentication' });
    if (twist?.how === 'refuse') return problem({ issue: twist.issue });
    if (twist?.how === 'fail') {
      return { ...problem({ issue: 'api_error' }), status: twist.status };
    }
    const key = request.method === 'POST' ? keyOf(request) : undefined;
    const known = key === undefined ? undefined : kept.get(key);
    const asked = JSON.stringify([request.method, request.url, form]);
    if (known && known.asked !== asked) return problem({ issue: 'idempotency_error' });
    if (known) return { ...known.done, replayed: true };
    const made = handle({ id: request.params.id ?? '', form });
    // What was not right from the start is not kept: the same key may be used for what is right.
    if ('issue' in made) return problem(made);
    const done = { status: 200, json: structuredClone(made.json) };
    if (key !== undefined) kept.set(key, { asked, done });
    return done;
  }

  return {
    route(method, url, operation, handle) {
      server.route<{ Params: { id?: string } }>({
        method,
        url,
        handler: async (request, reply) => {
          const twist = twists.next(operation);
          const form = readForm(method === 'POST' ? request.body : request.query);
          const answer = perform(request, form, twist, handle);
          const key = keyOf(request);
          calls.push({ operation, key, status: answer.status, form, headers: request.headers });
          if (twist?.how === 'lose' || twist?.how === 'hang') {
            return withholdAnswer(reply, twist.how);
          }
          return reply
            .code(answer.status)
            .headers({
              'request-id': newStripeId('req', 7),
              'stripe-version': request.headers['stripe-version'] ?? '2025-09-30.clover',
              ...(key === undefined ? {} : { 'idempotency-key': key }),
              ...(answer.replayed ? { 'idempotent-replayed': 'true' } : {}),
            })
            .send(answer.json);
        },
      });
    },
    forgetKeys: () => kept.clear(),
  };
}

/** The key comes as a bearer's, or as the name of a login without a password. */
function isLetIn({ headers }: FastifyRequest, secretKey: string): boolean {
  const basic = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  return [`Bearer ${secretKey}`, basic].includes(headers.authorization ?? '');
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string' && key !== '' && key.length <= 255 ? key : undefined;
}

/** The API as routes: each operation is checked here in the same way, then handled. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { TObject } from 'typebox';
import { actorOf, seesApp } from '../../domain/access.ts';
import { newId } from '../../domain/id.ts';
import { Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import { unknownApp } from '../../flows/find-app.ts';
import { sendProblem } from '../problem.ts';
import { type Asker, assertMay, findAsker } from './asker.ts';
import { readerOf } from './checked.ts';
import { cookiesFor } from './cookies.ts';
import { type Answer, once, takesIdempotencyKey } from './idempotency.ts';
import { openApiDocument } from './openapi.ts';
import {
  API_PREFIX,
  type ApiContext,
  isStream,
  NOTHING,
  type Operation,
  REDIRECT,
} from './operation.ts';
import { OPERATIONS } from './operations.ts';

/** Fastify plugin, to be registered with {@link API_PREFIX}: every operation, and their document. */
export function apiRoutes(
  centre: Centre,
  besides: Pick<ApiContext, 'identity' | 'live' | 'testCallback'>,
): FastifyPluginAsync {
  const context = { centre, ...besides, cookies: cookiesFor(centre.publicUrl) };
  return (server) => addRoutes(server, context);
}

async function addRoutes(server: FastifyInstance, context: ApiContext): Promise<void> {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );
  server.setErrorHandler((error, _, reply) => sendProblem(context.centre, reply, error));
  server.setNotFoundHandler((_, reply) =>
    sendProblem(context.centre, reply, new Refusal('NOT_FOUND')),
  );
  server.addHook('onRequest', async (_, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });
  const document = JSON.stringify(openApiDocument(OPERATIONS, context.centre.publicUrl));
  server.get('/openapi.json', async (_, reply) => reply.type('application/json').send(document));
  for (const operation of OPERATIONS) addRoute(server, context, operation);
}

function addRoute(server: FastifyInstance, context: ApiContext, operation: Operation): void {
  const { method, path, access, response } = operation;
  const read = {
    params: operation.params && readerOf(operation.params, true),
    query: operation.query && readerOf(operation.query, true),
    body: operation.body && readerOf(operation.body, false),
  };
  const askers = new WeakMap<FastifyRequest, Asker>();
  server.route({
    method,
    url: path,
    // Who may not, is refused before the body is read.
    onRequest: async (request) => {
      const asker = await findAsker(context, request);
      assertMay(asker, access);
      askers.set(request, asker);
    },
    handler: async (request, reply) => {
      const asker = askers.get(request) ?? { caller: undefined, session: undefined };
      const params = read.params?.(request.params);
      assertKnown(request.query, operation.query);
      const query = read.query?.(request.query);
      const body = read.body?.(request.body);
      for (const part of [params, query, body]) assertAppSeen(asker, part);
      const { caller, session } = asker;
      const address = request.ip;
      const handle = (madeId: string) =>
        operation.handler(
          {
            ...{ params, query, body, address, madeId, reply },
            caller: caller as NonNullable<typeof caller>,
            session: session as NonNullable<typeof session>,
            actor: (caller && actorOf(caller, address)) as ReturnType<typeof actorOf>,
            userAgent: String(request.headers['user-agent'] ?? '').slice(0, 400),
          },
          context,
        );
      if (response === REDIRECT) return reply.redirect(String(await handle('')), 302);
      if (isStream(response)) {
        return reply.type(response.contentType).send(await handle(''));
      }
      const work = async (madeId: string) => toAnswer(operation, await handle(madeId));
      const answer = takesIdempotencyKey(operation)
        ? await once(context, request, caller, work)
        : await work(newId());
      return sendAnswer(reply, answer);
    },
  });
}

function toAnswer({ response, status }: Operation, value: unknown): Answer {
  if (response === NOTHING) return { status: 204, body: '', isProblem: false };
  return { status: status ?? 200, body: JSON.stringify(value), isProblem: false };
}

function sendAnswer(reply: FastifyReply, { status, body, isProblem }: Answer): FastifyReply {
  reply.code(status);
  if (status === 204) return reply.send();
  return reply.type(isProblem ? 'application/problem+json' : 'application/json').send(body);
}

/** An app that somebody may not see is, for him, not there. */
function assertAppSeen({ caller }: Asker, part: unknown): void {
  const { app_id: named } = (part ?? {}) as { app_id?: string | string[] };
  if (named === undefined || !caller) return;
  const hidden = [named].flat().find((appId) => !seesApp(caller.apps, appId));
  if (hidden !== undefined) throw unknownApp(hidden);
}

/** A filter that nobody reads is a slip that would go unnoticed. */
function assertKnown(query: unknown, schema: TObject | undefined): void {
  const { additionalProperties } = (schema ?? {}) as { additionalProperties?: boolean };
  if (additionalProperties) return;
  const name = Object.keys(query ?? {}).find(
    (each) => !Object.hasOwn(schema?.properties ?? {}, each),
  );
  if (name === undefined) return;
  const detail = `${name} is not known here.`;
  throw new Refusal('INVALID_PARAMETER', { parameter: name, detail });
}

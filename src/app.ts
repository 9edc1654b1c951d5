/** The HTTP server, built and never listening: whoever starts it decides where. */
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { IdentityProvider } from './domain/identity.ts';
import { Refusal } from './errors.ts';
import type { TestCallback } from './flows/test-callback.ts';
import { createLiveHub } from './http/api/live-hub.ts';
import { API_PREFIX } from './http/api/operation.ts';
import { referenceRoute } from './http/api/reference/page.ts';
import { apiRoutes } from './http/api/routes.ts';
import { answerBrokenRequest } from './http/broken-request.ts';
import { consoleRoutes } from './http/console/routes.ts';
import { healthRoutes } from './http/health.ts';
import { homeRoute } from './http/home.ts';
import { noticeRoutes } from './http/notices/routes.ts';
import { assetsPlugin } from './http/pages/assets.ts';
import { payRoutes } from './http/pay/routes.ts';
import { type PageContext, sendError } from './http/shopper.ts';
import { merchantProtocol } from './http/v2/dispatch.ts';

const BODY_BYTES_MAX = 128 * 1024;
/** A request line may carry 2,000 characters of custom_data, each up to 12 bytes when escaped. */
const REQUEST_HEAD_BYTES_MAX = 64 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;

export type AppOptions = {
  readonly page: PageContext;
  readonly health: Parameters<typeof healthRoutes>[1];
  readonly testCallback: TestCallback;
  /** Who else can say who somebody is. */
  readonly identity?: IdentityProvider | undefined;
  /** What belongs to single channels, such as the sandbox's bank. */
  readonly plugins: readonly FastifyPluginAsync[];
  readonly trustProxy: readonly string[];
  /** A worker answers for its health and nothing else. */
  readonly healthOnly: boolean;
};

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { page } = options;
  const server = fastify({
    logger: false,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: BODY_BYTES_MAX,
    // Slow senders are cut off: head and body must be there in this time.
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: REQUEST_HEAD_BYTES_MAX,
    },
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 128 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      sendError(page, request, reply, error);
    },
  });
  takeBodiesRaw(server);
  refuseOddRequests(server);
  letConnectionsGo(server);
  server.setErrorHandler((error, request, reply) => sendError(page, request, reply, error));
  server.setNotFoundHandler((request, reply) =>
    sendError(page, request, reply, new Refusal('NOT_FOUND')),
  );
  healthRoutes(server, options.health);
  if (options.healthOnly) return server;
  await server.register(assetsPlugin);
  homeRoute(server, page);
  consoleRoutes(server);
  merchantProtocol(server, page);
  payRoutes(server, page);
  noticeRoutes(server, page);
  const { centre } = page;
  const live = createLiveHub(centre);
  // Streams have no end of their own: those who listen come again, to another process.
  server.addHook('preClose', async () => live.close());
  referenceRoute(server, API_PREFIX);
  const { testCallback, identity } = options;
  await server.register(apiRoutes(centre, { testCallback, live, identity }), {
    prefix: API_PREFIX,
  });
  for (const plugin of options.plugins) await server.register(plugin);
  return server;
}

/** Signatures are over bytes, and no Content-Type may choose a parser: every route reads its own. */
function takeBodiesRaw(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
}

/** A connection that is kept alive past the server's end would hold up the end. */
function letConnectionsGo(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
  });
  server.addHook('onSend', (_, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}

/** What no client of ours sends is refused before anything else is done with it. */
function refuseOddRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { rawHeaders, url = '' } = request.raw;
    let bytes = 0;
    for (const each of rawHeaders) bytes += each.length;
    if (bytes > HEADER_BYTES_MAX) {
      reply.header('connection', 'close');
      done(new Refusal('HEADERS_TOO_LARGE'));
    } else if (url.includes('%00') && url.split('?', 1)[0]?.includes('%00')) {
      // Nothing of ours has a NUL in its name, and the database could not even be asked for it.
      done(new Refusal('NOT_FOUND'));
    } else {
      done();
    }
  });
}

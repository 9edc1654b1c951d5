/** Is the process there, can it work, and how is it doing. */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

export function healthRoutes(
  server: FastifyInstance,
  options: {
    /** Resolves to why the process is not ready, or undefined. */
    notReady: () => Promise<string | undefined>;
    metrics: Registry;
    metricsToken: string | undefined;
  },
): void {
  server.get('/healthz', async (_, reply) => reply.type('text/plain').send('ok'));

  server.get('/readyz', async (_, reply) => {
    const why = await options.notReady();
    return reply
      .code(why === undefined ? 200 : 503)
      .type('text/plain')
      .send(why ?? 'ready');
  });

  server.get('/metrics', async (request, reply) => {
    const token = options.metricsToken;
    if (token === undefined || !carries(request.headers.authorization, token)) {
      return reply.code(404).type('text/plain').send('not found');
    }
    return reply.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
}

function carries(authorization: string | undefined, token: string): boolean {
  const expected = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(authorization ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

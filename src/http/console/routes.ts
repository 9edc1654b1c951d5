/** The operator's console: one page for every address below /console/, and the files it loads. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../../log.ts';
import { type ConsoleBuild, NONCE_PLACE, readConsoleBuild } from './build.ts';

const PREFIX = '/console/';
/** The name holds a hash of the content, so what was once loaded never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

const NOT_BUILT =
  'The console has not been built. Run `npm run build --workspace console` where PayCenter is installed, and start it again.';

/** @param build as {@link readConsoleBuild} found it; without one, /console/ says what to do. */
export function consoleRoutes(
  server: FastifyInstance,
  log: Log,
  build: ConsoleBuild | null = readConsoleBuild(),
): void {
  server.get('/console', async (_, reply) => reply.redirect(PREFIX));
  if (!build) {
    log.warn({}, NOT_BUILT);
    server.get(`${PREFIX}*`, async (_, reply) =>
      reply.code(503).header('cache-control', 'no-store').type('text/plain').send(NOT_BUILT),
    );
    return;
  }
  server.get<{ Params: { '*': string } }>(`${PREFIX}*`, async (request, reply) => {
    const path = request.params['*'];
    if (!path.startsWith('assets/')) return sendIndex(reply, build.index);
    const file = build.files.get(path);
    if (!file) return reply.callNotFound();
    reply.headers({
      'cache-control': FOREVER,
      // An SVG that is opened by itself is a document: it may do nothing.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      etag: file.etag,
      'x-content-type-options': 'nosniff',
    });
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    return reply.type(file.contentType).send(file.body);
  });
}

function sendIndex(reply: FastifyReply, index: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': policy(nonce),
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    .type('text/html; charset=utf-8')
    .send(index.replaceAll(NONCE_PLACE, nonce));
}

/** Only our own files; style tags need the nonce, scripts in the page do not run at all. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // data: for the QR code of the authenticator app.
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

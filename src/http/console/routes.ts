/** `/console/`: the page of the operators' console, whatever address it is opened at, and its files. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../errors.ts';
import { type Bundle, type BundleFile, openBundle } from './bundle.ts';

const PREFIX = '/console';

/** Fastify plugin. The page asks the API for all else, so it is the same for everybody. */
export function consoleRoutes(server: FastifyInstance, bundle = openBundle()): void {
  server.get(PREFIX, async (_, reply) => reply.redirect(`${PREFIX}/`, 302));
  server.get<{ Params: { '*': string } }>(`${PREFIX}/*`, async (request, reply) => {
    const built = bundle();
    if (!built) throw new Refusal('NOT_FOUND', { detail: NOT_BUILT });
    const name = request.params['*'];
    const file = built.files.get(name);
    if (file) return sendFile(request, reply, file);
    if (name.startsWith('assets/')) throw new Refusal('NOT_FOUND');
    return sendPage(reply, built);
  });
}

const NOT_BUILT =
  'The console is not built: run `npm ci`, or `npm run build --workspace console`, then start again.';

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: BundleFile,
): Promise<FastifyReply> {
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  reply.headers({
    'cache-control': file.unchanging ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  });
  reply.type(file.contentType);
  if (!takesGzip || !file.packed) return reply.send(file.plain);
  const packed = await file.packed();
  return reply.header('content-encoding', 'gzip').send(packed);
}

function sendPage(reply: FastifyReply, { page }: Bundle): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  reply.headers({
    // The nonce is for style sheets that are made while the page runs; scripts are files of ours.
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(nonce),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  return reply.type('text/html; charset=utf-8').send(page.replaceAll('{{nonce}}', nonce));
}

/** Images may be data: the QR code of an authenticator app is one. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

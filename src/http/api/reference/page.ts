/** The reference of the API as a page: no script, nothing from elsewhere. */
import type { FastifyInstance } from 'fastify';
import { assetUrl } from '../../pages/assets.ts';
import { renderTemplate } from '../../pages/templates.ts';
import { OPERATIONS } from '../operations.ts';
import { referenceModel } from './model.ts';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `GET /api/docs`, made once. */
export function referenceRoute(server: FastifyInstance, prefix: string): void {
  const html = renderTemplate('reference', {
    ...referenceModel(OPERATIONS, prefix),
    document: `${prefix}/openapi.json`,
    styles: ['pay.css', 'reference.css'].map(assetUrl),
    favicon: assetUrl('icon.svg'),
  });
  server.get('/api/docs', async (_, reply) =>
    reply
      .headers({
        'content-security-policy': POLICY,
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(html),
  );
}

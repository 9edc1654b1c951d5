/** The server's own address: somebody looks whether it is there, or has lost the way. */
import type { FastifyInstance } from 'fastify';
import { renderHomePage } from './pages/home-page.ts';
import { frameOf, languageOf, type PageContext, sendPage } from './shopper.ts';

export function homeRoute(server: FastifyInstance, context: PageContext): void {
  server.get<{ Querystring: { lang?: string | string[] } }>('/', async (request, reply) => {
    const { lang } = request.query;
    const asked = typeof lang === 'string' ? lang : undefined;
    const language = languageOf(request, undefined, asked);
    const languageHref = (each: string) => `/?lang=${each}`;
    return sendPage(
      reply,
      renderHomePage(frameOf(context, language, { test: false, languageHref })),
    );
  });
}

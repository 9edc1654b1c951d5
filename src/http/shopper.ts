/** What every page for shoppers has in common: its language, its headers, its errors. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../domain/app.ts';
import { ERRORS } from '../errors.ts';
import type { Centre } from '../flows/centre.ts';
import type { VerifyCall } from '../flows/note-verify.ts';
import { contentSecurityPolicy } from './pages/content-security-policy.ts';
import { renderErrorPage } from './pages/error-page.ts';
import type { Frame } from './pages/frame.ts';
import { LANGUAGES, type Language, negotiateLanguage, parseLanguage } from './pages/languages.ts';
import { refusalOf, sendProblem } from './problem.ts';

export type Operator = { readonly name: string; readonly contact?: string | undefined };

/** What page routes work with. */
export type PageContext = {
  readonly centre: Centre;
  readonly operator: Operator;
  /** Told of each `verify` of a transaction that is known. */
  readonly noteVerify?: (call: VerifyCall) => void;
};

export function languageOf(
  request: FastifyRequest,
  app: App | undefined,
  asked: string | undefined,
): Language {
  const fixed = app?.settings.language ? parseLanguage(app.settings.language) : undefined;
  return negotiateLanguage({
    asked,
    appDefault: fixed,
    acceptLanguage: request.headers['accept-language'],
  });
}

export function frameOf(
  context: PageContext,
  language: Language,
  options: { test: boolean; languageHref?: (language: Language) => string },
): Frame {
  const { languageHref } = options;
  return {
    language,
    languageLinks: languageHref
      ? LANGUAGES.map((each) => ({ language: each, href: languageHref(each) }))
      : [],
    test: options.test,
    operator: context.operator,
  };
}

/** Sends a page that nobody may keep, nobody may script, and only the app's own hosts may frame. */
export function sendPage(
  reply: FastifyReply,
  html: string,
  options: { status?: number; frameAncestors?: string } = {},
): FastifyReply {
  return reply
    .code(options.status ?? 200)
    .headers({
      'content-security-policy': contentSecurityPolicy({
        frameAncestors: options.frameAncestors ?? "'self'",
      }),
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}

/** How soon it is worth trying again what may work then. */
export const RETRY_AFTER_SECONDS = '5';

/** An error as a page, or as problem details when the client asks for JSON. */
export function sendError(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  shopper: { app?: App | undefined; lang?: string | undefined } = {},
): FastifyReply {
  const refusal = refusalOf(context.centre, error);
  if (wantsJson(request.headers.accept)) return sendProblem(context.centre, reply, refusal);
  const { code, parameter, status } = refusal;
  if (ERRORS[code].retryable) reply.header('retry-after', RETRY_AFTER_SECONDS);
  const language = languageOf(request, shopper.app, shopper.lang);
  const html = renderErrorPage({
    frame: frameOf(context, language, { test: false }),
    code,
    parameter,
    shop: shopper.app
      ? { name: shopper.app.name, website: shopper.app.settings.website }
      : undefined,
  });
  return sendPage(reply, html, {
    status,
    ...(shopper.app ? { frameAncestors: shopper.app.settings.frameAncestors } : {}),
  });
}

/** JSON is asked for by name, and rather than HTML, which browsers ask for. */
export function wantsJson(accept = ''): boolean {
  const wishes = accept.split(',').map((each) => {
    const [type = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: Number(quality?.slice(2) ?? 1) || 0 };
  });
  const wishFor = (wanted: RegExp) =>
    Math.max(0, ...wishes.filter(({ type }) => wanted.test(type)).map(({ quality }) => quality));
  return wishFor(/[/+]json$/) > wishFor(/^(text\/html|application\/xhtml\+xml)$/);
}

/**
 * What the browser may do with a hosted page: nothing but show our own files and send its form.
 */

/**
 * Chromium holds a form's whole redirect chain to `form-action`: our own address answers the
 * choice with a 302 to the channel's site, which often redirects again, to hosts that nobody can
 * list beforehand; one that is missing would leave the shopper with a button that does nothing.
 * So every web address is allowed, and other schemes are not. Little is lost: the page has no
 * field to type into, and markup of a stranger, the thing this directive guards, cannot get in.
 */
const ANYWHERE_ON_THE_WEB = ["'self'", 'https:', 'http:'] as const;

/** A source is one token: a space, a comma or a semicolon would smuggle in a second directive. */
const SOURCE = /^[^\s;,]+$/;

function sources(list: readonly string[]): string {
  const wrong = list.find((source) => !SOURCE.test(source));
  if (wrong !== undefined) throw new Error(`Not one source of a content security policy: ${wrong}`);
  return list.length === 0 ? "'none'" : list.join(' ');
}

/**
 * The value of the `Content-Security-Policy` header of a hosted page.
 *
 * @param options.frameAncestors who may frame the page, separated by spaces, as the app's setting
 *   has it; empty is nobody.
 * @param options.formAction where the page's form may lead; by default any web address (see
 *   above), `[]` for a page without a form.
 * @throws Error when a source is not one token.
 */
export function contentSecurityPolicy(options: {
  readonly frameAncestors: string;
  readonly formAction?: readonly string[] | undefined;
}): string {
  const ancestors = options.frameAncestors.split(/\s+/).filter((source) => source !== '');
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "script-src 'self'",
    // A page that follows a payment asks for itself again.
    "connect-src 'self'",
    `form-action ${sources(options.formAction ?? ANYWHERE_ON_THE_WEB)}`,
    "base-uri 'none'",
    `frame-ancestors ${sources(ancestors)}`,
  ].join('; ');
}

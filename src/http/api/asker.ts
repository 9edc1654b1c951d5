/** Who asks: a person by the session in a cookie, or a machine by its API key. */
import type { FastifyRequest } from 'fastify';
import { type Caller, permissionsOf, permissionsOfKey } from '../../domain/access.ts';
import { tokenDigest } from '../../domain/token.ts';
import { Refusal } from '../../errors.ts';
import { findKeyHolder } from '../../store/api-keys.ts';
import { findSession, type Session } from '../../store/sessions.ts';
import { readCookie } from './cookies.ts';
import type { Access, ApiContext } from './operation.ts';

/** Without a caller it is a stranger, or somebody who has not yet come all the way in. */
export type Asker = {
  readonly caller: Caller | undefined;
  readonly session: Session | undefined;
};

const BEARER = /^Bearer +(\S+) *$/i;
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];
/** Scripts of other sites cannot set it without asking us first, and we never say yes. */
const CSRF_HEADER = 'x-paycenter-csrf';

/**
 * Finds out who asks. Throws a Refusal: NOT_SIGNED_IN for a key that is none, CROSS_SITE_REQUEST for a
 * change that does not prove to come from our own pages. Only a key in a header is proof by itself,
 * because browsers never send one on their own.
 */
export async function findAsker(
  { centre, cookies }: ApiContext,
  request: FastifyRequest,
): Promise<Asker> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const key = BEARER.exec(authorization)?.[1];
    const holder = key && (await findKeyHolder(centre.db, tokenDigest(key)));
    if (!holder) {
      const detail = 'This API key is unknown, revoked or expired.';
      throw new Refusal('NOT_SIGNED_IN', { parameter: 'Authorization', detail });
    }
    const { id, appId, name, scopes, creatorId: responsibleId } = holder;
    const permissions = permissionsOfKey(scopes);
    const caller: Caller = { kind: 'key', id, responsibleId, name, apps: [appId], permissions };
    return { caller, session: undefined };
  }
  if (!SAFE_METHODS.includes(request.method)) assertOwnPage(request, centre.publicUrl);
  const token = readCookie(request, cookies.sessionName);
  const session = token ? await findSession(centre.db, tokenDigest(token)) : undefined;
  return { caller: session && callerOf(session), session };
}

/** The person of a session that lacks nothing. */
export function callerOf({ stage, user }: Session): Caller | undefined {
  if (stage !== 'open') return undefined;
  const { id, email, role, apps } = user;
  const permissions = permissionsOf(role, apps);
  return { kind: 'user', id, responsibleId: id, name: email, apps, permissions };
}

function assertOwnPage(request: FastifyRequest, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const ownSite = site === undefined || site === 'same-origin';
  const ownOrigin =
    origin === undefined ||
    hostOf(origin) === hostOf(publicUrl) ||
    hostOf(origin) === hostOf(`http://${request.host}`);
  if (ownSite && ownOrigin && request.headers[CSRF_HEADER] === '1') return;
  throw new Refusal('CROSS_SITE_REQUEST');
}

/** Without the scheme, which differs behind a proxy that does not tell of it. */
function hostOf(url: string): string | undefined {
  return URL.parse(url)?.host;
}

/** Throws a Refusal NOT_SIGNED_IN or NOT_ALLOWED unless the asker may do what the operation does. */
export function assertMay(asker: Asker, access: Access): void {
  const { caller, session } = asker;
  if (access === 'anyone' || (access === 'signing_in' && session)) return;
  if (!caller) throw new Refusal('NOT_SIGNED_IN');
  if (access === 'signing_in' || access === 'person') {
    if (session) return;
    throw new Refusal('NOT_ALLOWED', { detail: 'This is for people who have signed in.' });
  }
  if (caller.permissions.has(access)) return;
  throw new Refusal('NOT_ALLOWED', { detail: `This needs the permission ${access}.` });
}

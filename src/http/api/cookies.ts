/** The cookies of the console: what is set, and how it is found again. */
import type { FastifyReply, FastifyRequest } from 'fastify';

export type Cookies = {
  /** Over https a name that only we can set, for the whole host and never in the clear. */
  readonly sessionName: string;
  /** While somebody is at the identity provider. */
  readonly visitName: string;
  readonly secure: boolean;
};

const SESSION = 'paycenter_session';
const VISIT = 'paycenter_visit';
const VISIT_SECONDS = 600;

/** @param publicUrl the address that browsers know us by. */
export function cookiesFor(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return { secure, sessionName: prefix + SESSION, visitName: prefix + VISIT };
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie = '' } = request.headers;
  for (const pair of cookie.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

/** For as long as the browser is open: the session ends by itself anyway. */
export function setSessionCookie(reply: FastifyReply, cookies: Cookies, token: string): void {
  reply.header('set-cookie', `${cookies.sessionName}=${token}; ${attributes(cookies)}`);
}

/** Comes along when another site sends the browser back to us, which the session's does not. */
export function setVisitCookie(reply: FastifyReply, cookies: Cookies, sealed: string): void {
  const lasting = `${sealed}; Max-Age=${VISIT_SECONDS}`;
  reply.header('set-cookie', `${cookies.visitName}=${lasting}; ${attributes(cookies, 'Lax')}`);
}

export function clearCookie(reply: FastifyReply, cookies: Cookies, name: string): void {
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes(cookies)}`);
}

function attributes({ secure }: Cookies, sameSite = 'Strict'): string {
  return `Path=/; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;
}

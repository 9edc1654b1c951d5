/** The cookies of the console: what is set, and how it is found again. */
import type { FastifyReply, FastifyRequest } from 'fastify';

export type Cookies = {
  /** Over https a name that only we can set, for the whole host and never in the clear. */
  readonly sessionName: string;
  readonly secure: boolean;
};

const SESSION = 'paycenter_session';

/** @param publicUrl the address that browsers know us by. */
export function cookiesFor(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:');
  return { secure, sessionName: secure ? `__Host-${SESSION}` : SESSION };
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie = '' } = request.headers;
  for (const pair of cookie.split(';')) {
    const [key = '', value] = pair.split('=', 2);
    if (key.trim() === name && value !== undefined) return value.trim();
  }
  return undefined;
}

/** For as long as the browser is open: the session ends by itself anyway. */
export function setSessionCookie(reply: FastifyReply, cookies: Cookies, token: string): void {
  reply.header('set-cookie', `${cookies.sessionName}=${token}; ${attributes(cookies)}`);
}

export function clearSessionCookie(reply: FastifyReply, cookies: Cookies): void {
  reply.header('set-cookie', `${cookies.sessionName}=; Max-Age=0; ${attributes(cookies)}`);
}

function attributes({ secure }: Cookies): string {
  return `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

/** Passwords in the clear. */
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../errors.ts';
import type { Cookies } from './cookies.ts';

/**
 * Without https, whoever listens on the way has the password, and the session after it. On the machine
 * itself there is no way to listen on. Throws a Refusal INSECURE_CONNECTION.
 */
export function assertPasswordsMayTravel(request: FastifyRequest, { secure }: Cookies): void {
  if (secure || isThisMachine(request.hostname)) return;
  throw new Refusal('INSECURE_CONNECTION', {
    detail:
      'Sign in at https: set PAYCENTER_PUBLIC_URL to the https address of this centre, or open it as http://127.0.0.1 on its own machine.',
  });
}

function isThisMachine(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === '::1' || name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/** What the bank's doors have in common. */
import type { FastifyReply } from 'fastify';
import { ERRORS } from '../errors.ts';
import { problem, refusalOf } from '../http/shopper.ts';
import type { Log } from '../log.ts';

/** A request's body as text; empty when there was none. */
export function textOf(body: Buffer | undefined): string {
  return Buffer.isBuffer(body) ? body.toString() : '';
}

/** An address as it was asked for, before anything decoded it. */
export function splitTarget(target: string | undefined): { path: string; query: string } {
  const [path = '', ...rest] = (target ?? '').split('?');
  return { path, query: rest.join('?') };
}

/** Problem details with our code. */
export function sendProblem(
  { log }: { log: Log },
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  const refusal = refusalOf({ log }, error);
  if (ERRORS[refusal.code].retryable) reply.header('retry-after', '5');
  return reply
    .code(refusal.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem(refusal)));
}

/** Errors as machines read them: RFC 9457 with two members of ours. */
import type { FastifyReply } from 'fastify';
import { ERRORS, type ErrorCode, Refusal } from '../errors.ts';
import type { Centre } from '../flows/centre.ts';
import { isUnavailable } from '../store/database.ts';

const RETRY_AFTER_SECONDS = 5;

/** Answers with what a client may know of the error. */
export function sendProblem(
  centre: Pick<Centre, 'log'>,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  const refusal = refusalOf(centre, error);
  if (ERRORS[refusal.code].retryable) {
    reply.header('retry-after', String(refusal.retryAfterSeconds ?? RETRY_AFTER_SECONDS));
  }
  return reply
    .code(refusal.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem(refusal)));
}

export function problem(refusal: Refusal) {
  return {
    type: 'about:blank',
    title: ERRORS[refusal.code].text,
    status: refusal.status,
    detail: refusal.message,
    code: refusal.code,
    ...(refusal.parameter === undefined ? {} : { parameter: refusal.parameter }),
  };
}

/** What a client may know of an error: refusals as they are, everything else by its kind alone. */
export function refusalOf(centre: Pick<Centre, 'log'>, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const fromFastify = fastifyCode(error);
  if (fromFastify) return new Refusal(fromFastify);
  const code: ErrorCode = isUnavailable(error) ? 'SYSTEM_UNAVAILABLE' : 'INTERNAL_ERROR';
  centre.log.error({ err: error }, code === 'INTERNAL_ERROR' ? 'request failed' : 'no database');
  return new Refusal(code);
}

function fastifyCode(error: unknown): ErrorCode | undefined {
  const status =
    error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : undefined;
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (status === 413) return 'REQUEST_TOO_LARGE';
  if (status === 415) return 'UNSUPPORTED_BODY';
  return status === 404 ? 'NOT_FOUND' : 'INVALID_PARAMETER';
}

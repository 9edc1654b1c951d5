/** `Idempotency-Key`: a POST that is sent again gets the answer that it got, and does nothing twice. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../domain/access.ts';
import { newId } from '../../domain/id.ts';
import { Refusal } from '../../errors.ts';
import { claimIdempotencyKey, keepAnswer, releaseIdempotencyKey } from '../../store/idempotency.ts';
import { problem, refusalOf } from '../problem.ts';
import type { ApiContext, Operation } from './operation.ts';

export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly isProblem: boolean;
};

const PURPOSE = 'idempotent answer';
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Whoever is still coming in has no name to keep answers under, and cookies are not kept. */
export function takesIdempotencyKey({ method, access }: Operation): boolean {
  return method === 'POST' && access !== 'anyone' && access !== 'signing_in';
}

/**
 * Runs `work`, once for each key of a caller. `work` gets the id of what it makes, which is the same
 * when it is begun again because the process died in the middle. Answers are kept for later, refusals
 * too; not kept is a failure of ours, after which the same request may try again.
 */
export async function once(
  { centre }: ApiContext,
  request: FastifyRequest,
  caller: Caller | undefined,
  work: (madeId: string) => Promise<Answer>,
): Promise<Answer> {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !caller) return work(newId());
  if (typeof key !== 'string' || !KEY.test(key)) {
    const detail = 'Idempotency-Key must be 1 to 255 characters without spaces.';
    throw new Refusal('INVALID_PARAMETER', { parameter: 'Idempotency-Key', detail });
  }
  const { db, sealer } = centre;
  const name = `${caller.kind}:${caller.id}`;
  const claim = { caller: name, key, digest: digestOf(request), madeId: newId() };
  const claimed = await claimIdempotencyKey(db, claim);
  if (claimed.kind === 'other_request') throw new Refusal('IDEMPOTENCY_KEY_REUSED');
  if (claimed.kind === 'in_use') throw new Refusal('IDEMPOTENCY_KEY_IN_USE');
  if (claimed.kind === 'answered') {
    return JSON.parse(sealer.open(claimed.answerSealed, PURPOSE).toString()) as Answer;
  }
  const answer = await answerOf(centre, () => work(claimed.madeId));
  if (answer.status >= 500) {
    await releaseIdempotencyKey(db, name, key);
  } else {
    const sealed = sealer.seal(JSON.stringify(answer), PURPOSE);
    await keepAnswer(db, name, key, { status: answer.status, sealed });
  }
  return answer;
}

async function answerOf(
  centre: ApiContext['centre'],
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(centre, error);
    return {
      status: refusal.status,
      body: JSON.stringify(problem(refusal)),
      isProblem: true,
    };
  }
}

function digestOf(request: FastifyRequest): Buffer {
  const asked = [request.method, request.url, JSON.stringify(request.body ?? null)];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}

/** How a simulated channel answers the next calls, when a script wants it to misbehave. */
import type { FastifyReply } from 'fastify';

export type Twist =
  /** It does what it was asked, and the answer is lost. */
  | { readonly how: 'lose' }
  /** It does what it was asked, and never answers. */
  | { readonly how: 'hang' }
  /** It does nothing, and answers with a failure of its own. */
  | { readonly how: 'fail'; readonly status: number }
  /** It does nothing, and says why in the channel's own words. */
  | { readonly how: 'refuse'; readonly issue: string };

export type Twists = {
  /** How the next call of this operation is answered. */
  plan(operation: string, twist: Twist, times?: number): void;
  next(operation: string): Twist | undefined;
};

export function createTwists(): Twists {
  const planned = new Map<string, Twist[]>();
  return {
    plan(operation, twist, times = 1) {
      const queue = planned.get(operation) ?? [];
      planned.set(operation, [...queue, ...Array<Twist>(times).fill(twist)]);
    },
    next: (operation) => planned.get(operation)?.shift(),
  };
}

/** Ends a call without an answer: the connection breaks, or stays open until the caller gives up. */
export function withholdAnswer(reply: FastifyReply, how: 'lose' | 'hang'): FastifyReply {
  reply.hijack();
  if (how === 'lose') reply.raw.destroy();
  return reply;
}

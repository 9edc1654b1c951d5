/** What adapters answer when they are asked about an attempt, in the words that all of them share. */
import type { About, Fact, QueryOutcome, QueryRequest } from '../domain/channel.ts';

/** Facts about the attempt that was asked about, as things are now. */
export function aboutAsked({ reference }: QueryRequest): About {
  return { subject: { reference }, occurredAtMs: Date.now() };
}

export function facts(told: readonly Fact[]): QueryOutcome {
  return { kind: 'facts', facts: told };
}

/** Whether the channel takes no payment for it any more, by our clock. */
export function isOverdue({ startedAtMs }: QueryRequest, lifeMs: number): boolean {
  return Date.now() - startedAtMs > lifeMs;
}

/** For an attempt that nobody paid: over, if the channel's time for it is. */
export function expiredOrNothing(request: QueryRequest, lifeMs: number): readonly Fact[] {
  return isOverdue(request, lifeMs) ? [{ ...aboutAsked(request), kind: 'expired' }] : [];
}

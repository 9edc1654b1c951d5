/** The events that Stripe tells of, each with the object that it is about. */
import { chargeJson, disputeJson, refundJson, sessionJson } from './resources.ts';
import { type Dispute, newStripeId, type Refund, type Session, type State } from './state.ts';
import type { Event, Webhooks } from './webhooks.ts';

/** Of the version that the endpoint was made with, not of the caller's. */
const API_VERSION = '2025-09-30.clover';

export type Announce = {
  session(word: SessionWord, session: Session): void;
  refund(word: 'created' | 'updated' | 'failed', refund: Refund): void;
  dispute(word: DisputeWord, dispute: Dispute): void;
  /** Any event that a script makes up. */
  other(word: string, object: unknown): void;
};

type SessionWord = 'completed' | 'async_payment_succeeded' | 'async_payment_failed' | 'expired';
type DisputeWord = 'created' | 'updated' | 'funds_withdrawn' | 'funds_reinstated' | 'closed';

export function createAnnouncer(
  webhooks: Pick<Webhooks, 'publish'>,
  state: Pick<State, 'clock'>,
  siteUrl: () => string,
): Announce {
  /** What happens to one thing happens one after the other; Stripe's clock shows seconds. */
  const latest = new Map<string, number>();
  function after(id: string): number {
    const nowMs = Math.max(state.clock(), (latest.get(id) ?? 0) + 1_000);
    latest.set(id, nowMs);
    return nowMs;
  }
  const tell = (word: string, object: { readonly id: string }) =>
    webhooks.publish(makeEvent(word, object, after(object.id)));
  return {
    session: (word, session) => tell(`checkout.session.${word}`, sessionJson(session, siteUrl())),
    refund(word, refund) {
      tell(`refund.${word}`, refundJson(refund));
      if (word === 'created') tell('charge.refunded', chargeJson(refund.intent));
      else tell('charge.refund.updated', refundJson(refund));
    },
    dispute: (word, dispute) => tell(`charge.dispute.${word}`, disputeJson(dispute)),
    other: (word, object) => webhooks.publish(makeEvent(word, object, state.clock())),
  };
}

export function makeEvent(word: string, object: unknown, nowMs: number): Event {
  return {
    id: newStripeId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: Math.floor(nowMs / 1_000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: word,
  };
}

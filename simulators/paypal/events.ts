/** The events that PayPal tells of, each with the resource that it is about. */

import { captureJson, disputeJson, orderJson, returnJson } from './resources.ts';
import { type Capture, type Dispute, newPayPalId, type Order, type Return } from './state.ts';
import type { Event, Webhooks } from './webhooks.ts';

export type Announce = {
  approved(order: Order): void;
  approvalReversed(order: Order): void;
  captured(capture: Capture): void;
  refunded(refund: Return): void;
  reversed(reversal: Return): void;
  disputed(dispute: Dispute, word: 'CREATED' | 'UPDATED' | 'RESOLVED'): void;
  /** Any event that a script makes up. */
  other(word: string, kind: string, resource: unknown): void;
};

const CAPTURE_WORD = {
  COMPLETED: 'COMPLETED',
  PARTIALLY_REFUNDED: 'COMPLETED',
  REFUNDED: 'COMPLETED',
  PENDING: 'PENDING',
  DECLINED: 'DENIED',
} as const;

const REFUND_WORD = {
  COMPLETED: 'PAYMENT.CAPTURE.REFUNDED',
  PENDING: 'PAYMENT.REFUND.PENDING',
  FAILED: 'PAYMENT.REFUND.FAILED',
} as const;

export function createAnnouncer(
  webhooks: Pick<Webhooks, 'publish'>,
  world: { clock(): number; siteUrl(): string },
): Announce {
  const tell = (word: string, kind: string, resource: unknown) =>
    webhooks.publish(makeEvent(word, kind, resource, world.clock()));
  return {
    approved: (order) =>
      tell('CHECKOUT.ORDER.APPROVED', 'checkout-order', orderJson(order, world.siteUrl())),
    approvalReversed: (order) =>
      tell('CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'checkout-order', {
        order_id: order.id,
        purchase_units: [{ reference_id: 'default', custom_id: order.customId }],
      }),
    captured: (capture) =>
      tell(`PAYMENT.CAPTURE.${CAPTURE_WORD[capture.status]}`, 'capture', captureJson(capture)),
    refunded: (refund) => tell(REFUND_WORD[refund.status], 'refund', returnJson(refund)),
    reversed: (back) => tell('PAYMENT.CAPTURE.REVERSED', 'refund', returnJson(back)),
    disputed: (dispute, word) => tell(`CUSTOMER.DISPUTE.${word}`, 'dispute', disputeJson(dispute)),
    other: tell,
  };
}

export function makeEvent(word: string, kind: string, resource: unknown, nowMs: number): Event {
  return {
    id: `WH-${newPayPalId()}-${newPayPalId()}`,
    event_version: '1.0',
    create_time: new Date(nowMs).toISOString(),
    resource_type: kind,
    resource_version: kind === 'dispute' ? '1.0' : '2.0',
    event_type: word,
    summary: word.toLowerCase().replaceAll('.', ' '),
    resource,
    links: [],
  };
}

/** Refunds: asked for once, whatever becomes of the answer. */
import type { RefundOutcome, RefundRequest } from '../../domain/channel.ts';
import { sameMoney } from '../../domain/money.ts';
import { listAt, textAt } from '../read-json.ts';
import { hasNothing, type NotDone, type StripeClient, whyNot } from './client.ts';
import { amountOf, moneyAt } from './money.ts';
import { marksOf, refundIdOf, refundOutcome, secondsAt } from './status.ts';

const NOTE_LENGTH_MAX = 500;
const LIST_LENGTH = 100;

export async function refundPayment(
  client: StripeClient,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const { account, refundId, channelTransaction, channelReference, gross, reason } = request;
  const back = amountOf(gross);
  if (!back) return { kind: 'failed', why: `Stripe takes no such fractions of ${gross.currency}` };
  if (channelTransaction === channelReference) {
    return { kind: 'failed', why: 'the session has brought no money' };
  }
  const note = reason && [...reason].slice(0, NOTE_LENGTH_MAX).join('');
  const reply = await client(account, (stripe) =>
    stripe.refunds.create(
      {
        payment_intent: channelTransaction,
        amount: back.amount,
        metadata: { ...marksOf(request), ...(note ? { reason: note } : {}) },
      },
      { idempotencyKey: `refund-${refundId}` },
    ),
  );
  if (reply.kind === 'done') return outcomeOf(reply.json);
  return mayBeFound(reply) ? findOurs(client, request, reply) : refused(reply);
}

/**
 * Whether it is worth looking for a refund of ours although this answer is none. Stripe forgets a key
 * after a day: repeated later than that, what was made is refused as too much. And a failure of its own
 * it repeats under the same key, whatever had been done by then.
 */
function mayBeFound(reply: NotDone): boolean {
  if (reply.kind === 'unknown') return reply.status !== undefined && reply.status >= 500;
  return reply.kind === 'refused' && (MAY_BE_OURS.has(reply.issue) || reply.parameter === 'amount');
}

const MAY_BE_OURS: ReadonlySet<string> = new Set([
  'charge_already_refunded',
  'amount_too_large',
  'idempotency_error',
]);

async function findOurs(
  client: StripeClient,
  { account, refundId, channelTransaction, gross }: RefundRequest,
  reply: NotDone,
): Promise<RefundOutcome> {
  const asked = { payment_intent: channelTransaction, limit: LIST_LENGTH };
  const list = await client(account, (stripe) => stripe.refunds.list(asked));
  const made = list.kind === 'done' ? listAt(list.json, 'data') : [];
  const ours = made.find((refund) => refundIdOf(refund) === refundId);
  const returned = moneyAt(ours, 'amount');
  if (returned && sameMoney(returned, gross)) return outcomeOf(ours);
  if (ours) return { kind: 'unknown', why: 'our refund is of another amount' };
  const looked = list.kind === 'done' || hasNothing(list);
  return looked ? refused(reply) : { kind: 'unknown', why: whyNot(reply) };
}

/** Stripe has not done it; unless it does not know itself, or did something else by this key. */
function refused(reply: NotDone): RefundOutcome {
  const certain = reply.kind === 'refused' && reply.issue !== 'idempotency_error';
  return { kind: certain ? 'failed' : 'unknown', why: whyNot(reply) };
}

function outcomeOf(refund: unknown): RefundOutcome {
  const channelRefund = textAt(refund, 'id');
  if (channelRefund === undefined) return { kind: 'unknown', why: 'a refund without an id' };
  const outcome = refundOutcome(refund);
  if (outcome === 'failed') {
    return { kind: 'failed', why: textAt(refund, 'failure_reason') ?? 'failed' };
  }
  const occurredAtMs = secondsAt(refund, 'created');
  return { kind: outcome, channelRefund, ...(occurredAtMs === undefined ? {} : { occurredAtMs }) };
}

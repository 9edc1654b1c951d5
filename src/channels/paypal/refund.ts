/** Refunds: asked for once, whatever becomes of the answer. */
import type { RefundOutcome, RefundRequest } from '../../domain/channel.ts';
import { listAt, textAt } from '../read-json.ts';
import type { PayPalClient } from './client.ts';
import { amountOf } from './money.ts';
import { refundIdOf, refundMark, refundOutcome, timeOf } from './status.ts';

const NOTE_LENGTH_MAX = 255;

export async function refundCapture(
  client: PayPalClient,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const amount = amountOf(request.gross);
  if (!amount) {
    return { kind: 'failed', why: `PayPal takes no fractions of ${request.gross.currency}` };
  }
  const mark = refundMark(request.refundId);
  const note = request.reason && [...request.reason].slice(0, NOTE_LENGTH_MAX).join('');
  const reply = await client(request.account, {
    method: 'POST',
    path: `/v2/payments/captures/${encodeURIComponent(request.channelTransaction)}/refund`,
    key: mark,
    body: {
      json: { amount, custom_id: mark, invoice_id: mark, ...(note ? { note_to_payer: note } : {}) },
    },
  });
  if (reply.kind === 'done') return outcomeOf(reply.json);
  if (reply.kind !== 'refused') return { kind: 'unknown', why: reply.why };
  if (!MAY_BE_OURS.has(reply.issue)) return { kind: 'failed', why: reply.issue };
  return findOurs(client, request, reply.issue);
}

/**
 * PayPal forgets a key after 45 days. Repeated later than that, a refund that was made is refused for
 * these reasons: it has to be looked for.
 */
const MAY_BE_OURS: ReadonlySet<string> = new Set([
  'CAPTURE_FULLY_REFUNDED',
  'REFUND_AMOUNT_EXCEEDED',
  'DUPLICATE_INVOICE_ID',
]);

async function findOurs(
  client: PayPalClient,
  request: RefundRequest,
  issue: string,
): Promise<RefundOutcome> {
  if (request.channelReference === null) return { kind: 'failed', why: issue };
  const path = `/v2/checkout/orders/${encodeURIComponent(request.channelReference)}`;
  const reply = await client(request.account, { method: 'GET', path });
  if (reply.kind !== 'done') return { kind: 'unknown', why: issue };
  const ours = listAt(reply.json, 'purchase_units')
    .flatMap((unit) => listAt(unit, 'payments', 'refunds'))
    .find((refund) => refundIdOf(refund) === request.refundId);
  return ours ? outcomeOf(ours) : { kind: 'failed', why: issue };
}

function outcomeOf(refund: unknown): RefundOutcome {
  const channelRefund = textAt(refund, 'id');
  if (channelRefund === undefined) return { kind: 'unknown', why: 'a refund without an id' };
  const outcome = refundOutcome(refund);
  const occurredAtMs = timeOf(refund);
  if (outcome !== 'failed') {
    return {
      kind: outcome,
      channelRefund,
      ...(occurredAtMs === undefined ? {} : { occurredAtMs }),
    };
  }
  return { kind: 'failed', why: textAt(refund, 'status_details', 'reason') ?? 'FAILED' };
}

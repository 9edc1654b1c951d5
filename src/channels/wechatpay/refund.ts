/** Refunds: asked for once, by our number of it, whatever becomes of the answer. */
import type { RefundOutcome, RefundRequest } from '../../domain/channel.ts';
import { sameMoney } from '../../domain/money.ts';
import { callWechatpay } from './client.ts';
import { fenOf } from './money.ts';
import { refundPath, withinBytes } from './order.ts';
import { refundStanding } from './status.ts';

const REASON_BYTES_MAX = 80;

export async function refundTransaction(request: RefundRequest): Promise<RefundOutcome> {
  const { account, refundId, gross, paid, noticeUrl } = request;
  const [refund, total] = [fenOf(gross), fenOf(paid)];
  if (refund === undefined || total === undefined) {
    return { kind: 'failed', why: 'more than WeChat Pay can count' };
  }
  const reason = request.reason && withinBytes(request.reason, REASON_BYTES_MAX);
  const reply = await callWechatpay(account, {
    method: 'POST',
    path: '/v3/refund/domestic/refunds',
    json: {
      transaction_id: request.channelTransaction,
      out_refund_no: refundId,
      ...(reason ? { reason } : {}),
      notify_url: noticeUrl,
      amount: { refund, total, currency: gross.currency },
    },
  });
  if (reply.kind === 'done') return outcomeOf(request, reply.json);
  if (reply.kind !== 'refused') return { kind: 'unknown', why: reply.why };
  if (!MAY_BE_OURS.has(reply.code)) return { kind: 'failed', why: reply.code };
  return findOurs(request, reply.code);
}

/**
 * A number that has been used is taken again only with the very same words, and ours may have changed:
 * our address, say. Then the refund that was made is refused for these reasons: it has to be looked for.
 */
const MAY_BE_OURS: ReadonlySet<string> = new Set(['INVALID_REQUEST', 'PARAM_ERROR']);

async function findOurs(request: RefundRequest, code: string): Promise<RefundOutcome> {
  const { account, refundId } = request;
  const reply = await callWechatpay(account, { method: 'GET', path: refundPath(refundId) });
  if (reply.kind === 'done') return outcomeOf(request, reply.json);
  const none = reply.kind === 'refused' && reply.status === 404;
  return { kind: none ? 'failed' : 'unknown', why: code };
}

function outcomeOf(request: RefundRequest, json: unknown): RefundOutcome {
  const standing = refundStanding(json);
  // The signature says that it is WeChat Pay's, not that it is the answer to this request.
  const ours = standing?.refundId === request.refundId && sameMoney(standing.gross, request.gross);
  if (!standing || !ours) return { kind: 'unknown', why: 'an answer about another refund' };
  const { state, reason, channelRefund, occurredAtMs } = standing;
  if (state === 'failed') return { kind: 'failed', why: reason ?? 'failed' };
  return { kind: state, channelRefund, ...(occurredAtMs === undefined ? {} : { occurredAtMs }) };
}

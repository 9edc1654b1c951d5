/** Calls to the bank: what it knows of a charge, and refunds. */
import type {
  ChannelAccount,
  QueryOutcome,
  QueryRequest,
  RefundOutcome,
  RefundRequest,
} from '../../domain/channel.ts';
import { formatGross } from '../../domain/money.ts';
import { type ChannelAnswer, callChannel, jsonOf } from '../http.ts';
import { SIGNATURE_HEADER, signCall } from './signature.ts';
import { factOf, isRecord, readStatement } from './status.ts';

export async function queryBank(bankUrl: string, request: QueryRequest): Promise<QueryOutcome> {
  const answer = await call(bankUrl, request.account, 'GET', `charges/${request.reference}`);
  if (answer.kind !== 'answered') return { kind: 'unknown', why: answer.why };
  const json = jsonOf(answer.body);
  if (!isRecord(json)) return { kind: 'unknown', why: `status ${answer.status} without JSON` };
  // The payer has not come to the bank yet: that is an answer, and no news.
  if (answer.status === 404 && json.code === 'PAYMENT_NOT_FOUND')
    return { kind: 'facts', facts: [] };
  if (answer.status !== 200 || !Array.isArray(json.statements)) {
    return { kind: 'unknown', why: `status ${answer.status}` };
  }
  const statements = json.statements.map(readStatement).filter((each) => each !== undefined);
  return { kind: 'facts', facts: statements.map((each) => factOf(request.reference, each)) };
}

/** These statuses mean that the bank has understood, and has done nothing. */
const REFUSED: readonly number[] = [400, 403, 404, 409, 413];

export async function refundAtBank(
  bankUrl: string,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const body = JSON.stringify({
    refund_id: request.refundId,
    gross: formatGross(request.gross),
    currency: request.gross.currency,
  });
  const path = `charges/${request.reference}/refunds`;
  const answer = await call(bankUrl, request.account, 'POST', path, body);
  if (answer.kind !== 'answered') return { kind: 'unknown', why: answer.why };
  const json = jsonOf(answer.body);
  if (answer.status === 200 && isRecord(json) && typeof json.refund === 'string') {
    return { kind: 'succeeded', channelRefund: json.refund };
  }
  if (REFUSED.includes(answer.status) && isRecord(json)) {
    return { kind: 'failed', why: typeof json.detail === 'string' ? json.detail : 'refused' };
  }
  return { kind: 'unknown', why: `status ${answer.status}` };
}

function call(
  bankUrl: string,
  account: ChannelAccount,
  method: 'GET' | 'POST',
  what: string,
  body = '',
): Promise<ChannelAnswer> {
  const url = new URL(`${bankUrl}/channels/sandbox/${account.id}/${what}`);
  const secret = account.settings.notice_secret ?? '';
  const signed = { method, path: url.pathname, body, nowMs: Date.now() };
  return callChannel({
    method,
    url: url.href,
    headers: { [SIGNATURE_HEADER]: signCall(secret, signed) },
    ...(body === '' ? {} : { body: { text: body, contentType: 'application/json' } }),
  });
}

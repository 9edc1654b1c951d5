/** Orders: a code that the payer scans, whether it was paid, and its end when nobody has. */
import type {
  Fact,
  OpenRefund,
  QueryOutcome,
  QueryRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { facts, isOverdue } from '../query-answer.ts';
import { textAt } from '../read-json.ts';
import { callWechatpay, type WechatpayReply } from './client.ts';
import { fenOf } from './money.ts';
import { refundFact, transactionFact } from './status.ts';

/**
 * How long a code can be paid. WeChat Pay's own limit is about two hours; whoever has not paid in half of
 * one gets a fresh code by one press, and an old one on some screen is worth nothing.
 */
export const CODE_LIFE_MS = 30 * 60_000;
/** The order begins a moment after the attempt that it is for, by another clock. */
const CLOCKS_APART_MS = 60_000;
const OVERDUE_MS = CODE_LIFE_MS + CLOCKS_APART_MS;
const DESCRIPTION_BYTES_MAX = 127;
const CODE_LENGTH_MAX = 1_024;

/** Opens the order. WeChat Pay keeps nothing that leads back here: the page with the code follows it. */
export async function startOrder(request: StartRequest): Promise<StartOutcome> {
  const { account, reference, noticeUrl, item, gross } = request;
  const total = fenOf(gross);
  if (total === undefined) {
    return { kind: 'refused', why: 'more than WeChat Pay can count', retryable: false };
  }
  const reply = await callWechatpay(account, {
    method: 'POST',
    path: '/v3/pay/transactions/native',
    json: {
      appid: account.settings.appid,
      mchid: account.settings.mchid,
      description: withinBytes(item, DESCRIPTION_BYTES_MAX),
      out_trade_no: reference,
      time_expire: beijingTime(Date.now() + CODE_LIFE_MS),
      notify_url: noticeUrl,
      amount: { total, currency: gross.currency },
    },
  });
  if (reply.kind === 'refused') return { kind: 'refused', why: reply.code, retryable: false };
  // Nobody has seen the code, if there is one: nobody can pay it.
  if (reply.kind !== 'done') return { kind: 'refused', why: reply.why, retryable: true };
  const content = textAt(reply.json, 'code_url');
  if (content === undefined || content.length > CODE_LENGTH_MAX) {
    return { kind: 'refused', why: 'an order without a code', retryable: true };
  }
  return { kind: 'qr', content };
}

/** The text as far as it fits, without half a character at its end. */
export function withinBytes(text: string, bytesMax: number): string {
  let bytes = 0;
  let fitting = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    fitting += character;
  }
  return fitting;
}

function beijingTime(timeMs: number): string {
  return `${new Date(timeMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** How the order and its refunds stand. One that can or shall not be paid any more is closed. */
export async function queryOrder(request: QueryRequest): Promise<QueryOutcome> {
  const { account, reference } = request;
  const mchid = encodeURIComponent(account.settings.mchid ?? '');
  const reply = await callWechatpay(account, {
    method: 'GET',
    path: `${orderPath(reference)}?mchid=${mchid}`,
  });
  if (reply.kind === 'refused' && reply.status === 404) {
    return facts(isOverdue(request, OVERDUE_MS) ? [ended(request, 'expired')] : []);
  }
  if (reply.kind !== 'done') return unknown(reply);
  // The signature says that it is WeChat Pay's, not that it is the answer to this question.
  if (textAt(reply.json, 'out_trade_no') !== reference)
    return { kind: 'unknown', why: 'another order' };
  if (textAt(reply.json, 'trade_state') === 'NOTPAY') return closeUnpaid(request);
  const told = transactionFact(account, reply.json, Date.now());
  if (!told) return { kind: 'unknown', why: 'an order that cannot be read' };
  const refunds = await Promise.all(request.openRefunds.map((each) => queryRefund(request, each)));
  return facts([told, ...refunds.filter((fact) => fact !== undefined)]);
}

function orderPath(reference: string): string {
  return `/v3/pay/transactions/out-trade-no/${encodeURIComponent(reference)}`;
}

export function refundPath(refundId: string): string {
  return `/v3/refund/domestic/refunds/${encodeURIComponent(refundId)}`;
}

/** What has become of one refund; undefined while WeChat Pay does not say. */
async function queryRefund(
  { account }: QueryRequest,
  { refundId }: OpenRefund,
): Promise<Fact | undefined> {
  const reply = await callWechatpay(account, { method: 'GET', path: refundPath(refundId) });
  const ours = reply.kind === 'done' && textAt(reply.json, 'out_refund_no') === refundId;
  return ours ? refundFact(reply.json, Date.now()) : undefined;
}

/**
 * The payer may still scan the code while it is good, unless the order has been paid in another way
 * meanwhile. Only what WeChat Pay has closed cannot be paid, so an attempt ends by that.
 */
async function closeUnpaid(request: QueryRequest): Promise<QueryOutcome> {
  const overdue = isOverdue(request, OVERDUE_MS);
  if (!overdue && request.collect) return facts([]);
  const { account, reference } = request;
  const reply = await callWechatpay(account, {
    method: 'POST',
    path: `${orderPath(reference)}/close`,
    json: { mchid: account.settings.mchid },
  });
  const closed =
    reply.kind === 'done' || (reply.kind === 'refused' && reply.code === 'ORDER_CLOSED');
  if (closed) return facts([ended(request, overdue ? 'expired' : 'canceled')]);
  // Too soon, or paid at this very moment: the next question will tell.
  return reply.kind === 'refused' ? facts([]) : unknown(reply);
}

function ended({ reference }: QueryRequest, kind: 'expired' | 'canceled'): Fact {
  return { kind, subject: { reference }, occurredAtMs: Date.now() };
}

function unknown(reply: Exclude<WechatpayReply, { kind: 'done' }>): QueryOutcome {
  return { kind: 'unknown', why: reply.kind === 'refused' ? reply.code : reply.why };
}

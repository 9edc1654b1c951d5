/** Refunds: asked for once, whatever becomes of the answer; and how much one was that others made. */
import type { ChannelAccount, Fact, RefundOutcome, RefundRequest } from '../../domain/channel.ts';
import type { Money } from '../../domain/money.ts';
import { textAt } from '../read-json.ts';
import { askGateway } from './client.ts';
import { yuanAt, yuanOf } from './money.ts';
import { refundMark, timeAt } from './status.ts';
import { whyOf } from './trade.ts';

const REASON_LENGTH_MAX = 256;

/**
 * With these, Alipay has not made the refund. With any other reason it may be that it has made it
 * before: a repeat of what has closed the trade finds a trade that is closed.
 */
const NOT_MADE: ReadonlySet<string> = new Set([
  'ACQ.SELLER_BALANCE_NOT_ENOUGH',
  'ACQ.TRADE_HAS_FINISHED',
  'ACQ.REASON_TRADE_BEEN_FREEZEN',
]);

export async function refundTrade(request: RefundRequest): Promise<RefundOutcome> {
  const { account, gross, reason } = request;
  const amount = yuanOf(gross);
  if (amount === undefined) return { kind: 'failed', why: 'Alipay moves yuan only' };
  const number = refundMark(request.refundId);
  const trade = { out_trade_no: request.reference, trade_no: request.channelTransaction };
  const reply = await askGateway(account, 'alipay.trade.refund', {
    ...trade,
    refund_amount: amount,
    out_request_no: number,
    ...(reason ? { refund_reason: [...reason].slice(0, REASON_LENGTH_MAX).join('') } : {}),
  });
  if (reply.kind === 'refused') {
    if (NOT_MADE.has(reply.issue)) return { kind: 'failed', why: reply.issue };
    const found = await findRefund(account, trade, number);
    return found.kind === 'none' ? { kind: 'failed', why: reply.issue } : outcomeOf(found, number);
  }
  if (reply.kind !== 'done') return { kind: 'unknown', why: reply.why };
  if (!isAbout(reply.json, trade)) {
    return { kind: 'unknown', why: 'an answer about another trade' };
  }
  // The total that has gone back is as much as ever came: this refund is part of it.
  const whole = request.full && (yuanAt(reply.json, 'refund_fee')?.minor ?? 0n) >= gross.minor;
  if (textAt(reply.json, 'fund_change') === 'Y' || whole) {
    return succeeded(number, timeAt(reply.json, 'gmt_refund_pay'));
  }
  // No money has moved now. It has moved before, or it will: only the refund itself tells.
  return outcomeOf(await findRefund(account, trade, number), number);
}

function outcomeOf(found: Found, number: string): RefundOutcome {
  if (found.kind === 'found') return succeeded(number, found.occurredAtMs);
  return { kind: 'unknown', why: found.kind === 'none' ? 'not confirmed yet' : found.why };
}

function succeeded(channelRefund: string, occurredAtMs: number | undefined): RefundOutcome {
  return {
    kind: 'succeeded',
    channelRefund,
    ...(occurredAtMs === undefined ? {} : { occurredAtMs }),
  };
}

type TradeNumbers = { readonly out_trade_no?: string; readonly trade_no?: string };

type Found =
  | { readonly kind: 'found'; readonly gross: Money; readonly occurredAtMs: number | undefined }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

async function findRefund(
  account: ChannelAccount,
  trade: TradeNumbers,
  number: string,
  timeoutMs?: number,
): Promise<Found> {
  const content = { ...trade, out_request_no: number, query_options: ['gmt_refund_pay'] };
  const reply = await askGateway(account, 'alipay.trade.fastpay.refund.query', content, timeoutMs);
  if (reply.kind === 'refused') return { kind: 'none' };
  if (reply.kind !== 'done') return { kind: 'unknown', why: whyOf(reply) };
  const { json } = reply;
  // A refund that failed, or that was never asked for, has no state at all.
  if (textAt(json, 'refund_status') !== 'REFUND_SUCCESS') return { kind: 'none' };
  const gross = yuanAt(json, 'refund_amount');
  if (!gross || !isAbout(json, { ...trade, out_request_no: number })) {
    return { kind: 'unknown', why: 'an answer about another refund' };
  }
  return { kind: 'found', gross, occurredAtMs: timeAt(json, 'gmt_refund_pay') };
}

/** Whether an answer names nothing else than what was asked about. */
function isAbout(json: unknown, asked: Readonly<Record<string, string>>): boolean {
  return Object.entries(asked).every(([name, value]) => (textAt(json, name) ?? value) === value);
}

type RefundFact = Extract<Fact, { kind: 'refund' }>;

/** Somebody waits for our reply to the notice. */
const ASK_TIMEOUT_MS = 5_000;

/**
 * A notice may tell all that has gone back in place of what went back now. Of a refund that we did not ask
 * for, Alipay is asked for its own amount. One that Alipay does not know, or cannot be asked about, keeps
 * its doubt.
 */
export async function completeFacts(
  account: ChannelAccount,
  facts: readonly Fact[],
): Promise<readonly Fact[]> {
  const complete: Fact[] = [];
  for (const fact of facts) {
    complete.push(isDoubtful(fact) ? await withOwnGross(account, fact) : fact);
  }
  return complete;
}

/** Ours are known by their number, and those without a number cannot be asked about. */
function isDoubtful(fact: Fact): fact is RefundFact & { readonly refundId: string } {
  return (
    fact.kind === 'refund' && fact.grossMayBeTotal === true && fact.refundId === fact.channelRefund
  );
}

async function withOwnGross(
  account: ChannelAccount,
  fact: RefundFact & { readonly refundId: string },
): Promise<Fact> {
  const { reference, channelTransaction } = fact.subject;
  const trade = {
    ...(reference === undefined ? {} : { out_trade_no: reference }),
    ...(channelTransaction === undefined ? {} : { trade_no: channelTransaction }),
  };
  const found = await findRefund(account, trade, fact.refundId, ASK_TIMEOUT_MS);
  if (found.kind !== 'found') return fact;
  const { grossMayBeTotal: _, ...sure } = fact;
  return { ...sure, gross: found.gross };
}

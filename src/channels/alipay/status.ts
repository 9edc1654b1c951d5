/** Alipay's words for how a trade stands, as facts. Notices and answers use the same ones. */
import type { About, Fact } from '../../domain/channel.ts';
import { textAt } from '../read-json.ts';
import { readTime } from './clock.ts';
import { yuanAt } from './money.ts';

const REFUND_MARK = 'refund_';

/** The number of a refund of ours at Alipay, by which it can be told from the dashboard's. */
export function refundMark(refundId: string): string {
  return `${REFUND_MARK}${refundId}`;
}

/** Which of our refunds has this number; undefined when it is none of ours. */
export function refundIdOf(requestNumber: string): string | undefined {
  return requestNumber.startsWith(REFUND_MARK)
    ? requestNumber.slice(REFUND_MARK.length)
    : undefined;
}

export function timeAt(said: unknown, name: string): number | undefined {
  return readTime(textAt(said, name));
}

/** What is known beside the words themselves. */
export type Known = {
  readonly fallbackMs: number;
  /** Whether the money went to somebody else, where the words name a receiver. */
  readonly wrongReceiver?: boolean;
  /** Whether this very money has been heard of before. */
  readonly moneyKnown?: boolean;
};

/** What is said of one trade. Empty while there is nothing to tell. */
export function tradeFacts(trade: unknown, known: Known): readonly Fact[] {
  const word = textAt(trade, 'trade_status') ?? '';
  switch (word) {
    case 'WAIT_BUYER_PAY':
      // The payer has come and has not decided. Another channel may still be chosen.
      return [];
    case 'TRADE_SUCCESS':
      return [toldOfRefund(trade) ? refundFact(trade, known) : paidFact(trade, known)];
    case 'TRADE_FINISHED':
      // The time for refunds is over: one that stands here was told long before.
      return [paidFact(trade, known)];
    case 'TRADE_CLOSED':
      return closedFacts(trade, known);
    default:
      return [unknownFact(trade, known, word)];
  }
}

/** Alipay closes what nobody has paid in time, and by the same word what has gone back whole. */
function closedFacts(trade: unknown, known: Known): readonly Fact[] {
  if (toldOfRefund(trade)) return [refundFact(trade, known)];
  if (paidAtMs(trade) === undefined) {
    const occurredAtMs = timeAt(trade, 'gmt_close') ?? known.fallbackMs;
    return [{ ...about(trade, occurredAtMs), kind: 'expired', reason: 'TRADE_CLOSED' }];
  }
  const paid = paidFact(trade, known);
  if (known.moneyKnown) return [paid];
  // It has come and gone, and nobody has told us. By which refunds, is not said here.
  return [paid, unknownFact(trade, known, 'TRADE_CLOSED after it was paid')];
}

function paidFact(trade: unknown, known: Known): Fact {
  const gross = yuanAt(trade, 'total_amount');
  const channelTransaction = textAt(trade, 'trade_no');
  if (!gross || channelTransaction === undefined) {
    return unknownFact(trade, known, 'paid, without an amount or a number');
  }
  return {
    ...about(trade, paidAtMs(trade) ?? known.fallbackMs),
    kind: 'paid',
    gross,
    channelTransaction,
    ...(known.wrongReceiver ? { wrongReceiver: true } : {}),
  };
}

/**
 * A refund. Its number is the one of our call, or one that the dashboard has made up. Its amount is, by
 * Alipay's documents, all that has gone back so far; there are reports of the contrary.
 */
function refundFact(trade: unknown, known: Known): Fact {
  const gross = yuanAt(trade, 'refund_fee');
  const number = textAt(trade, 'out_biz_no');
  const time = textAt(trade, 'gmt_refund');
  const channelRefund = number ?? time;
  if (!gross || channelRefund === undefined) {
    return unknownFact(trade, known, 'refunded, without an amount or a number');
  }
  return {
    ...about(trade, readTime(time) ?? known.fallbackMs),
    kind: 'refund',
    channelRefund,
    // A number that is none of ours says so much: this is not the refund that we wait to hear of.
    ...(number === undefined ? {} : { refundId: refundIdOf(number) ?? number }),
    gross,
    grossMayBeTotal: true,
    outcome: 'succeeded',
  };
}

function toldOfRefund(trade: unknown): boolean {
  return textAt(trade, 'gmt_refund') !== undefined || yuanAt(trade, 'refund_fee') !== undefined;
}

/** When the money came: notices and answers have each a name for it. */
function paidAtMs(trade: unknown): number | undefined {
  return timeAt(trade, 'gmt_payment') ?? timeAt(trade, 'send_pay_date');
}

function unknownFact(trade: unknown, known: Known, word: string): Fact {
  return { ...about(trade, known.fallbackMs), kind: 'unknown', word };
}

function about(trade: unknown, occurredAtMs: number): About {
  const reference = textAt(trade, 'out_trade_no');
  const channelTransaction = textAt(trade, 'trade_no');
  return {
    subject: {
      ...(reference === undefined ? {} : { reference }),
      ...(channelTransaction === undefined ? {} : { channelTransaction }),
    },
    occurredAtMs,
  };
}

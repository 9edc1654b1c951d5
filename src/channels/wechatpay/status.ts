/** WeChat Pay's words for what has happened, as facts. */
import type { About, ChannelAccount, Fact, Subject } from '../../domain/channel.ts';
import { textAt, timeMsAt } from '../read-json.ts';
import { moneyAt } from './money.ts';

/** What a transaction or a refund is about: both carry our number, and WeChat Pay's once there is one. */
export function subjectOf(json: unknown): Subject {
  const reference = textAt(json, 'out_trade_no');
  const channelTransaction = textAt(json, 'transaction_id');
  return {
    ...(reference === undefined ? {} : { reference }),
    ...(channelTransaction === undefined ? {} : { channelTransaction }),
  };
}

type ReadTransaction = (
  account: ChannelAccount,
  transaction: unknown,
  about: About,
) => Fact | undefined;

/** Every state of a transaction that we know; one that has not been paid yet is no news. */
const TRADE_STATE: ReadonlyMap<string, ReadTransaction> = new Map<string, ReadTransaction>([
  ['SUCCESS', paid],
  // Money went back since, of which refunds tell: it had come before.
  ['REFUND', paid],
  ['NOTPAY', () => undefined],
  ['CLOSED', (_, __, about) => ({ ...about, kind: 'expired', reason: 'CLOSED' })],
  ['REVOKED', (_, __, about) => ({ ...about, kind: 'canceled', reason: 'REVOKED' })],
  ['PAYERROR', (_, __, about) => ({ ...about, kind: 'failed', reason: 'PAYERROR' })],
]);

/** How a transaction stands; undefined when there is nothing to tell, or it cannot be read. */
export function transactionFact(
  account: ChannelAccount,
  transaction: unknown,
  fallbackMs: number,
): Fact | undefined {
  const state = textAt(transaction, 'trade_state');
  if (state === undefined) return undefined;
  const occurredAtMs = timeMsAt(transaction, 'success_time') ?? fallbackMs;
  const about: About = { subject: subjectOf(transaction), occurredAtMs };
  const read = TRADE_STATE.get(state);
  return read ? read(account, transaction, about) : { ...about, kind: 'pending', reason: state };
}

/** Compared is `total`: what the payer gave out of pocket shrinks with coupons. */
function paid({ settings }: ChannelAccount, transaction: unknown, about: About): Fact | undefined {
  const gross = moneyAt(transaction, 'total');
  const { channelTransaction } = about.subject;
  if (!gross || channelTransaction === undefined) return undefined;
  const ours =
    textAt(transaction, 'mchid') === settings.mchid &&
    textAt(transaction, 'appid') === settings.appid;
  return {
    ...about,
    kind: 'paid',
    gross,
    channelTransaction,
    ...(ours ? {} : { wrongReceiver: true }),
  };
}

type RefundState = 'succeeded' | 'sent' | 'failed';

const REFUND_STATE: ReadonlyMap<string, RefundState> = new Map([
  ['SUCCESS', 'succeeded'],
  // Written in both ways.
  ['CLOSED', 'failed'],
  ['CLOSE', 'failed'],
  // The payer's card does not take it back: the merchant has to settle it in the merchant platform.
  ['ABNORMAL', 'failed'],
]);

/** Notices and answers name the state differently. */
function refundWord(refund: unknown): string | undefined {
  return textAt(refund, 'refund_status') ?? textAt(refund, 'status');
}

export type RefundStanding = {
  readonly channelRefund: string;
  readonly refundId: string;
  readonly state: RefundState;
  /** Why it has failed. */
  readonly reason: string | undefined;
  readonly gross: NonNullable<ReturnType<typeof moneyAt>>;
  /** When it was decided, or begun; undefined where WeChat Pay does not say. */
  readonly occurredAtMs: number | undefined;
};

/** How a refund stands, and a word that we do not know means that it is on its way; undefined when it is none. */
export function refundStanding(refund: unknown): RefundStanding | undefined {
  const channelRefund = textAt(refund, 'refund_id');
  const refundId = textAt(refund, 'out_refund_no');
  const gross = moneyAt(refund, 'refund');
  const word = refundWord(refund);
  if (channelRefund === undefined || refundId === undefined || !gross || word === undefined) {
    return undefined;
  }
  const state = REFUND_STATE.get(word) ?? 'sent';
  const decidedMs = timeMsAt(refund, 'success_time');
  const begunMs = state === 'sent' ? timeMsAt(refund, 'create_time') : undefined;
  return {
    channelRefund,
    refundId,
    state,
    reason: state === 'failed' ? word : undefined,
    gross,
    occurredAtMs: decidedMs ?? begunMs,
  };
}

/** A refund that WeChat Pay tells of, be it ours or somebody else's. */
export function refundFact(refund: unknown, fallbackMs: number): Fact | undefined {
  const standing = refundStanding(refund);
  if (!standing) return undefined;
  const { channelRefund, refundId, gross, state, reason, occurredAtMs } = standing;
  return {
    kind: 'refund',
    subject: subjectOf(refund),
    occurredAtMs: occurredAtMs ?? fallbackMs,
    channelRefund,
    refundId,
    gross,
    outcome: state,
    ...(reason === undefined ? {} : { reason }),
  };
}

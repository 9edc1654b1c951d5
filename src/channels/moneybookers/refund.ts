/**
 * Refunds. Skrill has no keys by which it would know a repeat, so they are made in this order: named
 * (nothing moves), claimed with us for good, made. A whole payment is given back once, whoever asks and
 * however often: Skrill itself refuses a second time. A part is made by whoever claims it first, and
 * never again: if that answer was lost, Skrill's notice tells the end, or a person looks.
 */
import type { RefundOutcome, RefundRequest } from '../../domain/channel.ts';
import { askStatus, makeRefund, prepareRefund, type RefundReply } from './client.ts';
import { amountOf, moneyOf, shareOf } from './money.ts';
import { refundNoticeUrl } from './notice.ts';

const NOTE_LENGTH_MAX = 240;
const ALREADY_REFUNDED = 'ALREADY_REFUNDED';
/** Skrill does not say what went wrong, or when. */
const VAGUE: ReadonlySet<string> = new Set(['GENERIC_ERROR']);

/** With these words, Skrill has made nothing of it. */
const REFUSALS: ReadonlySet<string> = new Set([
  ...['CANNOT_LOGIN', 'LOGIN_INVALID', 'PAYMENT_DENIED', 'LOCK_LEVEL_9', 'SESSION_EXPIRED'],
  ...['BALANCE_NOT_ENOUGH', 'ALREADY_REFUNDED', 'CC_REFUND_FAILED', 'RESERVE_EXCEEDED'],
  'MISSING_AMOUNT',
]);

export async function refundPayment(request: RefundRequest): Promise<RefundOutcome> {
  const part = request.full ? {} : await partOf(request);
  if (!isPart(part)) return part;
  const prepared = await prepareRefund(request.account, { ...naming(request), ...part });
  if (prepared.kind === 'refused') return refusedUnmade(request, prepared);
  if (prepared.kind !== 'answered') return unknown(prepared.why);
  const sid = prepared.at.get('sid');
  if (!sid) return unknown('an answer without a session');
  const first = await request.claim();
  if (!first && !request.full)
    return unknown('asked for before; only Skrill can tell whether it was made');
  return outcomeOf(request, await makeRefund(request.account, sid), first);
}

type Part = { readonly amount?: string };

function isPart(part: Part | RefundOutcome): part is Part {
  return !('kind' in part);
}

function naming(request: RefundRequest): Record<string, string> {
  const { account, reference, refundId, channelTransaction, reason, noticeUrl } = request;
  return {
    mb_transaction_id: channelTransaction,
    refund_status_url: refundNoticeUrl(account, noticeUrl, { reference, refundId }),
    merchant_fields: 'refund_id',
    refund_id: refundId,
    ...(reason ? { refund_note: [...reason].slice(0, NOTE_LENGTH_MAX).join('') } : {}),
  };
}

/**
 * A part is named in the account's currency, which Skrill tells only of what it has received: of another
 * currency's money, the same share of it is given back.
 */
async function partOf(request: RefundRequest): Promise<Part | RefundOutcome> {
  const { account, channelTransaction, gross } = request;
  const reply = await askStatus(account, { mb_trn_id: channelTransaction });
  if (reply.kind === 'unavailable') return unknown(reply.why);
  if (reply.kind === 'not known')
    return failedOrUnknown(request, 'Skrill does not know the payment');
  const { mbAmount, mbCurrency, amount, currency } = reply.report;
  if (mbCurrency === gross.currency) return { amount: amountOf(gross) };
  const received = moneyOf(mbAmount, mbCurrency);
  const whole = moneyOf(amount, currency);
  if (!received || whole?.currency !== gross.currency) {
    return failedOrUnknown(
      request,
      `the account received ${mbCurrency || 'nothing readable'} for it`,
    );
  }
  const share = shareOf(gross, whole, received);
  if (share.minor > 0n) return { amount: amountOf(share) };
  return failedOrUnknown(request, `too little to be anything in ${mbCurrency}`);
}

/** Skrill refused before this call could have moved anything; an earlier one may have. */
async function refusedUnmade(
  request: RefundRequest,
  reply: Extract<RefundReply, { kind: 'refused' }>,
): Promise<RefundOutcome> {
  if (reply.code === ALREADY_REFUNDED && request.full) return madeBefore(request, reply);
  return VAGUE.has(reply.code) ? unknown(reply.code) : failedOrUnknown(request, reply.code);
}

async function failedOrUnknown(request: RefundRequest, why: string): Promise<RefundOutcome> {
  return (await request.claim()) ? { kind: 'failed', why } : unknown(why);
}

function outcomeOf(request: RefundRequest, reply: RefundReply, first: boolean): RefundOutcome {
  const refused = (why: string): RefundOutcome => (first ? { kind: 'failed', why } : unknown(why));
  switch (reply.kind) {
    case 'refused':
      if (reply.code === ALREADY_REFUNDED && request.full) return madeBefore(request, reply);
      return REFUSALS.has(reply.code) ? refused(reply.code) : unknown(reply.code);
    case 'unreachable':
      // A whole payment is tried again by itself; a part, being claimed, by whoever asks anew.
      return request.full ? unknown(reply.why) : refused(reply.why);
    case 'unknown':
      return unknown(reply.why);
    case 'answered':
      return madeOutcome(request, reply.at, refused);
  }
}

function madeOutcome(
  request: RefundRequest,
  at: ReadonlyMap<string, string>,
  refused: (why: string) => RefundOutcome,
): RefundOutcome {
  const channelRefund = at.get('mb_transaction_id') || request.refundId;
  switch (at.get('status')) {
    case '2':
      return { kind: 'succeeded', channelRefund };
    case '-1':
    case '-2':
      return refused(`status ${at.get('status')}`);
    case undefined:
      return unknown('an answer without a status');
    default:
      return { kind: 'sent', channelRefund };
  }
}

/** All of it has gone back: which is what was asked for, whoever did it. */
function madeBefore(
  { channelTransaction, refundId }: RefundRequest,
  { at }: Extract<RefundReply, { kind: 'refused' }>,
): RefundOutcome {
  const id = at.get('mb_transaction_id');
  const channelRefund = id && id !== channelTransaction ? id : refundId;
  return { kind: 'succeeded', channelRefund };
}

function unknown(why: string): Extract<RefundOutcome, { kind: 'unknown' }> {
  return { kind: 'unknown', why };
}

/** Stripe's words for what has happened, as facts. */
import type { About, ChannelAccount, Fact } from '../../domain/channel.ts';
import { listAt, textAt, valueAt } from '../read-json.ts';
import { moneyAt } from './money.ts';

/**
 * What we have Stripe keep with everything that we make there. Only who holds the account's key can
 * write it, other than `client_reference_id`, which anybody can add to a payment link of the merchant's.
 */
const MARK = {
  reference: 'paycenter_reference',
  account: 'paycenter_account',
  refund: 'paycenter_refund',
} as const;

export const MARKS: readonly string[] = Object.values(MARK);

export function marksOf(known: {
  account: ChannelAccount;
  reference: string;
  refundId?: string;
}): Record<string, string> {
  return {
    [MARK.reference]: known.reference,
    [MARK.account]: known.account.id,
    ...(known.refundId === undefined ? {} : { [MARK.refund]: known.refundId }),
  };
}

/** Whether another account of ours made it: two of them may share one account at Stripe. */
export function isOfAnother(account: ChannelAccount, object: unknown): boolean {
  const maker = textAt(object, 'metadata', MARK.account);
  return maker !== undefined && maker !== account.id;
}

/** Which of our refunds it is; undefined when it is none of ours. */
export function refundIdOf(refund: unknown): string | undefined {
  return textAt(refund, 'metadata', MARK.refund);
}

/** The id of another object, which Stripe gives alone or with the whole object. */
export function idAt(json: unknown, member: string): string | undefined {
  return textAt(json, member) ?? textAt(json, member, 'id');
}

/** A time that Stripe gives in seconds. */
export function secondsAt(json: unknown, ...path: readonly string[]): number | undefined {
  const seconds = valueAt(json, ...path);
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0
    ? seconds * 1_000
    : undefined;
}

/** The attempt that a session is for. Its own id names it too, and nobody else can have chosen that. */
export function aboutSession(session: unknown, occurredAtMs: number): About {
  const reference = textAt(session, 'metadata', MARK.reference) ?? textAt(session, 'id');
  return { subject: reference === undefined ? {} : { reference }, occurredAtMs };
}

/** The money of a session that is paid; undefined when it does not say how much, or by what. */
export function paidFact(session: unknown, about: About): Fact | undefined {
  const gross = moneyAt(session, 'amount_total');
  // Disputes and refunds name the intent, and nothing of the session.
  const channelTransaction = idAt(session, 'payment_intent');
  if (!gross || channelTransaction === undefined) return undefined;
  const fee = feeOf(session);
  return {
    ...about,
    subject: { ...about.subject, channelTransaction },
    kind: 'paid',
    gross,
    channelTransaction,
    ...(fee?.currency === gross.currency ? { feeMinor: fee.minor } : {}),
  };
}

function feeOf(session: unknown) {
  const charge = valueAt(session, 'payment_intent', 'latest_charge');
  return moneyAt(valueAt(charge, 'balance_transaction'), 'fee');
}

type RefundOutcome = 'succeeded' | 'sent' | 'failed';

const REFUND_OUTCOME: ReadonlyMap<string, RefundOutcome> = new Map([
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** How a refund stands; a word that we do not know means that it is on its way. */
export function refundOutcome(refund: unknown): RefundOutcome {
  return REFUND_OUTCOME.get(textAt(refund, 'status') ?? '') ?? 'sent';
}

/** A refund that Stripe tells of, be it ours or made in its dashboard. */
export function refundFact(
  refund: unknown,
  occurredAtMs: number,
  outcome: RefundOutcome = refundOutcome(refund),
): Fact | undefined {
  const channelRefund = textAt(refund, 'id');
  const gross = moneyAt(refund, 'amount');
  if (channelRefund === undefined || !gross) return undefined;
  const refundId = refundIdOf(refund);
  const reason = textAt(refund, 'failure_reason');
  return {
    kind: 'refund',
    ...aboutMoney(refund, occurredAtMs),
    channelRefund,
    gross,
    outcome,
    ...(refundId === undefined ? {} : { refundId }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The attempt whose money it is: by the intent, which sessions name too; what we made, by our mark. */
function aboutMoney(object: unknown, occurredAtMs: number): About {
  const reference = textAt(object, 'metadata', MARK.reference);
  const unmarked = reference === undefined ? idAt(object, 'charge') : undefined;
  const channelTransaction = idAt(object, 'payment_intent') ?? unmarked;
  return {
    subject: {
      ...(channelTransaction === undefined ? {} : { channelTransaction }),
      ...(reference === undefined ? {} : { reference }),
    },
    occurredAtMs,
  };
}

/** A dispute, or an inquiry that may become one. */
export function disputeFact(
  dispute: unknown,
  occurredAtMs: number,
  other: DisputeOutcome = 'open',
): Fact | undefined {
  const channelDispute = textAt(dispute, 'id');
  if (channelDispute === undefined) return undefined;
  const gross = moneyAt(dispute, 'amount');
  const reason = textAt(dispute, 'reason');
  const dueAtMs = secondsAt(dispute, 'evidence_details', 'due_by');
  // A payment may be refunded as long as the bank only inquires; Stripe then takes no more for the case.
  const refundable = valueAt(dispute, 'is_charge_refundable') === true;
  const openedAtMs = secondsAt(dispute, 'created');
  return {
    kind: 'dispute',
    ...aboutMoney(dispute, occurredAtMs),
    channelDispute,
    outcome: disputeOutcome(dispute, other),
    ...(gross ? { gross } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
    ...(refundable && openedAtMs !== undefined ? { refundSettlesSinceMs: openedAtMs } : {}),
  };
}

type DisputeOutcome = Extract<Fact, { kind: 'dispute' }>['outcome'];

const DISPUTE_OUTCOME: ReadonlyMap<string, DisputeOutcome> = new Map([
  ['warning_needs_response', 'open'],
  ['warning_under_review', 'open'],
  ['warning_closed', 'won'],
  ['needs_response', 'open'],
  ['under_review', 'open'],
  ['appeal_needs_response', 'open'],
  ['appeal_under_review', 'open'],
  ['won', 'won'],
  ['lost', 'lost'],
]);

function disputeOutcome(dispute: unknown, other: DisputeOutcome): DisputeOutcome {
  const status = textAt(dispute, 'status') ?? '';
  // Settled before it became one: by a refund, or by money that was taken on account of the case itself.
  if (status === 'prevented') return wasTaken(dispute) ? 'lost' : 'won';
  return DISPUTE_OUTCOME.get(status) ?? other;
}

/** Whether, by the account's movements that Stripe names, the merchant is short of money for it. */
function wasTaken(dispute: unknown): boolean {
  const minors = listAt(dispute, 'balance_transactions').map((movement) => {
    const amount = valueAt(movement, 'amount');
    return typeof amount === 'number' && Number.isSafeInteger(amount) ? BigInt(amount) : 0n;
  });
  return minors.reduce((sum, minor) => sum + minor, 0n) < 0n;
}

/** Refunds that we ask for: bound to the money first, then asked of the channel, with one key for good. */
import { setTimeout } from 'node:timers/promises';
import type { App } from '../domain/app.ts';
import { applyFacts } from '../domain/apply-fact.ts';
import type { ChannelAccount, ChannelAdapter, Fact, RefundOutcome } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { type Money, money, parseGross } from '../domain/money.ts';
import { type Attempt, type Payment, type Refund, receivedMoney } from '../domain/payment.ts';
import { moneyToReturn, requestRefund } from '../domain/refund.ts';
import { needsSecondPerson } from '../domain/refund-approval.ts';
import { type Step, unchanged } from '../domain/step.ts';
import { Refusal } from '../errors.ts';
import { reached } from '../steps.ts';
import { isUnavailable } from '../store/database.ts';
import { findPayment } from '../store/payments.ts';
import { claimUnsettledRefunds, type UnsettledRefund } from '../store/refunds.ts';
import { applyParkedNotices } from './apply-notice.ts';
import { type Centre, contextNow } from './centre.ts';
import { commitStep } from './commit-step.ts';
import { noticeUrl } from './start-attempt.ts';

/** Each lost round is somebody else's won one; only a fault of ours would go on for so long. */
const DECISIONS_MAX = 200;

/** How much to return (a decimal in the currency that came in; all that is left if absent), and of which money. */
export type RefundWish = {
  readonly gross?: string;
  readonly reason?: string;
  /** The attempt that brought the money; absent: the one that the merchant was told of. */
  readonly attemptId?: string;
  /** By one person: throws {@link SecondPersonNeeded} where the app asks for another. */
  readonly alone?: true;
};

/** Nothing was sent: more than one person may decide would have gone back. */
export class SecondPersonNeeded extends Error {
  readonly payment: Payment;
  readonly attemptId: string;
  readonly gross: Money;

  constructor(payment: Payment, attemptId: string, gross: Money) {
    super('This refund needs a second person.');
    this.payment = payment;
    this.attemptId = attemptId;
    this.gross = gross;
  }
}

type RefundInHand = {
  readonly app: App;
  readonly account: ChannelAccount;
  readonly adapter: ChannelAdapter;
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly refund: Refund;
};

/**
 * Refunds what is asked, or all that is left. Resolves with the refund as it stands after the channel
 * was asked: `succeeded`, `sent`, `failed`, or `unknown` when its answer
 * was lost, in which case it is asked again later with the same key. Throws a Refusal when nothing was
 * sent. Asked again with the same `refundId`, it is the same refund.
 */
export async function refundPayment(
  centre: Centre,
  transId: string,
  wish: RefundWish = {},
  refundId: string = newId(),
): Promise<Refund> {
  const inHand = await throughAbsence(() => bindRefund(centre, transId, wish, refundId));
  reached('refund requested', refundId);
  return askForRefund(centre, inHand);
}

/**
 * Binds the refund to the money. It has its id from the start, so a commit whose answer was lost is
 * found when this is done again, and never becomes a second refund.
 */
async function bindRefund(
  centre: Centre,
  transId: string,
  wish: RefundWish,
  refundId: string,
): Promise<RefundInHand> {
  for (let round = 0; round < DECISIONS_MAX; round += 1) {
    const payment = await findPayment(centre.db, transId);
    const app = payment && (await centre.directory.app(payment.appId));
    if (!payment || !app) throw new Refusal('PAYMENT_NOT_FOUND');
    const bound = findInHand(centre, app, payment, refundId);
    if (bound) return bound;
    const inHand = decide(centre, app, payment, wish, refundId);
    const cause = { notice: null, appliedNoticeId: null };
    if (await commitStep(centre, app, payment, inHand.step, cause)) return inHand;
  }
  throw new Error(`A refund of ${transId} met ${DECISIONS_MAX} changes in a row.`);
}

const AGAIN_AFTER_MS = [100, 400, 1_000, 2_000, 4_000] as const;

/** Does again what may safely be done again, while the database is away for a moment. */
async function throughAbsence<Result>(task: () => Promise<Result>): Promise<Result> {
  for (const pauseMs of AGAIN_AFTER_MS) {
    try {
      return await task();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await setTimeout(pauseMs);
    }
  }
  return task();
}

function findInHand(
  centre: Centre,
  app: App,
  payment: Payment,
  refundId: string,
): RefundInHand | undefined {
  const refund = payment.refunds.find((each) => each.id === refundId);
  const attempt = refund && payment.attempts.find((each) => each.id === refund.attemptId);
  if (!refund || !attempt) return undefined;
  return { app, ...accountOf(centre, app, attempt), payment, attempt, refund };
}

function decide(centre: Centre, app: App, payment: Payment, wish: RefundWish, refundId: string) {
  const source = moneyToReturn(payment, wish.attemptId);
  if (!source) throw new Refusal('PAYMENT_NOT_PAID');
  const { currency } = receivedMoney(payment, source);
  const gross = wish.gross === undefined ? undefined : parseGross(wish.gross, currency);
  if (wish.gross !== undefined && !gross) {
    throw new Refusal('INVALID_GROSS', { parameter: 'gross' });
  }
  const ask = { attemptId: source.id, ...(gross && { gross }) };
  const reason = wish.reason === undefined ? {} : { reason: wish.reason };
  const decision = requestRefund(
    payment,
    { ...ask, ...reason },
    { ...contextNow(), newId: () => refundId },
  );
  if (!decision.ok) throw new Refusal(decision.code, { parameter: 'gross' });
  const { attempt, refund, step } = decision;
  const { account, adapter } = accountOf(centre, app, attempt);
  const whole = refund.grossMinor === receivedMoney(payment, attempt).minor;
  const can = adapter.capabilities.refund;
  if (!adapter.refund || can === 'none' || (can === 'full' && !whole)) {
    throw new Refusal('REFUND_NOT_SUPPORTED');
  }
  const wanted = money(refund.grossMinor, currency);
  if (wish.alone && needsSecondPerson(app.settings.refundApprovalAbove, payment, wanted)) {
    throw new SecondPersonNeeded(payment, attempt.id, wanted);
  }
  return { app, account, adapter, payment: step.payment, attempt, refund, step };
}

function accountOf(centre: Centre, app: App, attempt: Attempt) {
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  const adapter = account && centre.channels.get(account.channel);
  if (!account || !adapter) throw new Refusal('REFUND_NOT_SUPPORTED');
  return { account, adapter };
}

/** Asks the channel, and keeps what it said. Nothing is locked meanwhile. */
async function askForRefund(centre: Centre, inHand: RefundInHand): Promise<Refund> {
  const { app, account, attempt, payment, refund } = inHand;
  const gross = money(refund.grossMinor, receivedMoney(payment, attempt).currency);
  // Whatever the channel tells of this refund happened after we asked, so its own news are later.
  const askedAtMs = Date.now();
  const outcome = await callChannel(centre, inHand, gross);
  reached('refund answered', refund.id);
  const fact: Fact = {
    kind: 'refund',
    subject: { reference: attempt.id },
    occurredAtMs: ('occurredAtMs' in outcome ? outcome.occurredAtMs : undefined) ?? askedAtMs,
    refundId: refund.id,
    channelRefund: 'channelRefund' in outcome ? outcome.channelRefund : null,
    gross,
    outcome: outcome.kind,
    ...('why' in outcome ? { reason: outcome.why } : {}),
  };
  const kept = await throughAbsence(() => keepOutcome(centre, inHand, fact));
  // A notice that overtook the answer waits for it.
  await applyParkedNotices(centre, app, account, attempt.id);
  return kept;
}

async function callChannel(
  centre: Centre,
  { account, adapter, attempt, payment, refund }: RefundInHand,
  gross: Money,
): Promise<RefundOutcome> {
  try {
    const answer = await adapter.refund?.({
      account,
      refundId: refund.id,
      reference: attempt.id,
      channelReference: attempt.channelReference,
      channelTransaction: attempt.channelTransaction ?? '',
      gross,
      full: gross.minor === receivedMoney(payment, attempt).minor,
      reason: refund.reason,
      noticeUrl: noticeUrl(centre, account, 'refund-notice'),
    });
    return answer ?? { kind: 'unknown', why: 'the channel makes no refunds' };
  } catch (error) {
    // It may have broken before or after the channel did it.
    centre.log.error({ refundId: refund.id, err: error }, 'asking for a refund broke off');
    return { kind: 'unknown', why: 'interrupted' };
  }
}

async function keepOutcome(centre: Centre, inHand: RefundInHand, fact: Fact): Promise<Refund> {
  const { app, attempt, payment: asked, refund } = inHand;
  for (let round = 0; round < DECISIONS_MAX; round += 1) {
    const payment = await findPayment(centre.db, asked.id);
    if (!payment) break;
    const step = applyFacts(payment, attempt.id, [fact], contextNow());
    const now = (from: Payment) => from.refunds.find((each) => each.id === refund.id) ?? refund;
    // A notice that overtook the answer has said as much, or more.
    if (step.effect === 'none') return now(payment);
    const cause = { notice: null, appliedNoticeId: null };
    if (await commitStep(centre, app, payment, step, cause)) return now(step.payment);
  }
  throw new Error(`The outcome of refund ${refund.id} met ${DECISIONS_MAX} changes in a row.`);
}

const SETTLED_AT_ONCE_MAX = 20;

/**
 * Asks again about refunds whose answer never came, because it was lost or because we died waiting:
 * same key, so the channel does it at most once. How many were asked.
 */
export async function settleRefunds(centre: Centre): Promise<number> {
  const claimed = await claimUnsettledRefunds(centre.db, SETTLED_AT_ONCE_MAX);
  for (const unsettled of claimed) {
    await settleRefund(centre, unsettled).catch((error: unknown) => {
      centre.log.error({ refundId: unsettled.refundId, err: error }, 'refund not settled');
    });
  }
  return claimed.length;
}

async function settleRefund(centre: Centre, unsettled: UnsettledRefund): Promise<void> {
  const payment = await findPayment(centre.db, unsettled.paymentId);
  const app = payment && (await centre.directory.app(payment.appId));
  const refund = payment?.refunds.find((each) => each.id === unsettled.refundId);
  if (!payment || !app || !refund) return;
  if (unsettled.keyExpired) return callForPerson(centre, app, payment, refund);
  const inHand = findInHand(centre, app, payment, refund.id);
  if (inHand) await askForRefund(centre, inHand);
}

async function callForPerson(
  centre: Centre,
  app: App,
  payment: Payment,
  refund: Refund,
): Promise<void> {
  centre.log.error({ paymentId: payment.id, refundId: refund.id }, 'refund needs a person');
  const cause = { notice: null, appliedNoticeId: null };
  const flagged: Step = { ...unchanged(payment), alerts: ['refund_unsettled'] };
  if (await commitStep(centre, app, payment, flagged, cause)) return;
  const changed = await findPayment(centre.db, payment.id);
  if (changed) await callForPerson(centre, app, changed, refund);
}

/** Refunds that we ask for: bound to the money first, then asked of the channel, with one key for good. */
import type { App } from '../domain/app.ts';
import { applyFacts } from '../domain/apply-fact.ts';
import type { ChannelAccount, ChannelAdapter, Fact } from '../domain/channel.ts';
import { money, parseGross } from '../domain/money.ts';
import type { Attempt, Payment, Refund } from '../domain/payment.ts';
import { requestRefund } from '../domain/refund.ts';
import { Refusal } from '../errors.ts';
import { reached } from '../steps.ts';
import { findPayment } from '../store/payments.ts';
import { claimUnsettledRefunds } from '../store/refunds.ts';
import { type Centre, contextNow } from './centre.ts';
import { commitStep } from './commit-step.ts';
import { noticeUrl } from './start-attempt.ts';

const DECISIONS_MAX = 12;

type RefundInHand = {
  readonly app: App;
  readonly account: ChannelAccount;
  readonly adapter: ChannelAdapter;
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly refund: Refund;
};

/**
 * Refunds `gross` (a decimal in the payment's currency), or all that is left. Resolves with the refund
 * as it stands after the channel was asked: `succeeded`, `sent`, `failed`, or `unknown` when its answer
 * was lost, in which case it is asked again later with the same key. Throws a Refusal when nothing was
 * sent.
 */
export async function refundPayment(
  centre: Centre,
  transId: string,
  ask: { gross?: string; reason?: string } = {},
): Promise<Refund> {
  for (let round = 0; round < DECISIONS_MAX; round += 1) {
    const payment = await findPayment(centre.db, transId);
    const app = payment && (await centre.directory.app(payment.appId));
    if (!payment || !app) throw new Refusal('PAYMENT_NOT_FOUND');
    const inHand = decide(centre, app, payment, ask);
    const cause = { notice: null, appliedNoticeId: null };
    if (await commitStep(centre, app, payment, inHand.step, cause)) {
      reached('refund requested', inHand.refund.id);
      return askForRefund(centre, inHand);
    }
  }
  throw new Error(`A refund of ${transId} met ${DECISIONS_MAX} changes in a row.`);
}

function decide(
  centre: Centre,
  app: App,
  payment: Payment,
  ask: { gross?: string; reason?: string },
) {
  const { currency } = payment.gross;
  const gross = ask.gross === undefined ? undefined : parseGross(ask.gross, currency);
  if (ask.gross !== undefined && !gross) throw new Refusal('INVALID_GROSS', { parameter: 'gross' });
  const decision = requestRefund(
    payment,
    { ...(gross ? { gross } : {}), ...(ask.reason === undefined ? {} : { reason: ask.reason }) },
    contextNow(),
  );
  if (!decision.ok) throw new Refusal(decision.code, { parameter: 'gross' });
  const { attempt, refund, step } = decision;
  const { account, adapter } = accountOf(centre, app, attempt);
  const whole = refund.grossMinor === (attempt.received ?? payment.gross).minor;
  const can = adapter.capabilities.refund;
  if (!adapter.refund || can === 'none' || (can === 'full' && !whole)) {
    throw new Refusal('REFUND_NOT_SUPPORTED');
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
  const { account, adapter, attempt, payment, refund } = inHand;
  const received = attempt.received ?? payment.gross;
  const outcome = (await adapter.refund?.({
    account,
    refundId: refund.id,
    reference: attempt.id,
    channelReference: attempt.channelReference,
    channelTransaction: attempt.channelTransaction ?? '',
    gross: money(refund.grossMinor, received.currency),
    full: refund.grossMinor === received.minor,
    reason: refund.reason,
    noticeUrl: noticeUrl(centre, account),
  })) ?? { kind: 'unknown' as const, why: 'no answer' };
  reached('refund answered', refund.id);
  const fact: Fact = {
    kind: 'refund',
    subject: { reference: attempt.id },
    occurredAtMs: Date.now(),
    refundId: refund.id,
    channelRefund: 'channelRefund' in outcome ? outcome.channelRefund : null,
    gross: money(refund.grossMinor, received.currency),
    outcome: outcome.kind,
    ...('why' in outcome ? { reason: outcome.why } : {}),
  };
  return keepOutcome(centre, inHand, fact);
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
  for (const { paymentId, refundId } of claimed) {
    const payment = await findPayment(centre.db, paymentId);
    const app = payment && (await centre.directory.app(payment.appId));
    const refund = payment?.refunds.find((each) => each.id === refundId);
    const attempt = payment?.attempts.find((each) => each.id === refund?.attemptId);
    if (!payment || !app || !refund || !attempt) continue;
    const { account, adapter } = accountOf(centre, app, attempt);
    await askForRefund(centre, { app, account, adapter, payment, attempt, refund });
  }
  return claimed.length;
}

/** Asks a channel about an attempt that it has not told us the end of, or not all. */
import { createHash } from 'node:crypto';
import type { App } from '../domain/app.ts';
import type { ChannelAccount, Fact, OpenRefund, QueryRequest } from '../domain/channel.ts';
import type { Attempt, Payment, RefundState } from '../domain/payment.ts';
import { findPayment } from '../store/payments.ts';
import { type Applied, applyNotice } from './apply-notice.ts';
import { askAdapter } from './ask-adapter.ts';
import type { Centre } from './centre.ts';
import { factsToJson } from './fact-json.ts';

export type Asked = {
  /** What became of the answer; `unknown` when the channel could not say. */
  readonly applied: Applied | 'unknown';
  /** Why it could not say. */
  readonly why?: string;
  /** How long the channel asked to be left alone. */
  readonly retryAfterMs?: number;
  /** Where the channel wants the payer once more. */
  readonly payerUrl?: string;
};

/** Asks, and keeps the answer. Money that the payer has agreed to is collected on the way. */
export async function askChannel(
  centre: Centre,
  app: App,
  payment: Payment,
  attempt: Attempt,
): Promise<Asked> {
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  const adapter = account && centre.channels.get(account.channel);
  if (!account || !adapter) return { applied: 'unknown', why: 'its account is not there any more' };
  const request = queryOf(account, payment, attempt);
  const question = { operation: 'query', account, adapter, attemptId: attempt.id } as const;
  const { outcome, retryAfterMs } = await askAdapter(centre, question, () =>
    adapter.query(request),
  );
  if (outcome.kind === 'unknown') {
    const { why } = outcome;
    centre.log.warn({ attemptId: attempt.id, why }, 'channel could not be asked');
    return { applied: 'unknown', why, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  const { facts, payerUrl } = outcome;
  const applied = await keepAnswer(centre, app, account, attempt, facts);
  return { applied, ...(payerUrl === undefined ? {} : { payerUrl }) };
}

/** What a channel is asked about an attempt. */
export function queryOf(account: ChannelAccount, payment: Payment, attempt: Attempt): QueryRequest {
  return {
    account,
    reference: attempt.id,
    channelReference: attempt.channelReference,
    channelTransaction: attempt.channelTransaction,
    gross: payment.gross,
    openRefunds: openRefunds(payment, attempt),
    startedAtMs: attempt.createdAtMs,
    ...(attempt.state === 'pending' ? { pending: true } : {}),
    collect: !isPaidFor(payment) && !payment.orderPaidElsewhere,
  };
}

/** Those that are ours: of one made in a dashboard, we have no number that the channel would know. */
function openRefunds({ refunds }: Payment, attempt: Attempt): readonly OpenRefund[] {
  const open: ReadonlySet<RefundState> = new Set(['requested', 'sent', 'unknown']);
  return refunds
    .filter(
      ({ attemptId, origin, state }) =>
        attemptId === attempt.id && origin === 'operator' && open.has(state),
    )
    .map(({ id, channelRefund }) => ({ refundId: id, channelRefund }));
}

/** Whether money has come that pays, or may yet. What a person has refused pays for nothing. */
function isPaidFor({ state }: Payment): boolean {
  return state === 'paid' || state === 'review';
}

async function keepAnswer(
  centre: Centre,
  app: App,
  account: ChannelAccount,
  attempt: Attempt,
  facts: readonly Fact[],
): Promise<Applied> {
  if (facts.length === 0) return 'none';
  const kinds = facts.map((fact) => fact.kind).join('+');
  return applyNotice(centre, {
    app,
    account,
    source: 'query',
    // The same answer again is the same news.
    noticeKey: `query:${attempt.id}:${newsOf(facts)}`,
    facts,
    transcript: `asked: ${kinds}`,
    raw: null,
    receivedAtMs: Date.now(),
  });
}

/** Facts without the times at which we were told: those differ from answer to answer. */
function newsOf(facts: readonly Fact[]): string {
  const news = factsToJson(facts.map((fact) => ({ ...fact, occurredAtMs: 0 })));
  return createHash('sha256').update(news).digest('base64url');
}

/** A page looks again every three seconds, so the channel is asked at least every ten. */
const ASK_AGAIN_MS = 6_000;
/** A shopper who waits is not left without news for longer, whatever the channel asks for. */
const WANTED_REST_MAX_MS = 60_000;
const REMEMBERED_MAX = 10_000;

export type Looked = { readonly payment: Payment; readonly payerUrl?: string };

/**
 * Asks at most every few seconds per attempt, however many pages are open, and later if the channel wants
 * to be left alone; then reads anew.
 */
export function createPatientAsker(centre: Centre) {
  const notBeforeMs = new Map<string, number>();
  return async (app: App, payment: Payment, attempt: Attempt): Promise<Looked> => {
    const nowMs = performance.now();
    if (nowMs < (notBeforeMs.get(attempt.id) ?? 0)) return { payment };
    if (notBeforeMs.size >= REMEMBERED_MAX) notBeforeMs.clear();
    notBeforeMs.set(attempt.id, nowMs + ASK_AGAIN_MS);
    const asked = await askChannel(centre, app, payment, attempt).catch((error: unknown) => {
      centre.log.warn({ attemptId: attempt.id, err: error }, 'asking the channel failed');
      return undefined;
    });
    const { payerUrl, retryAfterMs = 0 } = asked ?? {};
    const restMs = Math.min(retryAfterMs, WANTED_REST_MAX_MS);
    if (restMs > ASK_AGAIN_MS) notBeforeMs.set(attempt.id, nowMs + restMs);
    // What the payer does there will be news: the next visit asks at once.
    if (payerUrl !== undefined) notBeforeMs.delete(attempt.id);
    const now = (await findPayment(centre.db, payment.id)) ?? payment;
    return { payment: now, ...(payerUrl === undefined ? {} : { payerUrl }) };
  };
}

export type PatientAsker = ReturnType<typeof createPatientAsker>;

/** Asks a channel about an attempt that it has not told us the end of, or not all. */
import { createHash } from 'node:crypto';
import type { App } from '../domain/app.ts';
import type { ChannelAccount, Fact, QueryRequest } from '../domain/channel.ts';
import type { Attempt, Payment } from '../domain/payment.ts';
import { findPayment } from '../store/payments.ts';
import { type Applied, applyNotice } from './apply-notice.ts';
import type { Centre } from './centre.ts';
import { factsToJson } from './fact-json.ts';

export type Asked = {
  /** What became of the answer; `unknown` when the channel could not say. */
  readonly applied: Applied | 'unknown';
  /** Why it could not say. */
  readonly why?: string;
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
  const outcome = await adapter.query(queryOf(account, payment, attempt));
  if (outcome.kind === 'unknown') {
    centre.log.warn({ attemptId: attempt.id, why: outcome.why }, 'channel could not be asked');
    return { applied: 'unknown', why: outcome.why };
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
    startedAtMs: attempt.createdAtMs,
    collect: !isPaidFor(payment) && !payment.orderPaidElsewhere,
  };
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
const REMEMBERED_MAX = 10_000;

export type Looked = { readonly payment: Payment; readonly payerUrl?: string };

/** Asks at most every few seconds per attempt, however many pages are open; then reads anew. */
export function createPatientAsker(centre: Centre) {
  const askedAtMs = new Map<string, number>();
  return async (app: App, payment: Payment, attempt: Attempt): Promise<Looked> => {
    const nowMs = performance.now();
    const last = askedAtMs.get(attempt.id);
    if (last !== undefined && nowMs - last < ASK_AGAIN_MS) return { payment };
    if (askedAtMs.size >= REMEMBERED_MAX) askedAtMs.clear();
    askedAtMs.set(attempt.id, nowMs);
    const asked = await askChannel(centre, app, payment, attempt).catch((error: unknown) => {
      centre.log.warn({ attemptId: attempt.id, err: error }, 'asking the channel failed');
      return undefined;
    });
    const { payerUrl } = asked ?? {};
    // What the payer does there will be news: the next visit asks at once.
    if (payerUrl !== undefined) askedAtMs.delete(attempt.id);
    const now = (await findPayment(centre.db, payment.id)) ?? payment;
    return { payment: now, ...(payerUrl === undefined ? {} : { payerUrl }) };
  };
}

export type PatientAsker = ReturnType<typeof createPatientAsker>;

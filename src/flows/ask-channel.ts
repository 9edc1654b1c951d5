/** Asks a channel about an attempt that it has not told us the end of. */
import type { App } from '../domain/app.ts';
import type { Attempt, Payment } from '../domain/payment.ts';
import { findPayment } from '../store/payments.ts';
import { type Applied, applyNotice } from './apply-notice.ts';
import type { Centre } from './centre.ts';
import { factsToJson } from './fact-json.ts';

/** The query's outcome, or `unknown` when the channel could not say. */
export async function askChannel(
  centre: Centre,
  app: App,
  payment: Payment,
  attempt: Attempt,
): Promise<Applied | 'unknown'> {
  const account = app.accounts.find((each) => each.id === attempt.accountId);
  const adapter = account && centre.channels.get(account.channel);
  if (!account || !adapter) return 'unknown';
  const outcome = await adapter.query({
    account,
    reference: attempt.id,
    channelReference: attempt.channelReference,
    channelTransaction: attempt.channelTransaction,
    gross: payment.gross,
  });
  if (outcome.kind === 'unknown') {
    centre.log.warn({ attemptId: attempt.id, why: outcome.why }, 'channel could not be asked');
    return 'unknown';
  }
  if (outcome.facts.length === 0) return 'none';
  const kinds = outcome.facts.map((fact) => fact.kind).join('+');
  return applyNotice(centre, {
    app,
    account,
    source: 'query',
    // The same answer again is the same news.
    noticeKey: `query:${attempt.id}:${kinds}:${newsOf(outcome.facts)}`,
    facts: outcome.facts,
    transcript: `asked: ${kinds}`,
    raw: null,
    receivedAtMs: Date.now(),
  });
}

/** Facts without the times at which we were told: those differ from answer to answer. */
function newsOf(facts: Parameters<typeof factsToJson>[0]): string {
  return factsToJson(facts.map((fact) => ({ ...fact, occurredAtMs: 0 })));
}

const ASK_AGAIN_MS = 10_000;
const REMEMBERED_MAX = 10_000;

/** Asks at most every ten seconds per attempt, however many pages are open; then reads anew. */
export function createPatientAsker(centre: Centre) {
  const askedAtMs = new Map<string, number>();
  return async (app: App, payment: Payment, attempt: Attempt): Promise<Payment> => {
    const nowMs = performance.now();
    const last = askedAtMs.get(attempt.id);
    if (last !== undefined && nowMs - last < ASK_AGAIN_MS) return payment;
    if (askedAtMs.size >= REMEMBERED_MAX) askedAtMs.clear();
    askedAtMs.set(attempt.id, nowMs);
    await askChannel(centre, app, payment, attempt).catch((error: unknown) => {
      centre.log.warn({ attemptId: attempt.id, err: error }, 'asking the channel failed');
    });
    return (await findPayment(centre.db, payment.id)) ?? payment;
  };
}

export type PatientAsker = ReturnType<typeof createPatientAsker>;

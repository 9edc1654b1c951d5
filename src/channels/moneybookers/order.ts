/** Payments: a session that the payer is sent to, and how it stands. */
import type {
  QueryOutcome,
  QueryRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { expiredOrNothing, facts } from '../query-answer.ts';
import { askStatus, prepareSession } from './client.ts';
import { amountOf } from './money.ts';
import { paymentNoticeUrl } from './notice.ts';
import { factsAsked } from './status.ts';

/** A session leads to the payment page for 15 minutes; nobody who got there stays for a day. */
const SESSION_LIFE_MS = 24 * 3_600_000;
const DETAIL_LENGTH_MAX = 240;

/** In the others, Skrill speaks English. */
const LANGUAGE: Readonly<Record<string, string>> = {
  'zh-CN': 'ZH',
  'zh-TW': 'ZH',
  es: 'ES',
  pt: 'PT',
  fr: 'FR',
  de: 'DE',
  tr: 'TR',
  ru: 'RU',
  ja: 'JA',
};

/**
 * Opens the session. One whose answer was lost can be paid by nobody: the way to it was in the answer.
 * Nothing is repeated here, so an attempt has one session that anybody knows of.
 */
export async function startPayment(request: StartRequest): Promise<StartOutcome> {
  const { account, reference, gross, noticeUrl, returnUrl, cancelUrl } = request;
  const prepared = await prepareSession(account, {
    prepare_only: '1',
    pay_to_email: account.settings.pay_to_email ?? '',
    transaction_id: reference,
    amount: amountOf(gross),
    currency: gross.currency,
    return_url: returnUrl,
    cancel_url: cancelUrl,
    status_url: paymentNoticeUrl(account, noticeUrl, { reference, currency: gross.currency }),
    language: LANGUAGE[request.language] ?? 'EN',
    detail1_description: shortened(request.item),
    detail1_text: shortened(request.orderId),
  });
  if (prepared.kind === 'session') return { kind: 'redirect', url: prepared.url };
  const { kind, why } = prepared;
  // Money has come for this very attempt: where payers come back to, Skrill is asked about it.
  if (/already paid/i.test(why)) return { kind: 'redirect', url: returnUrl };
  return { kind: 'refused', why, retryable: kind === 'no session' };
}

/** As many whole characters as fit, however Skrill counts those that take two places. */
function shortened(text: string): string {
  return text.slice(0, DETAIL_LENGTH_MAX).replace(/[\ud800-\udbff]$/, '');
}

/** How the payment stands. */
export async function queryPayment(request: QueryRequest): Promise<QueryOutcome> {
  const { account, reference, channelTransaction } = request;
  const reply = await askStatus(
    account,
    channelTransaction === null ? { trn_id: reference } : { mb_trn_id: channelTransaction },
  );
  if (reply.kind === 'unavailable') return { kind: 'unknown', why: reply.why };
  const occurredAtMs = Date.now();
  if (reply.kind === 'not known') return facts(expiredOrNothing(request, SESSION_LIFE_MS));
  // A second sum of money of the same session is an attempt of its own, which Skrill does not know.
  if (channelTransaction === null && reply.report.transactionId !== reference) {
    return { kind: 'unknown', why: 'Skrill answered about another payment' };
  }
  const { currency } = request.gross;
  return facts(factsAsked(account, reply.report, { currency, occurredAtMs }));
}

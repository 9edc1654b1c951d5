/** Skrill's status reports: genuine or not, what they say, and what may be shown of them. */
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { askStatus } from './client.ts';
import { moneyOf } from './money.ts';
import { newsOf, type Report, readReport } from './report.ts';
import { howSigned, isSame, proofOf } from './signature.ts';
import { factsAsked, factsOf, hasBeenPaid, PAID } from './status.ts';

/** Where Skrill tells of one payment, asked for in that currency: an address that proves itself. */
export function paymentNoticeUrl(
  account: ChannelAccount,
  door: string,
  { reference, currency }: { reference: string; currency: string },
): string {
  const proof = paymentProof(account, reference, currency);
  return `${door}?${new URLSearchParams({ currency, proof })}`;
}

/** Where Skrill tells of one refund. */
export function refundNoticeUrl(
  account: ChannelAccount,
  door: string,
  { reference, refundId }: { reference: string; refundId: string },
): string {
  const proof = refundProof(account, reference, refundId);
  return `${door}?${new URLSearchParams({ payment: reference, refund: refundId, proof })}`;
}

function paymentProof({ settings }: ChannelAccount, reference: string, currency: string): string {
  return proofOf(settings.notice_key ?? '', 'payment', reference, currency);
}

function refundProof({ settings }: ChannelAccount, reference: string, refundId: string): string {
  return proofOf(settings.notice_key ?? '', 'refund', reference, refundId);
}

const forged = (why: string) => ({ kind: 'forged', why }) as const;

/**
 * Whether Skrill has said this, of this payment. The signature alone does not say so. Anybody can open a
 * session for this account and have Skrill report to himself: by that he has signed values, the same
 * for a payment and for its refund, to send on with another id, and can find out the short secret word
 * by trying. So a report counts that came to the address which only Skrill was told, or that Skrill
 * confirms on being asked.
 */
export async function verifyNotice(
  account: ChannelAccount,
  notice: RawNotice,
): Promise<NoticeVerdict> {
  const report = notice.method === 'POST' ? readReport(notice.body.toString()) : undefined;
  if (!report || report.merchantId === '') return forged('no status report');
  const { secret_word: secretWord, notice_key: noticeKey } = account.settings;
  if (!secretWord || !noticeKey) {
    return { kind: 'unverifiable', why: 'the account has no secret word' };
  }
  const signed = howSigned(report, secretWord);
  if (signed !== 'rightly') return forged(`signed ${signed}`);
  const query = new URLSearchParams(notice.query);
  const proof = query.get('proof') ?? '';
  if (notice.door === 'refund-notice') {
    const { reference, refundId } = refundIn(query);
    const good = isSame(proof, refundProof(account, reference, refundId));
    if (!good || report.merchantId !== account.settings.merchant_id) {
      return forged('not to the address of a refund');
    }
    return { kind: 'genuine', noticeKey: `refund:${refundId}:${newsOf(report)}` };
  }
  const currency = query.get('currency') ?? '';
  if (!isSame(proof, paymentProof(account, report.transactionId, currency))) {
    return confirm(account, report, { receivedAtMs: notice.receivedAtMs });
  }
  // What the account received in another currency than the payer was asked for says too little.
  if (report.status === PAID && report.mbCurrency !== currency) {
    return confirm(account, report, { receivedAtMs: notice.receivedAtMs, currency });
  }
  return { kind: 'genuine', noticeKey: `payment:${newsOf(report)}` };
}

/**
 * Asks Skrill; what it says then counts, and not the report. Where the order's currency is not known for
 * certain, it is the one that the session was opened in.
 */
async function confirm(
  account: ChannelAccount,
  report: Report,
  known: { readonly receivedAtMs: number; readonly currency?: string },
): Promise<NoticeVerdict> {
  const reply = await askStatus(account, { mb_trn_id: report.mbTransactionId });
  if (reply.kind === 'unavailable') return { kind: 'unverifiable', why: reply.why };
  if (reply.kind === 'not known') return forged('Skrill does not know that transaction');
  const { report: said } = reply;
  const same =
    said.transactionId === report.transactionId && said.mbTransactionId === report.mbTransactionId;
  if (!same) return forged('Skrill knows that transaction as another');
  if (report.status === PAID && !hasBeenPaid(said.status)) {
    return { kind: 'unverifiable', why: `asked, Skrill says status ${said.status}` };
  }
  const { receivedAtMs: occurredAtMs, currency = said.currency } = known;
  const facts = factsAsked(account, said, { currency, occurredAtMs });
  return { kind: 'genuine', noticeKey: `payment:${newsOf(said)}`, facts };
}

export function readNotice(account: ChannelAccount, notice: RawNotice): readonly Fact[] {
  const { receivedAtMs: occurredAtMs } = notice;
  const report = readReport(notice.body.toString());
  if (!report) return [];
  if (notice.door === 'refund-notice') {
    return [refundFact(report, new URLSearchParams(notice.query), occurredAtMs)];
  }
  const gross = moneyOf(report.mbAmount, report.mbCurrency);
  return factsOf(account, report, { gross, occurredAtMs });
}

type RefundOutcome = 'sent' | 'succeeded' | 'failed';

const REFUND_OUTCOME: ReadonlyMap<string, RefundOutcome> = new Map([
  ['0', 'sent'],
  ['2', 'succeeded'],
  ['-1', 'failed'],
  ['-2', 'failed'],
]);

function refundFact(report: Report, query: URLSearchParams, occurredAtMs: number): Fact {
  const { reference, refundId } = refundIn(query);
  const about = { subject: { reference }, occurredAtMs } as const;
  const outcome = REFUND_OUTCOME.get(report.status);
  const gross = moneyOf(report.mbAmount, report.mbCurrency);
  if (!outcome || !gross) {
    return { ...about, kind: 'unknown', word: `status ${report.status} of a refund` };
  }
  const channelRefund = report.mbTransactionId || null;
  const reason = outcome === 'failed' ? { reason: `status ${report.status}` } : {};
  return { ...about, kind: 'refund', channelRefund, refundId, gross, outcome, ...reason };
}

function refundIn(query: URLSearchParams): { reference: string; refundId: string } {
  return { reference: query.get('payment') ?? '', refundId: query.get('refund') ?? '' };
}

/** Ids, states and amounts; nothing of the payer, and no signature. */
const SHOWN: readonly string[] = [
  ...['merchant_id', 'transaction_id', 'mb_transaction_id', 'mb_amount', 'mb_currency', 'amount'],
  ...['currency', 'status', 'failed_reason_code', 'payment_type', 'refund_id'],
];

export function scrubNotice({ door, body }: RawNotice): string {
  const given = new URLSearchParams(body.toString());
  const shown = SHOWN.filter((name) => given.has(name));
  const values = Object.fromEntries(shown.map((name) => [name, given.get(name) ?? '']));
  return `${door}: ${new URLSearchParams(values)}`;
}

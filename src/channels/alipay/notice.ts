/** Alipay's notices: genuine or not, what they say, and what may be shown of them. */
import { createHash } from 'node:crypto';
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { openSdk } from './sdk.ts';
import { tradeFacts } from './status.ts';

type Fields = Readonly<Record<string, string>>;

export async function verifyNotice(
  account: ChannelAccount,
  notice: RawNotice,
): Promise<NoticeVerdict> {
  const forged = (why: string) => ({ kind: 'forged', why }) as const;
  if (notice.method !== 'POST') return forged(`sent by ${notice.method}`);
  const fields = readFields(notice);
  if (!fields.sign) return forged('not signed');
  // The signature does not cover its own kind, which is therefore not the sender's to choose.
  if ((fields.sign_type ?? 'RSA2') !== 'RSA2') return forged('not signed with RSA2');
  const sdk = await openSdk(account);
  if (!sdk) return { kind: 'unverifiable', why: 'the account is not complete' };
  const good = sdk.checkNotifySignV2(fields) || sdk.checkNotifySignV2(filled(fields));
  if (!good) return forged('a wrong signature');
  if (fields.app_id !== account.settings.app_id) return forged('for another app');
  return { kind: 'genuine', noticeKey: newsOf(fields) };
}

/**
 * The same for every repeat of the same news. Alipay's own `notify_id` is among what is counted, but is
 * not relied on: were it the same for a payment and its refund, one of them would be lost.
 */
function newsOf(fields: Fields): string {
  const news = Object.entries(filled(fields))
    .filter(([name]) => !['sign', 'sign_type', 'notify_time'].includes(name))
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(news)).digest('base64url');
}

export function readNotice(account: ChannelAccount, notice: RawNotice): readonly Fact[] {
  const fields = filled(readFields(notice));
  return tradeFacts(fields, {
    fallbackMs: notice.receivedAtMs,
    wrongReceiver: fields.seller_id !== account.settings.seller_id,
  });
}

function readFields({ body }: RawNotice): Fields {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/**
 * The fields that say something. Alipay's official packages do not agree on whether an empty one is
 * signed: so both is taken, and an empty one is never read.
 */
function filled(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** Numbers, states, amounts and times; nothing of the payer, and no signature. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['notify_id', 'notify_type', 'notify_time', 'app_id', 'auth_app_id', 'seller_id', 'charset'],
  ...['version', 'sign_type', 'out_trade_no', 'trade_no', 'trade_status', 'out_biz_no'],
  ...['total_amount', 'receipt_amount', 'buyer_pay_amount', 'invoice_amount', 'point_amount'],
  ...['refund_fee', 'send_back_fee', 'gmt_create', 'gmt_payment', 'gmt_refund', 'gmt_close'],
]);

export function scrubNotice(notice: RawNotice): string {
  const shown = Object.entries(readFields(notice)).filter(([name]) => SHOWN.has(name));
  return JSON.stringify(Object.fromEntries(shown));
}

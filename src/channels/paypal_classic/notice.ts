/** PayPal's instant payment notifications: genuine or not, what they say, and what may be shown of them. */
import { createHash } from 'node:crypto';
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { keepFields } from '../transcript.ts';
import { askWhetherSent } from './client.ts';
import { type Message, readMessage, textOf } from './message.ts';
import { factsOf, topicOf } from './status.ts';

export async function verifyNotice(
  account: ChannelAccount,
  notice: RawNotice,
): Promise<NoticeVerdict> {
  const forged = (why: string) => ({ kind: 'forged', why }) as const;
  const message = readMessage(notice.body);
  // PayPal is not troubled with what cannot be its own.
  if (notice.method !== 'POST') return forged(`sent by ${notice.method}`);
  if (!saysSomething(message)) return forged('no notification');
  // Without it nobody could tell whose money a genuine message is about.
  if (!account.settings.business) {
    return { kind: 'unverifiable', why: 'the account has no business' };
  }
  if ((textOf(message, 'test_ipn') === '1') !== account.test) {
    return forged(account.test ? 'not from the sandbox' : 'from the sandbox');
  }
  const word = await askWhetherSent(account, notice.body);
  if (word.kind === 'unknown') return { kind: 'unverifiable', why: word.why };
  if (word.kind === 'invalid') return forged('PayPal has not sent it');
  return { kind: 'genuine', noticeKey: keyOf(message) };
}

function saysSomething(message: Message): boolean {
  return ['payment_status', 'txn_type'].some((field) => textOf(message, field) !== undefined);
}

/** What differs between one message and the same sent again. */
const OF_THE_SENDING: ReadonlySet<string> = new Set(['resend', 'verify_sign', 'ipn_track_id']);

/** The same for every repeat of the news, and never for two. */
function keyOf(message: Message): string {
  const topic = topicOf(message);
  if (topic.kind === 'money') return `ipn:${topic.txnId}:${topic.status}`;
  if (topic.kind === 'case') return `ipn:${topic.caseId}:${topic.word}`;
  const rest = [...message].filter(([name]) => !OF_THE_SENDING.has(name)).toSorted();
  return `ipn:${createHash('sha256').update(JSON.stringify(rest)).digest('base64url')}`;
}

export function readNotice(account: ChannelAccount, notice: RawNotice): readonly Fact[] {
  return factsOf(account, readMessage(notice.body), notice.receivedAtMs);
}

/** Ids, states, amounts and times; nothing of the payer, and no signature. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['txn_id', 'parent_txn_id', 'txn_type', 'payment_status', 'pending_reason', 'reason_code'],
  ...['mc_gross', 'mc_fee', 'mc_currency', 'payment_gross', 'payment_fee', 'payment_type'],
  ...['payment_date', 'invoice', 'custom', 'quantity'],
  ...['case_id', 'case_type', 'case_creation_date'],
  ...['receiver_email', 'receiver_id', 'business'],
  ...['charset', 'test_ipn', 'resend', 'ipn_track_id', 'notify_version'],
]);

export function scrubNotice(notice: RawNotice): string {
  return keepFields(readMessage(notice.body), SHOWN);
}

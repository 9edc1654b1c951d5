/** Stripe's webhooks: genuine or not, what they say, and what may be shown of them. */
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { jsonOf } from '../http.ts';
import { textAt, valueAt } from '../read-json.ts';
import { keepMembers } from '../transcript.ts';
import { isTestAccount } from './mode.ts';
import { readSecrets, signatureFault } from './signature.ts';
import {
  aboutSession,
  disputeFact,
  isOfAnother,
  MARKS,
  paidFact,
  refundFact,
  secondsAt,
} from './status.ts';

export function verifyNotice(account: ChannelAccount, notice: RawNotice): NoticeVerdict {
  const forged = (why: string) => ({ kind: 'forged', why }) as const;
  const secrets = readSecrets(account.settings.webhook_secret);
  if (secrets.length === 0) {
    return { kind: 'unverifiable', why: 'the account has no webhook_secret' };
  }
  if (notice.method !== 'POST') return forged('not posted');
  const { headers, body, receivedAtMs } = notice;
  const fault = signatureFault(headers['stripe-signature'], body, secrets, receivedAtMs);
  if (fault !== undefined) return forged(fault);
  const event = jsonOf(body);
  const noticeKey = textAt(event, 'id');
  if (noticeKey === undefined || textAt(event, 'object') !== 'event') return forged('no event');
  if (!isOfMode(event, isTestAccount(account))) return forged('an event of the other mode');
  // Events of the account itself name none: this is of one that is only connected to it.
  if (textAt(event, 'account') !== undefined) return forged('an event of another Stripe account');
  return { kind: 'genuine', noticeKey };
}

/** Whether everything that is said of real and play money is what this account moves. */
function isOfMode(event: unknown, test: boolean): boolean {
  const told = [valueAt(event, 'livemode'), valueAt(event, 'data', 'object', 'livemode')].filter(
    (live) => live !== undefined,
  );
  return told.length > 0 && told.every((live) => live === !test);
}

type ReadObject = (object: unknown, occurredAtMs: number) => Fact | undefined;

const refund: ReadObject = (object, ms) => refundFact(object, ms);
const dispute: ReadObject = (object, ms) => disputeFact(object, ms);

/** Every kind of event that we act on. */
const READ: ReadonlyMap<string, ReadObject> = new Map<string, ReadObject>([
  ['checkout.session.completed', completed],
  ['checkout.session.async_payment_succeeded', completed],
  ['checkout.session.async_payment_failed', ended('failed')],
  ['checkout.session.expired', ended('expired')],
  ['refund.created', refund],
  ['refund.updated', refund],
  ['refund.failed', (object, ms) => refundFact(object, ms, 'failed')],
  // The older word, for the refunds of some ways to pay.
  ['charge.refund.updated', refund],
  ['charge.dispute.created', dispute],
  ['charge.dispute.updated', dispute],
  ['charge.dispute.funds_withdrawn', dispute],
  ['charge.dispute.funds_reinstated', dispute],
  // Closed by a word that we do not know is closed all the same.
  ['charge.dispute.closed', (object, ms) => disputeFact(object, ms, 'closed')],
]);

/** A session that the payer is done with. It need not be paid: some ways to pay take days. */
function completed(session: unknown, occurredAtMs: number): Fact | undefined {
  const about = aboutSession(session, occurredAtMs);
  const status = textAt(session, 'payment_status');
  if (status === 'unpaid') return { ...about, kind: 'pending', reason: status };
  const paid = status === 'paid' ? paidFact(session, about) : undefined;
  // What it says of the money is not enough to book it: Stripe is asked for the whole.
  return paid ?? { ...about, kind: 'pending', ask: true };
}

function ended(kind: 'failed' | 'expired'): ReadObject {
  return (session, occurredAtMs) => ({ ...aboutSession(session, occurredAtMs), kind });
}

export function readNotice(account: ChannelAccount, notice: RawNotice): readonly Fact[] {
  const event = jsonOf(notice.body);
  const word = textAt(event, 'type') ?? '';
  const occurredAtMs = secondsAt(event, 'created') ?? notice.receivedAtMs;
  const object = valueAt(event, 'data', 'object');
  const unknown: Fact = { kind: 'unknown', subject: {}, occurredAtMs, word };
  if (isOfAnother(account, object)) return [unknown];
  return [READ.get(word)?.(object, occurredAtMs) ?? unknown];
}

/** Ids, states, amounts and times; nothing of the payer, and no address that can be paid at. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['id', 'object', 'type', 'api_version', 'created', 'livemode', 'pending_webhooks', 'data'],
  ...[
    'previous_attributes',
    'status',
    'payment_status',
    'mode',
    'client_reference_id',
    'expires_at',
  ],
  ...[
    'amount',
    'amount_total',
    'amount_subtotal',
    'amount_received',
    'amount_refunded',
    'currency',
  ],
  ...['payment_intent', 'charge', 'latest_charge', 'balance_transaction', 'balance_transactions'],
  ...['fee', 'net', 'failure_reason', 'pending_reason', 'reason', 'disputed', 'refunded'],
  ...['is_charge_refundable', 'evidence_details', 'due_by', 'has_evidence', 'past_due'],
  ...['submission_count', 'metadata', ...MARKS],
]);

export function scrubNotice(notice: RawNotice): string {
  return keepMembers(notice.body, SHOWN);
}

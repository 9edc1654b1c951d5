/**
 * What happened to a payment, as one story: who said what, what came of it, and what the merchant was
 * told. For people in the first place: each entry has a sentence.
 */
import type { EventStatus } from '../domain/event.ts';
import { idTimeMs } from '../domain/id-time.ts';
import { formatGross, type Money, money } from '../domain/money.ts';
import { attemptCurrency, type Payment } from '../domain/payment.ts';
import { type SendLine, sendsOfPayment } from './callback-sends.ts';
import type { Db } from './database.ts';
import type { EventLine } from './event-list.ts';
import type { StatementLine } from './ledger.ts';
import type { NoteLine } from './payment-notes.ts';
import { callEntries } from './timeline-calls.ts';
import type { Dated, EntryKind, TimelineEntry } from './timeline-entry.ts';
import { noticeEntries } from './timeline-notices.ts';
import { verifyCallsOf } from './verify-calls.ts';

/** Within one millisecond, causes come before what they cause. */
const CAUSAL_ORDER: readonly EntryKind[] = [
  'payment_opened',
  'attempt_started',
  'channel_call',
  'notice',
  'refund',
  'dispute',
  'reversal',
  'event',
  'transfer',
  'callback_send',
  'verify',
  'note',
];

/** What is known beside the payment itself. */
export type Besides = {
  readonly events: readonly EventLine[];
  readonly transfers: readonly StatementLine[];
  readonly notes: readonly NoteLine[];
};

/** The story of a payment, from its beginning on. */
export async function readTimeline(
  db: Db,
  payment: Payment,
  besides: Besides,
): Promise<readonly TimelineEntry[]> {
  const { events, transfers, notes } = besides;
  const [calls, notices, sends, verifies] = await Promise.all([
    callEntries(db, payment),
    noticeEntries(db, payment),
    sendsOfPayment(db, payment.id),
    verifyEntries(db, payment, events),
  ]);
  const entries: Dated[] = [
    ...ownEntries(payment),
    ...calls,
    ...notices,
    ...transfers.map(transferEntry),
    ...events.map(eventEntry),
    ...sends.map(sendEntry),
    ...verifies,
    ...notes.map(noteEntry),
  ];
  const rank = (entry: Dated) => CAUSAL_ORDER.indexOf(entry.kind);
  return entries
    .toSorted((left, right) => left.atMs - right.atMs || rank(left) - rank(right))
    .map(({ atMs, ...entry }) => ({ at: new Date(atMs).toISOString(), ...entry }));
}

/**
 * The time in an id is of the clock of the process that decided; the database's own clock, which stamps
 * some rows, may be a little off, and would put an effect before its cause.
 */
function bornMs(id: string, otherwiseMs: number): number {
  return idTimeMs(id) ?? otherwiseMs;
}

function ownEntries(payment: Payment): Dated[] {
  const amount = (of: { attemptId: string; grossMinor: bigint | null }) =>
    of.grossMinor === null
      ? 'an amount that the channel did not state'
      : inWords(money(of.grossMinor, attemptCurrency(payment, of.attemptId)));
  return [
    {
      atMs: bornMs(payment.id, payment.createdAtMs),
      kind: 'payment_opened',
      said_by: 'shopper',
      text: `Opened for order ${payment.orderId}: ${inWords(payment.gross)}.`,
    },
    ...payment.attempts.map(
      (attempt): Dated => ({
        atMs: bornMs(attempt.id, attempt.createdAtMs),
        kind: 'attempt_started',
        said_by: 'shopper',
        text: `The shopper chose ${attempt.channel}.`,
        attempt: attempt.id,
        channel: attempt.channel,
        test: attempt.test,
      }),
    ),
    ...payment.refunds.map(
      (refund): Dated => ({
        atMs: refund.createdAtMs,
        kind: 'refund',
        said_by: refund.origin === 'operator' ? 'operator' : 'notice',
        text: `Refund of ${amount(refund)} ${refund.origin === 'operator' ? 'asked for by us' : 'made at the channel'}; now ${refund.state}.`,
        refund: refund.id,
        state: refund.state,
        reason: refund.reason,
      }),
    ),
    ...payment.disputes.map(
      (dispute): Dated => ({
        atMs: dispute.createdAtMs,
        kind: 'dispute',
        said_by: 'notice',
        text: `Dispute of ${amount(dispute)}; now ${dispute.state}.`,
        dispute: dispute.id,
        state: dispute.state,
        reason: dispute.reason,
      }),
    ),
    ...payment.reversals.map(
      (reversal): Dated => ({
        atMs: reversal.createdAtMs,
        kind: 'reversal',
        said_by: 'notice',
        text: `Reversal of ${amount(reversal)}; now ${reversal.state}.`,
        reversal: reversal.id,
        state: reversal.state,
        reason: reversal.reason,
      }),
    ),
  ];
}

const MEANING: Readonly<Record<EventStatus, string>> = {
  SUCCESS: 'paid',
  IN_CASE: 'a dispute was opened',
  CANCEL_REVERSAL: 'the money is the merchant’s again',
  APP_REVERSE: 'the payer took the money back',
  REFUND: 'refunded',
};

function eventEntry(event: EventLine): Dated {
  const { trans_id, status, gross, currency, channel } = event;
  return {
    atMs: bornMs(event.id, Date.parse(event.created_at)),
    kind: 'event',
    said_by: 'paycenter',
    text: `${status} ${gross} ${currency} to be told to the merchant: ${MEANING[status as EventStatus]}.`,
    event: event.id,
    ...{ trans_id, status, gross, currency, channel },
  };
}

function transferEntry(transfer: StatementLine): Dated {
  const { kind, debit, credit, amount, currency } = transfer;
  return {
    atMs: bornMs(transfer.id, Date.parse(transfer.booked_at)),
    kind: 'transfer',
    said_by: 'paycenter',
    text: `Booked: ${kind} ${amount} ${currency}, debit ${debit}, credit ${credit}.`,
    ...{ transfer: transfer.id, debit, credit, gross: amount, currency },
  };
}

function sendEntry(send: SendLine): Dated {
  const { status, number, outcome, status_code, why } = send;
  const code = status_code === null ? '' : ` (${status_code})`;
  return {
    atMs: Date.parse(send.sent_at),
    kind: 'callback_send',
    said_by: outcome === 'failed' ? 'paycenter' : 'merchant',
    text: `Callback ${status}, send ${number}: ${outcome}${code}${why === null ? '' : `, ${why}`}.`,
    ...{ callback: send.callback, number, url: send.url, address: send.address, outcome },
    ...{ status_code, reply: send.reply, why, latency_ms: send.latency_ms },
  };
}

async function verifyEntries(
  db: Db,
  payment: Payment,
  events: readonly EventLine[],
): Promise<Dated[]> {
  const calls = await verifyCallsOf(db, payment.id);
  return calls.map((each) => {
    const event = events.find(({ id }) => id === each.eventId);
    const about = event ? `${event.status} ${event.gross} ${event.currency}` : 'something else';
    const times = each.calls === 1 ? 'once' : `${each.calls} times`;
    return {
      atMs: each.firstAt.getTime(),
      kind: 'verify',
      said_by: 'merchant',
      text: `The merchant asked whether ${about} is true, ${times}, and heard: ${each.answer}.`,
      ...(event && { event: event.id, status: event.status }),
      answer: each.answer,
      calls: each.calls,
      last_at: each.lastAt.toISOString(),
    };
  });
}

function noteEntry(note: NoteLine): Dated {
  return {
    atMs: bornMs(note.id, Date.parse(note.created_at)),
    kind: 'note',
    said_by: 'operator',
    text: `${note.author.name} noted: ${note.text}`,
    author: note.author,
    note: note.text,
  };
}

function inWords(gross: Money): string {
  return `${formatGross(gross)} ${gross.currency}`;
}

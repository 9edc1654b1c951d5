/** What PayPal's messages say, as facts. */
import type { About, ChannelAccount, Fact, Subject } from '../../domain/channel.ts';
import { type Money, money, parseCurrency, parseSignedGross } from '../../domain/money.ts';
import { type Message, textOf, timeMsOf, wordOf } from './message.ts';
import { type Receiver, receiverOf } from './receiver.ts';

type Read = (message: Message, about: About, receiver: Receiver) => Fact | undefined;

/** Every word for money that comes. */
const COMES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['completed', paid],
  ['pending', progress('pending')],
  ['created', progress('pending')],
  ['processed', progress('pending')],
  ['denied', progress('failed')],
  ['failed', progress('failed')],
  ['expired', progress('failed')],
  ['voided', progress('failed')],
]);

/** Every word for money that went back, or came back from there. */
const WENT_BACK: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['refunded', refund],
  ['reversed', reversed],
  ['canceled_reversal', reversalCanceled],
  ['cancelled_reversal', reversalCanceled],
]);

/** Words for a case. `adjustment` is its end, and does not say in whose favour: money tells that. */
const CASE = { new_case: 'open', adjustment: 'closed' } as const;

export type Topic =
  | { readonly kind: 'money'; readonly txnId: string; readonly status: string }
  | { readonly kind: 'case'; readonly caseId: string; readonly word: keyof typeof CASE }
  | { readonly kind: 'other' };

/**
 * What a message is about. A txn_id alone does not say: of a case it is the payment's, and a payment
 * that was pending is told again by the same one.
 */
export function topicOf(message: Message): Topic {
  const status = wordOf(message, 'payment_status');
  const word = wordOf(message, 'txn_type');
  const caseId = textOf(message, 'case_id');
  const wentBack = WENT_BACK.has(status ?? '');
  if (!wentBack && (word === 'new_case' || word === 'adjustment')) {
    return caseId === undefined ? { kind: 'other' } : { kind: 'case', caseId, word };
  }
  const txnId = textOf(message, 'txn_id');
  return txnId !== undefined && status !== undefined
    ? { kind: 'money', txnId, status }
    : { kind: 'other' };
}

/** What a message says. There is always a fact, if only that we have no word for it. */
export function factsOf(
  account: ChannelAccount,
  message: Message,
  receivedAtMs: number,
): readonly Fact[] {
  const topic = topicOf(message);
  const receiver = receiverOf(account, message);
  const about = {
    subject: subjectOf(message, topic, receiver),
    occurredAtMs: timeMsOf(message, 'payment_date') ?? receivedAtMs,
  };
  const words = ['txn_type', 'payment_status'].map((field) => wordOf(message, field));
  const word = words.filter(Boolean).join(' ');
  const unknown: Fact = { ...about, kind: 'unknown', word };
  if (topic.kind === 'case') {
    const fact = dispute(message, { ...about, occurredAtMs: receivedAtMs }, topic);
    // Closed it is; where money that comes with it belongs, somebody has to see.
    return movedOf(message) ? [fact, unknown] : [fact];
  }
  if (topic.kind === 'other') return [unknown];
  const read = COMES.get(topic.status) ?? WENT_BACK.get(topic.status);
  if (read) return [read(message, about, receiver) ?? unknown];
  const comes = progress('pending')(message, about, receiver);
  return comes ? [comes, unknown] : [unknown];
}

/**
 * Which payment it is about, by our reference. Anybody can pay himself and give that for his reference:
 * so what is told of a stranger's money later is told of that money alone, wherever it is.
 */
function subjectOf(message: Message, topic: Topic, receiver: Receiver): Subject {
  const [reference] = referencesOf(message);
  const aboutPayment = topic.kind === 'money' && COMES.has(topic.status);
  if (reference === undefined || (receiver === 'foreign' && !aboutPayment)) return {};
  return { reference };
}

const OWN_REFERENCE = /^[0-9a-z]{32}$/;

/** What stands in the two places of our reference, both of which the payer can change; ours first. */
function referencesOf(message: Message): readonly string[] {
  const named = ['invoice', 'custom'].map((field) => textOf(message, field));
  return [...new Set(named.filter((name) => name !== undefined))].toSorted(
    (left, right) => Number(OWN_REFERENCE.test(right)) - Number(OWN_REFERENCE.test(left)),
  );
}

/** The same, about the money of which the message has the id in that field. */
function aboutMoney(message: Message, about: About, field: 'txn_id' | 'parent_txn_id'): About {
  const channelTransaction = textOf(message, field);
  if (channelTransaction === undefined) return about;
  return { ...about, subject: { ...about.subject, channelTransaction } };
}

/** With its sign: PayPal writes money that goes out as negative. */
function amountOf(message: Message, field: 'mc_gross' | 'mc_fee'): Money | undefined {
  const currency = parseCurrency(textOf(message, 'mc_currency') ?? '');
  return currency && parseSignedGross(textOf(message, field) ?? '', currency);
}

/** How much was moved, whichever way; undefined when that is nothing, or not said. */
function movedOf(message: Message): Money | undefined {
  const amount = amountOf(message, 'mc_gross');
  if (!amount || amount.minor === 0n) return undefined;
  return amount.minor < 0n ? money(-amount.minor, amount.currency) : amount;
}

function paid(message: Message, about: About, receiver: Receiver): Fact | undefined {
  const gross = amountOf(message, 'mc_gross');
  const channelTransaction = textOf(message, 'txn_id');
  // What the account owes PayPal is "completed" too, and below zero.
  if (!gross || gross.minor <= 0n || channelTransaction === undefined) return undefined;
  const payerEmail = textOf(message, 'payer_email');
  const fee = amountOf(message, 'mc_fee');
  return {
    ...aboutMoney(message, about, 'txn_id'),
    kind: 'paid',
    gross,
    channelTransaction,
    ...(payerEmail === undefined ? {} : { payerEmail }),
    ...(fee && fee.minor >= 0n ? { feeMinor: fee.minor } : {}),
    ...(receiver === 'ours' ? {} : { wrongReceiver: true }),
    ...(referencesOf(message).length > 1 ? { wrongReference: true } : {}),
  };
}

function progress(kind: 'pending' | 'failed'): Read {
  return (message, about, receiver) => {
    // Money of a stranger is looked at by a person once it has come; what is on its way is nothing.
    if (receiver === 'foreign') return undefined;
    const gross = amountOf(message, 'mc_gross');
    // Money on its way out can be pending and can fail too: that says nothing of the payment.
    if (gross && gross.minor <= 0n) return undefined;
    const status = wordOf(message, 'payment_status') ?? kind;
    const reason = reasonOf(message).reason ?? status;
    return { ...aboutMoney(message, about, 'txn_id'), kind, reason };
  };
}

function refund(message: Message, about: About): Fact | undefined {
  const gross = movedOf(message);
  const channelRefund = textOf(message, 'txn_id');
  if (!gross || channelRefund === undefined) return undefined;
  return {
    ...aboutMoney(message, about, 'parent_txn_id'),
    kind: 'refund',
    channelRefund,
    gross,
    outcome: 'succeeded',
    ...reasonOf(message),
  };
}

/** Each of these is a reversal of its own: a hold, and later perhaps the final loss. */
function reversed(message: Message, about: About): Fact | undefined {
  return reversal(message, about, 'reversed', textOf(message, 'txn_id'));
}

/**
 * It has a txn_id of its own, and names what it cancels by that one's parent, the payment, or by its
 * own id. PayPal cancels a hold also right before the money is lost for good, so this wins no case.
 */
function reversalCanceled(message: Message, about: About): Fact | undefined {
  return reversal(message, about, 'canceled', textOf(message, 'parent_txn_id'));
}

function reversal(
  message: Message,
  about: About,
  outcome: 'reversed' | 'canceled',
  channelReversal: string | undefined,
): Fact | undefined {
  if (channelReversal === undefined) return undefined;
  const gross = movedOf(message);
  const channelDispute = textOf(message, 'case_id');
  return {
    ...aboutMoney(message, about, 'parent_txn_id'),
    kind: 'reversal',
    channelReversal,
    outcome,
    ...(gross ? { gross } : {}),
    ...(channelDispute === undefined ? {} : { channelDispute }),
    ...reasonOf(message),
  };
}

/** No amount is stated: it is about all that was paid. */
function dispute(
  message: Message,
  about: About,
  { caseId, word }: Extract<Topic, { kind: 'case' }>,
): Fact {
  // Its end is dated by our hearing of it: the only other date there is the payment's.
  const openedAtMs = word === 'new_case' ? timeMsOf(message, 'case_creation_date') : undefined;
  const parent = textOf(message, 'parent_txn_id') === undefined ? 'txn_id' : 'parent_txn_id';
  return {
    ...aboutMoney(message, about, parent),
    kind: 'dispute',
    channelDispute: caseId,
    outcome: CASE[word],
    occurredAtMs: openedAtMs ?? about.occurredAtMs,
    ...reasonOf(message),
  };
}

function reasonOf(message: Message): { reason?: string } {
  const words = ['reason_code', 'pending_reason', 'case_type'];
  const reason = words.map((field) => wordOf(message, field)).find((word) => word !== undefined);
  return reason === undefined ? {} : { reason };
}

/** The messages that PayPal posts, field by field, in the alphabet that the account has chosen. */
import { TextDecoder } from 'node:util';
import { type Amount, decimal, feeOf } from '../paypal/amount.ts';
import type { Case, Payment, Return } from './state.ts';

export type Fields = Readonly<Record<string, string>>;

/** With letters that are not the same in every alphabet. */
export const PAYER = {
  first_name: 'René',
  last_name: 'D’Été',
  payer_email: 'payer@paypal-simulator.example',
  payer_id: 'SIMPAYER00001',
  payer_status: 'verified',
  residence_country: 'DE',
} as const;

export const CHARSETS = ['windows-1252', 'utf-8'] as const;
export type Charset = (typeof CHARSETS)[number];

/** Money that came, is on its way, or does not come: always by the same txn_id. */
export function paymentFields(payment: Payment): Fields {
  const { checkout, status, fromBank, txnId } = payment;
  const fee = feeOf(checkout.amount);
  return {
    ...moneyFields(checkout.amount, status === 'Completed' ? fee : undefined),
    payment_date: pacific(payment.atMs),
    payment_status: status,
    payment_type: fromBank ? 'echeck' : 'instant',
    ...(status === 'Pending' ? { pending_reason: 'echeck' } : {}),
    txn_id: txnId,
    txn_type: 'web_accept',
    ...orderFields(payment),
    ...PAYER,
  };
}

/** A refund or a reversal. Real ones have no txn_type. */
export function returnFields(back: Return): Fields {
  const { payment, amount, kind, reason, txnId, atMs } = back;
  return {
    ...moneyFields({ ...amount, minor: -amount.minor }),
    payment_date: pacific(atMs),
    payment_status: kind,
    payment_type: 'instant',
    reason_code: reason,
    txn_id: txnId,
    parent_txn_id: payment.txnId,
    ...orderFields(payment),
    ...PAYER,
  };
}

/** A reversal that is taken back, under an id of its own. */
export function canceledFields(back: Return, txnId: string, parent: string, atMs: number): Fields {
  return {
    ...returnFields(back),
    ...moneyFields(back.amount),
    payment_date: pacific(atMs),
    payment_status: 'Canceled_Reversal',
    txn_id: txnId,
    parent_txn_id: parent,
  };
}

/** A case: no amount, no payment_status, and the payment's own txn_id. */
export function caseFields(opened: Case): Fields {
  const { payment, id, type, reason, openedAtMs, closed } = opened;
  const { payer_email, payer_id } = PAYER;
  return {
    txn_type: closed ? 'adjustment' : 'new_case',
    case_type: type,
    case_id: id,
    case_creation_date: pacific(openedAtMs),
    reason_code: reason,
    txn_id: payment.txnId,
    payment_date: pacific(payment.atMs),
    ...receiverFields(payment),
    invoice: payment.checkout.invoice,
    custom: payment.checkout.custom,
    payer_email,
    payer_id,
  };
}

function moneyFields(amount: Amount, fee?: Amount): Fields {
  const dollars = amount.currency === 'USD';
  return {
    mc_gross: signed(amount),
    ...(fee ? { mc_fee: signed(fee) } : {}),
    mc_currency: amount.currency,
    payment_gross: dollars ? signed(amount) : '',
  };
}

function signed(amount: Amount): string {
  const { minor } = amount;
  return minor < 0n ? `-${decimal({ ...amount, minor: -minor })}` : decimal(amount);
}

function orderFields(payment: Payment): Fields {
  const { itemName, itemNumber, invoice, custom, quantity } = payment.checkout;
  return {
    ...receiverFields(payment),
    business: payment.checkout.receiver.email,
    item_name: itemName,
    item_number: itemNumber,
    quantity,
    invoice,
    custom,
    transaction_subject: custom,
  };
}

function receiverFields({ checkout }: Payment): Fields {
  const { email, id } = checkout.receiver;
  return { receiver_email: email.toLowerCase(), receiver_id: id };
}

/** `20:12:59 Jan 13, 2026 PST` */
function pacific(atMs: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: 'America/Los_Angeles', timeZoneName: 'short', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'short', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${time} ${part('month')} ${part('day')}, ${part('year')} ${part('timeZoneName')}`;
}

const WINDOWS_1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1252').decode(Buffer.of(byte)),
    byte,
  ]),
);

/** The form to the byte; a letter that the alphabet does not have is a question mark. */
export function encodeForm(fields: Fields, charset: Charset): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${escaped(bytesOf(value, charset))}`)
    .join('&');
}

function bytesOf(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  return Buffer.from([...text].map((letter) => WINDOWS_1252.get(letter) ?? 0x3f));
}

function escaped(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      if (/[A-Za-z0-9_.-]/.test(letter)) return letter;
      return letter === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** Status reports: what is posted, how it is signed, and whom it goes to. */
import { createHash } from 'node:crypto';
import { createNoticeSender, type Letter, type NoticeSender } from '../notice-sender.ts';
import { decimal } from './amount.ts';
import type { Account, Refund, Transaction } from './state.ts';

export const FORGERIES = [
  /** Nothing at all. */
  'unsigned',
  'signature',
  /** Signed with a word that is not the account's. */
  'secret_word',
  /** Changed after it was signed. */
  'amount',
  'status',
  'reference',
  /** Only the newer signature, and that wrong. */
  'sha2',
  /** The amount twice: first as signed, then as it would be liked. */
  'twice',
  /** Rightly signed, as if the word had been found out: Skrill knows nothing of it. */
  'invented',
  /** The same, sent to where another payment is told of. */
  'other_address',
] as const;

export type Forgery = (typeof FORGERIES)[number];

export type Fields = Readonly<Record<string, string>>;

export type Report = {
  readonly id: string;
  /** `2`, `-2`, …; of a refund `refund 2`. */
  readonly word: string;
  readonly url: string;
  readonly fields: Fields;
  readonly about: Transaction;
};

export type Reports = {
  readonly sender: NoticeSender;
  readonly published: readonly Report[];
  publish(reports: readonly Report[]): void;
  sendNow(report: Pick<Report, 'word' | 'url'>, body: string): Promise<number | null>;
};

/** Ten posts are published; how long lies between them is not. A sibling of the product waits six minutes. */
const RETRY_DELAYS_MS: readonly number[] = Array<number>(9).fill(6 * 60_000);
const TIMEOUT_MS = 15_000;

export function createReports({ timesFaster }: { timesFaster: number }): Reports {
  const published: Report[] = [];
  const sender = createNoticeSender({
    retryDelaysMs: RETRY_DELAYS_MS,
    timesFaster,
    isAccepted: (status) => status === 200,
    timeoutMs: TIMEOUT_MS,
  });
  return {
    sender,
    published,
    publish(reports) {
      published.push(...reports);
      for (const { id, word, url, fields } of reports) {
        sender.take(() => letter({ id, word, url }, formOf(fields)));
      }
    },
    sendNow: ({ word, url }, body) => sender.sendNow(letter({ id: 'now', word, url }, body)),
  };
}

function letter(about: Pick<Letter, 'id' | 'word' | 'url'>, body: string): Letter {
  return { ...about, body, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
}

export function formOf(fields: Fields): string {
  return new URLSearchParams(fields).toString();
}

/** What is posted about a payment, to each address that the session named. */
export function paymentReports(account: Account, about: Transaction): readonly Report[] {
  const fields = signed(account, paymentFields(account, about));
  const { id, status: word, session } = about;
  return session.statusUrls.map((url) => ({ id: `${id} ${word}`, word, url, fields, about }));
}

export function refundReports(account: Account, refund: Refund): readonly Report[] {
  const { id, of: about, status, statusUrl: url } = refund;
  if (url === undefined) return [];
  const fields = signed(account, {
    pay_to_email: PAYER_EMAIL,
    pay_from_email: account.payToEmail,
    merchant_id: account.merchantId,
    transaction_id: about.session.transactionId,
    mb_transaction_id: id,
    mb_amount: decimal(refund.amount),
    mb_currency: refund.amount.currency,
    status,
    ...refund.merchantFields,
  });
  return [{ id: `${id} ${status}`, word: `refund ${status}`, url, fields, about }];
}

export const PAYER_EMAIL = 'payer@skrill-simulator.example';

/** Everything but the signatures, in the order in which Skrill writes it. */
function paymentFields(account: Account, about: Transaction): Fields {
  const { id, session, amount, received, status, failedReason, merchantId } = about;
  const home = merchantId === account.merchantId;
  return {
    pay_to_email: home ? account.payToEmail : `other-${account.payToEmail}`,
    pay_from_email: PAYER_EMAIL,
    merchant_id: merchantId,
    customer_id: '1234567',
    transaction_id: session.transactionId || id,
    mb_transaction_id: id,
    mb_amount: decimal(received),
    mb_currency: received.currency,
    status,
    ...(status === '-2' && account.failedReasons
      ? { failed_reason_code: failedReason ?? '99' }
      : {}),
    amount: decimal(amount),
    currency: amount.currency,
    payment_type: 'WLT',
    ...session.merchantFields,
  };
}

/** The fields with their signatures. */
export function signed(account: Account, fields: Fields, secretWord = account.secretWord): Fields {
  const { md5, sha2 } = account;
  return {
    ...fields,
    ...(md5 ? { md5sig: signature('md5', fields, secretWord) } : {}),
    ...(sha2 ? { sha2sig: signature('sha256', fields, secretWord) } : {}),
  };
}

function signature(algorithm: string, fields: Fields, secretWord: string): string {
  const hash = (text: string) => createHash(algorithm).update(text).digest('hex').toUpperCase();
  const {
    merchant_id = '',
    transaction_id = '',
    mb_amount = '',
    mb_currency = '',
    status = '',
  } = fields;
  return hash(
    `${merchant_id}${transaction_id}${hash(secretWord)}${mb_amount}${mb_currency}${status}`,
  );
}

/** The status fields as a query answers them. */
export function statusFields(account: Account, about: Transaction): Fields {
  return signed(account, paymentFields(account, about));
}

/** A report of a payment as a forger would send it. */
export function forgedReport(
  account: Account,
  about: Transaction,
  forgery: Forgery,
): { url: string; body: string } {
  const right = statusFields({ ...account, md5: true, sha2: false }, about);
  const [address = ''] = about.session.statusUrls;
  const [bare = ''] = address.split('?');
  const to = (fields: Fields, url = address) => ({ url, body: formOf(fields) });
  const { md5sig: _, ...unsigned } = right;
  switch (forgery) {
    case 'unsigned':
      return to(unsigned);
    case 'signature':
      return to({ ...right, md5sig: '0'.repeat(32) });
    case 'secret_word':
      return to(signed(account, unsigned, 'not this'));
    case 'amount':
      return to({ ...right, mb_amount: `9${right.mb_amount}` });
    case 'status':
      return to({ ...statusFields(account, { ...about, status: '-2' }), status: '2' });
    case 'reference':
      return to({ ...right, transaction_id: `${right.transaction_id}0` });
    case 'sha2':
      return to({ ...unsigned, sha2sig: '0'.repeat(64) });
    case 'twice':
      return { url: address, body: `${formOf(right)}&mb_amount=0.01` };
    case 'invented':
      return to(right, bare);
    case 'other_address':
      return to(right, `${bare}?proof=${'0'.repeat(32)}`);
  }
}

/** What Skrill reports of a transaction: posted to us, or answered when we ask. */

export type Report = {
  readonly merchantId: string;
  /** Our reference. */
  readonly transactionId: string;
  /** Skrill's own id of the money. */
  readonly mbTransactionId: string;
  /** What the account received, in its own currency. */
  readonly mbAmount: string;
  readonly mbCurrency: string;
  readonly status: string;
  readonly payToEmail: string;
  /** What the payer was asked for. Not signed: whoever opened the session has named it. */
  readonly amount: string;
  readonly currency: string;
  readonly failedReasonCode: string;
  readonly md5sig: string;
  readonly sha2sig: string;
};

/**
 * Skrill's names, and what may stand there. The signed values are joined without anything between
 * them, so each must have a shape of its own: else a character could change its place unnoticed.
 */
const FIELDS: Readonly<Record<keyof Report, readonly [name: string, shape: RegExp]>> = {
  merchantId: ['merchant_id', /^\w{0,40}$/],
  transactionId: ['transaction_id', /^[\x21-\x7e]{0,100}$/],
  mbTransactionId: ['mb_transaction_id', /^\w{0,40}$/],
  mbAmount: ['mb_amount', /^(\d{1,15}(\.\d{1,10})?)?$/],
  mbCurrency: ['mb_currency', /^([A-Z]{3})?$/],
  status: ['status', /^-?\d{1,3}$/],
  payToEmail: ['pay_to_email', /^.{0,200}$/u],
  amount: ['amount', /^.{0,40}$/u],
  currency: ['currency', /^.{0,10}$/u],
  failedReasonCode: ['failed_reason_code', /^[\w-]{0,20}$/],
  md5sig: ['md5sig', /^[\dA-Fa-f]{0,64}$/],
  sha2sig: ['sha2sig', /^[\dA-Fa-f]{0,128}$/],
};

/** The report in form encoding; undefined when it is none, or says one thing twice. */
export function readReport(form: string): Report | undefined {
  const given = new URLSearchParams(form);
  const read = Object.entries(FIELDS).map(([key, [name, shape]]) => {
    const [value = '', ...more] = given.getAll(name);
    return more.length === 0 && shape.test(value) ? [key, value] : undefined;
  });
  if (read.includes(undefined)) return undefined;
  return Object.fromEntries(read.filter((entry) => entry !== undefined)) as Report;
}

/** The same on every repeat of the same news, and not the same for other news. */
export function newsOf(report: Report): string {
  const { mbTransactionId, status, transactionId, mbAmount, mbCurrency } = report;
  return [mbTransactionId, status, transactionId, `${mbAmount}${mbCurrency}`].join(':');
}

/** Notices of a sandbox account, made by hand: genuine ones, and what a forger or a broken bank makes of them. */
import { SIGNATURE_HEADER, signNotice } from '../../src/sandbox/signature.ts';
import type { TestCentre } from '../centre.ts';

export type Notice = {
  readonly id: string;
  readonly account: string;
  readonly reference: string;
  readonly type: string;
  readonly occurred_at_ms: number;
  readonly object: Readonly<Record<string, unknown>>;
};

let ids = 0;

/** That this attempt was paid with 30.14 USD. */
export function paidNotice(
  account: string,
  reference: string,
  object: Readonly<Record<string, unknown>> = {},
): Notice {
  ids += 1;
  const money = `money${ids}x${reference.slice(-8)}`;
  return {
    id: `notice${ids}x${reference.slice(-8)}`,
    account,
    reference,
    type: 'payment.paid',
    occurred_at_ms: Date.now(),
    object: { id: money, payment: money, gross: '30.14', currency: 'USD', ...object },
  };
}

/** The secret that a sandbox account's notices are signed with. */
export async function noticeSecret({ running }: TestCentre, account: string): Promise<string> {
  const owner = await running.centre.directory.account(account);
  return owner?.account.settings.notice_secret ?? '';
}

/** The header that makes a body genuine. */
export function signed(secret: string, body: string, atMs = Date.now()): Record<string, string> {
  return { [SIGNATURE_HEADER]: signNotice(secret, body, atMs) };
}

/** Posts a notice to an account's door; the status that it is answered with. */
export async function tell(
  { url }: Pick<TestCentre, 'url'>,
  door: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const reply = await fetch(`${url}/channels/${door}/notice`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await reply.text();
  return reply.status;
}

/** A genuine notice comes in; the status that it is answered with. */
export async function tellSigned(centre: TestCentre, notice: Notice): Promise<number> {
  const body = JSON.stringify(notice);
  const headers = signed(await noticeSecret(centre, notice.account), body);
  return tell(centre, `sandbox/${notice.account}`, body, headers);
}

/** Calls to Skrill: its payment page, its merchant queries, its refunds; and what it answers to them. */
import { createHash } from 'node:crypto';
import type { ChannelAccount } from '../../domain/channel.ts';
import { type ChannelAnswer, callChannel, jsonOf } from '../http.ts';
import { textAt } from '../read-json.ts';
import { withoutSlash } from '../setting-rules.ts';
import { type Report, readReport } from './report.ts';
import { howSigned } from './signature.ts';

/** The test merchants that Skrill gives out are at the same hosts. */
const PAY = 'https://pay.skrill.com';
const API = 'https://www.skrill.com';

type Form = Readonly<Record<string, string>>;

export type PreparedSession =
  | { readonly kind: 'session'; readonly url: string }
  /** Skrill has understood and opened nothing. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Whatever Skrill has done: nobody has been told the way to it. */
  | { readonly kind: 'no session'; readonly why: string };

const SID = /^[0-9a-f]{32}$/i;

/** Opens a session on the payment page. */
export async function prepareSession(
  account: ChannelAccount,
  form: Form,
): Promise<PreparedSession> {
  const base = account.settings.pay_base ?? PAY;
  const answer = await callChannel({ method: 'POST', url: base, body: { form } });
  if (answer.kind !== 'answered') return { kind: 'no session', why: answer.why };
  const text = answer.body.toString().trim();
  if (SID.test(text)) return { kind: 'session', url: `${withoutSlash(base)}/?sid=${text}` };
  // An error comes as JSON, and with status 200 as well.
  const json = jsonOf(answer.body);
  const words = [textAt(json, 'code'), textAt(json, 'message')].filter(
    (word) => word !== undefined,
  );
  if (words.length > 0 && answer.status < 500) return { kind: 'refused', why: words.join(': ') };
  return { kind: 'no session', why: `status ${answer.status} without a session` };
}

export type StatusReply =
  /** Told over a connection whose other end has shown to be Skrill: unsigned fields count too. */
  | { readonly kind: 'known'; readonly report: Report }
  /** Nobody has ever begun to pay it. */
  | { readonly kind: 'not known' }
  | { readonly kind: 'unavailable'; readonly why: string };

/** Asks how a transaction stands: Skrill's own id of it is exact, ours may name more than one. */
export async function askStatus(
  account: ChannelAccount,
  which: { readonly trn_id: string } | { readonly mb_trn_id: string },
): Promise<StatusReply> {
  const answer = await callApi(account, '/app/query.pl', {
    ...credentials(account),
    action: 'status_trn',
    ...which,
  });
  if (answer.kind !== 'answered') return { kind: 'unavailable', why: answer.why };
  const [head = '', fields = ''] = answer.body
    .toString()
    .trim()
    .split(/\s*\n\s*/);
  const [, code, words = ''] = /^(\d{3})\s*(.*)$/.exec(head) ?? [];
  if (code === '403' && /not found/i.test(words)) return { kind: 'not known' };
  if (code !== '200') return { kind: 'unavailable', why: refusalIn(head, answer.status) };
  const report = readReport(fields);
  if (!report) return { kind: 'unavailable', why: 'an answer that cannot be read' };
  if (howSigned(report, account.settings.secret_word ?? '') === 'wrongly') {
    return {
      kind: 'unavailable',
      why: 'an answer with a wrong signature: is the secret word right?',
    };
  }
  return { kind: 'known', report };
}

const REFUSAL_LENGTH_MAX = 120;

function refusalIn(head: string, status: number): string {
  return /^\d{3}\s/.test(head)
    ? head.replace(/\s+/g, ' ').slice(0, REFUSAL_LENGTH_MAX)
    : `status ${status} without an answer`;
}

export type RefundReply =
  | { readonly kind: 'answered'; readonly at: ReadonlyMap<string, string> }
  /** Skrill says that it has not done it, in one of its own words. */
  | { readonly kind: 'refused'; readonly code: string; readonly at: ReadonlyMap<string, string> }
  /** Nothing was written: Skrill has not seen the call. */
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Names what is to be refunded; nothing moves by that. */
export function prepareRefund(account: ChannelAccount, form: Form): Promise<RefundReply> {
  return callRefund(account, { ...credentials(account), action: 'prepare', ...form });
}

/** Refunds what was named. */
export function makeRefund(account: ChannelAccount, sid: string): Promise<RefundReply> {
  return callRefund(account, { action: 'refund', sid });
}

async function callRefund(account: ChannelAccount, form: Form): Promise<RefundReply> {
  const answer = await callApi(account, '/app/refund.pl', form);
  if (answer.kind !== 'answered') return answer;
  const at = leavesOf(answer.body.toString());
  if (at.size === 0 || answer.status >= 500) {
    return { kind: 'unknown', why: `status ${answer.status} without an answer` };
  }
  // Beside an error, the answer may tell of the transaction as it stood before.
  const code = at.get('error_msg') ?? at.get('error');
  return code === undefined ? { kind: 'answered', at } : { kind: 'refused', code, at };
}

/** The elements of Skrill's small, flat XML that hold text: ids, amounts and codes, without escapes. */
function leavesOf(xml: string): ReadonlyMap<string, string> {
  const leaves = xml.matchAll(/<(\w+)(?:\s[^<>]*)?>\s*([^<>]*?)\s*<\/\1>/g);
  return new Map([...leaves].map(([, name = '', text = '']) => [name, text]));
}

function callApi(account: ChannelAccount, path: string, form: Form): Promise<ChannelAnswer> {
  const base = withoutSlash(account.settings.api_base ?? API);
  return callChannel({ method: 'POST', url: `${base}${path}`, body: { form } });
}

/** Skrill takes the password as the lower-case hex of its MD5. */
function credentials({ settings }: ChannelAccount): Form {
  const { pay_to_email: email = '', api_password: password = '' } = settings;
  return { email, password: createHash('md5').update(password).digest('hex') };
}

/** Notices of the sandbox: genuine or not, what they say, and what may be shown of them. */
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { jsonOf } from '../http.ts';
import { keepMembers } from '../transcript.ts';
import { SIGNATURE_HEADER, signatureFault } from './signature.ts';
import { factOf, isRecord, readStatement, type Statement } from './status.ts';

type Notice = {
  readonly id: string;
  readonly account: string;
  readonly reference: string;
  readonly statement: Statement;
};

const ID = /^[0-9a-z]{1,64}$/;

export function verifyNotice(account: ChannelAccount, raw: RawNotice): NoticeVerdict {
  if (raw.method !== 'POST') return { kind: 'forged', why: `sent by ${raw.method}` };
  const secret = account.settings.notice_secret;
  const fault = signatureFault(secret, raw.headers[SIGNATURE_HEADER], raw.body, raw.receivedAtMs);
  if (fault !== undefined) return { kind: 'forged', why: fault };
  const notice = parseNotice(raw.body);
  if (!notice) return { kind: 'forged', why: 'signed, but no notice' };
  if (notice.account !== account.id) return { kind: 'forged', why: 'for another account' };
  return { kind: 'genuine', noticeKey: notice.id };
}

export function readNotice(raw: RawNotice): readonly Fact[] {
  const notice = parseNotice(raw.body);
  return notice ? [factOf(notice.reference, notice.statement)] : [];
}

/** All that the bank ever says, save who the payer is. */
const SHOWN = new Set([
  ...['id', 'type', 'account', 'reference', 'occurred_at_ms', 'object'],
  ...['payment', 'gross', 'currency', 'refund_id', 'case', 'due_at_ms'],
]);

/** The signature stands in a header, and is left out with it. */
export function scrubNotice(raw: RawNotice): string {
  return keepMembers(raw.body, SHOWN);
}

function parseNotice(body: Buffer): Notice | undefined {
  const json = jsonOf(body);
  const statement = readStatement(json);
  if (!statement || !isRecord(json)) return undefined;
  const { id, account, reference } = json;
  if (typeof id !== 'string' || !ID.test(id)) return undefined;
  if (typeof reference !== 'string' || !ID.test(reference)) return undefined;
  return typeof account === 'string' ? { id, account, reference, statement } : undefined;
}

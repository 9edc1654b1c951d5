/** WeChat Pay's notices: genuine or not, what they say, and what may be shown of them. */
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { jsonOf } from '../http.ts';
import { textAt, timeMsAt, valueAt } from '../read-json.ts';
import { keepMembers } from '../transcript.ts';
import { openResource } from './resource.ts';
import { signatureFault } from './signature.ts';
import { refundFact, subjectOf, transactionFact } from './status.ts';

/** Both addresses of an account take both kinds: each notice says itself what it is about. */
export function verifyNotice(account: ChannelAccount, notice: RawNotice): NoticeVerdict {
  const fault = signatureFault(account, notice.headers, notice.body, notice.receivedAtMs);
  if (fault !== undefined) return { kind: 'forged', why: `a notice that ${fault}` };
  const event = jsonOf(notice.body);
  const noticeKey = textAt(event, 'id');
  if (notice.method !== 'POST' || noticeKey === undefined)
    return { kind: 'forged', why: 'no event' };
  if (valueAt(event, 'resource') !== undefined && resourceOf(account, event) === undefined) {
    // Acknowledged, it would be lost; repeated, it is read once the key is right.
    return { kind: 'unverifiable', why: 'api_v3_key does not open its resource' };
  }
  return { kind: 'genuine', noticeKey };
}

function resourceOf({ settings }: ChannelAccount, event: unknown): unknown {
  return openResource(valueAt(event, 'resource'), settings.api_v3_key ?? '');
}

type ReadResource = (
  account: ChannelAccount,
  resource: unknown,
  fallbackMs: number,
) => Fact | undefined;

const refund: ReadResource = ({ settings }, resource, fallbackMs) =>
  textAt(resource, 'mchid') === settings.mchid ? refundFact(resource, fallbackMs) : undefined;

/** Every kind of event that we know. */
const READ: ReadonlyMap<string, ReadResource> = new Map<string, ReadResource>([
  ['TRANSACTION.SUCCESS', transactionFact],
  ['REFUND.SUCCESS', refund],
  ['REFUND.ABNORMAL', refund],
  ['REFUND.CLOSED', refund],
]);

export function readNotice(account: ChannelAccount, notice: RawNotice): readonly Fact[] {
  const event = jsonOf(notice.body);
  const word = textAt(event, 'event_type') ?? '';
  const fallbackMs = timeMsAt(event, 'create_time') ?? notice.receivedAtMs;
  const resource = resourceOf(account, event);
  const about = { subject: subjectOf(resource), occurredAtMs: fallbackMs };
  return [READ.get(word)?.(account, resource, fallbackMs) ?? { ...about, kind: 'unknown', word }];
}

/** What is inside is not shown at all: the facts that come of it are. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['id', 'create_time', 'event_type', 'resource_type'],
  ...['resource', 'original_type', 'algorithm'],
]);

export function scrubNotice(notice: RawNotice): string {
  return keepMembers(notice.body, SHOWN);
}

/** A channel's notice comes in: verified, then read, then applied; answered only after the commit. */
import type { RawNotice } from '../domain/channel.ts';
import { reached } from '../steps.ts';
import { applyNotice } from './apply-notice.ts';
import type { Centre } from './centre.ts';

export type Received =
  | { readonly kind: 'taken'; readonly contentType: string; readonly body: string }
  | { readonly kind: 'unknown_account' }
  | { readonly kind: 'forged' }
  /** Could not be checked now: the channel has to send it again. */
  | { readonly kind: 'unverifiable' };

export async function receiveNotice(
  centre: Centre,
  channel: string,
  accountId: string,
  raw: RawNotice,
): Promise<Received> {
  const owner = await centre.directory.account(accountId);
  const adapter = centre.channels.get(channel);
  // A notice of one channel can never speak for an account of another.
  if (!owner || !adapter || owner.account.channel !== channel) return { kind: 'unknown_account' };
  const verdict = await adapter.verifyNotice(owner.account, raw);
  if (verdict.kind !== 'genuine') {
    centre.log.warn({ accountId, verdict: verdict.kind, why: verdict.why }, 'notice not accepted');
    return { kind: verdict.kind };
  }
  reached('notice verified', accountId);
  const facts = adapter.readNotice(owner.account, raw);
  const applied = await applyNotice(centre, {
    ...owner,
    source: 'notice',
    noticeKey: verdict.noticeKey,
    facts,
    transcript: adapter.scrub(raw),
    raw: raw.body,
    receivedAtMs: raw.receivedAtMs,
  });
  centre.log.debug({ accountId, applied, facts: facts.map((fact) => fact.kind) }, 'notice taken');
  const reply = adapter.replyToNotice?.() ?? { contentType: 'text/plain', body: '' };
  return { kind: 'taken', ...reply };
}

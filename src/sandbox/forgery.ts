/** Notices as forgers send them; PayCenter has to refuse every one. */
import { randomBytes } from 'node:crypto';
import { SIGNATURE_HEADER, signNotice } from './signature.ts';

export const FORGERIES = ['signature', 'unsigned', 'stale', 'other_account', 'amount'] as const;

export type Forgery = (typeof FORGERIES)[number];

export type SentNotice = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The notice, signed as it should be. */
export function genuineNotice(secret: string, body: string, nowMs: number): SentNotice {
  return { headers: { [SIGNATURE_HEADER]: signNotice(secret, body, nowMs) }, body };
}

const LONG_AGO_MS = 3_600_000;

/** The notice, forged in one way; in everything else it is genuine. */
export function forgedNotice(
  forgery: Forgery,
  secret: string,
  body: string,
  nowMs: number,
): SentNotice {
  switch (forgery) {
    case 'signature':
      return genuineNotice(randomBytes(32).toString('base64url'), body, nowMs);
    case 'unsigned':
      return { headers: {}, body };
    case 'stale':
      return genuineNotice(secret, body, nowMs - LONG_AGO_MS);
    case 'other_account': {
      const account = randomBytes(16).toString('hex');
      return genuineNotice(secret, JSON.stringify({ ...JSON.parse(body), account }), nowMs);
    }
    case 'amount':
      // One digit more, under the signature of what was really said.
      return { ...genuineNotice(secret, body, nowMs), body: withMore(body) };
  }
}

function withMore(body: string): string {
  const notice = JSON.parse(body);
  return JSON.stringify({
    ...notice,
    object: { ...notice.object, gross: `9${notice.object.gross ?? ''}` },
  });
}

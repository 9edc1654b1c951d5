/** What a certification looks at, and how it judges what it got. */

import { explainReply, type ReplyVerdict } from '../../delivery/callback-reply.ts';
import type { SendResult } from '../../delivery/send.ts';

export type CheckState = 'ok' | 'wrong' | 'untested';

export type Check = {
  readonly check: CheckName;
  readonly state: CheckState;
  readonly found: string;
  /** Null where nothing is to be done. */
  readonly todo: string | null;
};

/** Every check, in the order of the report, in words for people. */
export const CHECKS = {
  reached: 'The address can be reached',
  tls: 'It is https with a certificate that is accepted',
  forged_transaction: 'A callback with an unknown trans_id is not acknowledged',
  forged_gross: 'A callback with another amount is not acknowledged',
  forged_signature: 'A SUCCESS that PayCenter has not sent is not acknowledged',
  success: 'SUCCESS is acknowledged',
  success_again: 'The same SUCCESS is acknowledged again',
  extra_parameter: 'A parameter that it does not know does not disturb it',
  partial_refund: 'REFUND of a part is acknowledged',
  partial_refund_again: 'A second REFUND of the same amount is acknowledged',
  in_case: 'IN_CASE is acknowledged',
  cancel_reversal: 'CANCEL_REVERSAL is acknowledged',
  app_reverse: 'APP_REVERSE is acknowledged',
  success_late: 'SUCCESS that is repeated after all that is acknowledged',
  refund_first: 'REFUND that comes before its SUCCESS is taken or refused in an orderly way',
  success_second: 'SUCCESS that comes after its REFUND is acknowledged',
  full_refund: 'REFUND of everything is acknowledged',
  reply_form: 'Acknowledgements are exactly 3,ORDER',
  reply_time: 'It replies within 10 s',
} as const;

export type CheckName = keyof typeof CHECKS;

export function untested(check: CheckName, found: string, todo: string | null = null): Check {
  return { check, state: 'untested', found, todo };
}

/** One genuine callback and what came back. */
export type Sent = { readonly orderId: string; readonly result: SendResult };

/** A callback that has to be acknowledged. */
export function judgeGenuine(check: CheckName, { orderId, result }: Sent): Check {
  const { kind, found, todo } = explainReply(orderId, result);
  if (kind === 'acknowledged') return { check, state: 'ok', found, todo: null };
  return { check, state: 'wrong', found, todo: todo ?? acknowledgeIt(orderId) };
}

function acknowledgeIt(orderId: string): string {
  return `PayCenter sent this callback, and verify answers OK to it: reply 3,${orderId}.`;
}

/** A callback that must not be acknowledged. `trusted`: a genuine one is, so a refusal means something. */
export function judgeForged(check: CheckName, { orderId, result }: Sent, trusted: boolean): Check {
  const { kind, found } = explainReply(orderId, result);
  if (kind === 'acknowledged') {
    return {
      check,
      state: 'wrong',
      found: `${found}: anybody can make this shop believe that he has paid`,
      todo: 'Ask mod=verify, or check webhook-signature, before anything is done, and reply 3,null unless it is right.',
    };
  }
  if (kind === 'unanswered') return untested(check, found);
  if (!trusted)
    return untested(check, 'refused, but a genuine SUCCESS was not acknowledged either');
  return { check, state: 'ok', found, todo: null };
}

/** A callback that may be taken or refused, if that is what the handler means. */
export function judgeOrderly(check: CheckName, { orderId, result }: Sent): Check {
  const { kind, found, todo } = explainReply(orderId, result);
  if (kind === 'acknowledged' || kind === 'refused') {
    return { check, state: 'ok', found, todo: null };
  }
  const busy = result.outcome === 'answered' && result.statusCode === 503;
  return busy ? { check, state: 'ok', found, todo: null } : { check, state: 'wrong', found, todo };
}

/** Whether it refused an order because it does not know it, as far as can be told from outside. */
export function isUnknownOrder({ orderId, result }: Sent): boolean {
  return explainReply(orderId, result).kind === 'refused';
}

/** Whether a connection came about, and how. */
export function judgeWay(url: string, { orderId, result }: Sent): readonly Check[] {
  const { found, todo } = explainReply(orderId, result);
  const reached = isReached(result);
  const isHttps = new URL(url).protocol === 'https:';
  const tlsFailed = result.outcome === 'failed' && result.why === 'tls_failed';
  const way: Check = reached
    ? { check: 'reached', state: 'ok', found: `${result.address ?? url} answers`, todo: null }
    : { check: 'reached', state: 'wrong', found, todo };
  if (tlsFailed) {
    return [
      untested('reached', 'there is a server, but no secure connection to it'),
      { check: 'tls', state: 'wrong', found, todo },
    ];
  }
  if (!isHttps) {
    const plain = 'it is plain http: whoever is on the way can read callbacks and change replies';
    return [way, untested('tls', plain, 'Give it https before the shop goes live.')];
  }
  if (!reached) return [way, untested('tls', 'no connection')];
  return [way, { check: 'tls', state: 'ok', found: 'the certificate is accepted', todo: null }];
}

/** Whether the server was there at all, whatever it did then. */
export function isReached(result: SendResult): boolean {
  if (result.outcome === 'answered' || result.statusCode !== undefined) return true;
  return ['timeout', 'reset', 'closed_early', 'redirect', 'bad_reply', 'reply_too_large'].includes(
    result.why,
  );
}

const REPLY_WITHIN_MS = 10_000;

export function judgeTime(all: readonly Sent[]): Check {
  const slowestMs = Math.max(...all.map(({ result }) => Math.round(result.latencyMs)));
  const found = `the slowest of ${all.length} replies took ${slowestMs} ms`;
  if (slowestMs < REPLY_WITHIN_MS) return { check: 'reply_time', state: 'ok', found, todo: null };
  const todo = 'Reply as soon as the callback is verified and noted; do slow work afterwards.';
  return { check: 'reply_time', state: 'wrong', found, todo };
}

/** Of genuine callbacks only: how a forged one is refused is the merchant's own business. */
export function judgeForm(all: readonly Sent[]): Check {
  const verdicts = all.map(({ orderId, result }) => explainReply(orderId, result));
  const faulty = verdicts.find(({ kind }) => kind === 'faulty');
  if (faulty) return { check: 'reply_form', state: 'wrong', ...textOf(faulty) };
  const taken = verdicts.filter(({ kind }) => kind === 'acknowledged');
  const [first] = taken;
  if (!first) return untested('reply_form', 'nothing was acknowledged');
  const odd = taken.find(({ todo }) => todo !== null);
  const found = odd?.found ?? `${taken.length} of ${verdicts.length}`;
  return { check: 'reply_form', state: 'ok', found, todo: odd?.todo ?? null };
}

function textOf({ found, todo }: ReplyVerdict): Pick<Check, 'found' | 'todo'> {
  return { found, todo };
}

/** Calls to WeChat Pay's API, each signed by us, and what it answers to them, each signed by it. */
import type { ChannelAccount } from '../../domain/channel.ts';
import { type ChannelAnswer, callChannel, jsonOf } from '../http.ts';
import { textAt } from '../read-json.ts';
import { withoutSlash } from '../setting-rules.ts';
import { authorizationOf, isProbe, platformKeyIds, signatureFault } from './signature.ts';

const LIVE = 'https://api.mch.weixin.qq.com';

export type WechatpayCall = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly json?: unknown;
};

export type WechatpayReply =
  | { readonly kind: 'done'; readonly json: unknown }
  /** WeChat Pay has understood and has done nothing. The code is one of its own words. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** WeChat Pay has not seen the call. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** It may have done it, or wants to be asked later, or nobody knows that it was WeChat Pay. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Makes one call. Never rejects. */
export async function callWechatpay(
  account: ChannelAccount,
  call: WechatpayCall,
): Promise<WechatpayReply> {
  // Every call of ours may be made again: it is told from others by our own number of what it is about.
  const send = () => sendSigned(account, call);
  const first = await send();
  const probed = first.kind === 'answered' && isProbe(first.headers);
  return replyOf(account, probed ? await send() : first);
}

async function sendSigned(
  account: ChannelAccount,
  { method, path, json }: WechatpayCall,
): Promise<ChannelAnswer> {
  const { settings, test } = account;
  // There is no sandbox: what was paid for real must not be marked as play money.
  if (test && settings.api_base === undefined) {
    return { kind: 'unreachable', why: 'WeChat Pay has no sandbox: a test needs an api_base' };
  }
  const url = new URL(`${withoutSlash(settings.api_base ?? LIVE)}${path}`);
  const body = json === undefined ? '' : JSON.stringify(json);
  const target = url.pathname + url.search;
  const authorization = authorizationOf(account, { method, target, body }, Date.now());
  if (authorization === undefined) {
    return { kind: 'unreachable', why: 'the account has no private_key to sign with' };
  }
  return callChannel({
    method,
    url: url.href,
    headers: {
      authorization,
      accept: 'application/json',
      'user-agent': 'PayCenter',
      // Where the platform has two keys for a while, answers are signed with the one named here.
      'wechatpay-serial': platformKeyIds(account)[0] ?? '',
    },
    ...(json === undefined ? {} : { body: { text: body, contentType: 'application/json' } }),
  });
}

const DONE: ReadonlySet<number> = new Set([200, 201, 204]);
/** With these, signed, WeChat Pay says that it has not done what it was asked. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404]);
/** Whatever the status: to be asked again, with the same words. */
const AGAIN: ReadonlySet<string> = new Set(['SYSTEM_ERROR', 'FREQUENCY_LIMITED', 'RULE_LIMIT']);

function replyOf(account: ChannelAccount, answer: ChannelAnswer): WechatpayReply {
  if (answer.kind !== 'answered') return answer;
  const { status, headers, body } = answer;
  const json = jsonOf(body);
  const code = textAt(json, 'code') ?? `status ${status}`;
  // Refusals too: one that is believed lets money be sent once more.
  const fault = signatureFault(account, headers, body, Date.now());
  if (fault !== undefined) return { kind: 'unknown', why: `${code}, in an answer that ${fault}` };
  if (DONE.has(status)) return { kind: 'done', json };
  if (REFUSALS.has(status) && !AGAIN.has(code)) return { kind: 'refused', status, code };
  return { kind: 'unknown', why: code };
}

/** Calls to PayPal's REST API, each with an access token, and what PayPal answers to them. */
import type { ChannelAccount } from '../../domain/channel.ts';
import { type ChannelAnswer, type ChannelCall, callChannel, jsonOf } from '../http.ts';
import { textAt } from '../read-json.ts';
import { withoutSlash } from '../setting-rules.ts';
import { createTokens } from './token.ts';

const LIVE = 'https://api-m.paypal.com';
const SANDBOX = 'https://api-m.sandbox.paypal.com';

export type PayPalCall = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: ChannelCall['body'];
  /** PayPal does what has the same key at most once. */
  readonly key?: string;
};

export type PayPalReply =
  | { readonly kind: 'done'; readonly json: unknown }
  /** PayPal has understood and has done nothing. The issue is one of its own words. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly issue: string;
      readonly json: unknown;
    }
  /** PayPal has not seen the call. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** PayPal may have done it, or be at it, or wants to be asked later. */
  | { readonly kind: 'unknown'; readonly why: string };

export type PayPalClient = (account: ChannelAccount, call: PayPalCall) => Promise<PayPalReply>;

/** Calls that share their tokens. They never reject. */
export function createClient(): PayPalClient {
  const tokens = createTokens();
  return async (account, call) => {
    const baseUrl = apiBase(account);
    for (let renewed = false; ; renewed = true) {
      const token = await tokens.get(account, baseUrl);
      if (token.kind === 'unavailable') return { kind: 'unreachable', why: token.why };
      if (token.kind === 'refused') {
        return { kind: 'refused', status: 401, issue: token.why, json: null };
      }
      const answer = await callChannel({
        method: call.method,
        url: `${baseUrl}${call.path}`,
        headers: headersOf(call, token.text),
        ...(call.body && { body: call.body }),
      });
      if (answer.kind !== 'answered' || answer.status !== 401 || renewed) return replyOf(answer);
      await tokens.forget(account, baseUrl, token.text);
    }
  };
}

function apiBase({ settings, test }: ChannelAccount): string {
  return withoutSlash(settings.api_base ?? (test ? SANDBOX : LIVE));
}

function headersOf(call: PayPalCall, token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...(call.method === 'POST' ? { prefer: 'return=representation' } : {}),
    ...(call.key === undefined ? {} : { 'paypal-request-id': call.key }),
  };
}

/** With these, and a reason, PayPal says that it has not done what it was asked. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 422]);

function replyOf(answer: ChannelAnswer): PayPalReply {
  if (answer.kind !== 'answered') return answer;
  const { status } = answer;
  const json = jsonOf(answer.body);
  if (status >= 200 && status <= 299 && json !== undefined) return { kind: 'done', json };
  const issue = textAt(json, 'details', 0, 'issue') ?? textAt(json, 'name');
  if (REFUSALS.has(status) && issue !== undefined) return { kind: 'refused', status, issue, json };
  return { kind: 'unknown', why: issue ?? `status ${status}` };
}

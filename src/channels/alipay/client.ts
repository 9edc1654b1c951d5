/** Alipay's gateway: what it is asked, signed by us, and what it answers, signed by Alipay. */
import type { AlipaySdk } from 'alipay-sdk';
import type { ChannelAccount } from '../../domain/channel.ts';
import { callChannel, jsonOf } from '../http.ts';
import { textAt, valueAt } from '../read-json.ts';
import { membersAsWritten } from './answer.ts';
import { writeTime } from './clock.ts';
import { openSdk } from './sdk.ts';

const LIVE = 'https://openapi.alipay.com/gateway.do';
const SANDBOX = 'https://openapi-sandbox.dl.alipaydev.com/gateway.do';

export type Content = Readonly<Record<string, string | readonly string[]>>;

export type SignedRequest = {
  /** The gateway with everything but the content, as Alipay wants it; ends with a parameter. */
  readonly url: string;
  /** The one parameter that is left: JSON. */
  readonly content: { readonly biz_content: string };
};

/** A request that only this account can have made. */
export function signRequest(
  sdk: AlipaySdk,
  { settings, test }: ChannelAccount,
  method: string,
  content: Content,
  addresses: Readonly<Record<string, string>> = {},
): SignedRequest {
  const parameters = new URLSearchParams(
    sdk.sdkExecute(
      method,
      // By its own clock, the package would write the time of wherever we are.
      { format: 'JSON', timestamp: writeTime(Date.now()), ...addresses, biz_content: content },
      { bizContentAutoSnakeCase: false },
    ),
  );
  const biz_content = parameters.get('biz_content') ?? '';
  parameters.delete('biz_content');
  const gateway = settings.gateway ?? (test ? SANDBOX : LIVE);
  return { url: `${gateway}?${parameters}`, content: { biz_content } };
}

export type GatewayReply =
  | { readonly kind: 'done'; readonly json: unknown }
  /** Alipay has understood and has not done it. The issue is one of its own words. */
  | { readonly kind: 'refused'; readonly issue: string }
  /** Alipay has not seen the call. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** Alipay may have done it, or something else than Alipay has answered. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Makes one call. Never rejects. Only what Alipay has signed is believed. */
export async function askGateway(
  account: ChannelAccount,
  method: string,
  content: Content,
  timeoutMs?: number,
): Promise<GatewayReply> {
  const sdk = await openSdk(account);
  if (!sdk) return { kind: 'unreachable', why: 'the account is not complete' };
  const request = signRequest(sdk, account, method, content);
  const answer = await callChannel({
    method: 'POST',
    url: request.url,
    headers: { accept: 'application/json' },
    body: { form: request.content },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (answer.kind !== 'answered') return answer;
  if (answer.status !== 200) return { kind: 'unknown', why: `status ${answer.status}` };
  return readAnswer(sdk, method, answer.body.toString());
}

/** Understood, and not done: the reason is in `sub_code`. With any other code, a call may be made again. */
const DONE = '10000';
const NOT_DONE = '40004';

/** What an answer says, if Alipay has signed it. */
export function readAnswer(sdk: AlipaySdk, method: string, text: string): GatewayReply {
  const members = membersAsWritten(text);
  const said = members?.get(`${method.replaceAll('.', '_')}_response`);
  if (said === undefined) {
    const error = jsonOf(Buffer.from(members?.get('error_response') ?? ''));
    return { kind: 'unknown', why: issueOf(error) ?? 'an answer to nothing that was asked' };
  }
  if (!isSigned(sdk, said, members?.get('sign'))) {
    return { kind: 'unknown', why: 'an answer with a wrong signature' };
  }
  const json = jsonOf(Buffer.from(said));
  const code = String(valueAt(json, 'code'));
  const issue = issueOf(json);
  if (code === DONE) return { kind: 'done', json };
  // `ACQ.SYSTEM_ERROR` and its like: nobody knows, by Alipay's own word.
  if (code === NOT_DONE && issue !== undefined && !issue.endsWith('SYSTEM_ERROR')) {
    return { kind: 'refused', issue };
  }
  return { kind: 'unknown', why: issue ?? 'an answer without a reason' };
}

function isSigned(sdk: AlipaySdk, said: string, sign: string | undefined): boolean {
  const signature = jsonOf(Buffer.from(sign ?? ''));
  return typeof signature === 'string' && sdk.rsaCheck(said, signature, 'RSA2');
}

function issueOf(json: unknown): string | undefined {
  return textAt(json, 'sub_code') ?? textAt(json, 'msg');
}

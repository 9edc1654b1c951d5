/** Calls to Stripe by its own package, over the house's way of calling out, and what Stripe answers. */
import type Stripe from 'stripe';
import type { ChannelAccount } from '../../domain/channel.ts';
import { callChannel, jsonOf } from '../http.ts';
import { textAt, valueAt } from '../read-json.ts';
import { withoutSlash } from '../setting-rules.ts';

/** Test and live mode are told apart by the key; the host is the same. */
const API = 'https://api.stripe.com';

export type StripeReply =
  | { readonly kind: 'done'; readonly json: unknown }
  /** Stripe has understood and has done nothing. The issue is one of its own words. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly issue: string;
      /** The parameter that it is about. */
      readonly parameter?: string;
    }
  /** Stripe has not seen the call. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** Stripe may have done it, or be at it, or wants to be asked later. */
  | {
      readonly kind: 'unknown';
      readonly why: string;
      /** What was answered, where it is not Stripe's word for having done nothing. */
      readonly status?: number;
    };

export type NotDone = Exclude<StripeReply, { kind: 'done' }>;

/** Makes one call by the account's key. Never rejects. */
export type StripeClient = (
  account: ChannelAccount,
  call: (stripe: Stripe) => Promise<unknown>,
) => Promise<StripeReply>;

export function createClient(): StripeClient {
  const known = new WeakMap<ChannelAccount, Stripe>();
  return async (account, call) => {
    try {
      const stripe = known.get(account) ?? (await connect(account));
      known.set(account, stripe);
      return { kind: 'done', json: await call(stripe) };
    } catch (error) {
      return replyOf(error);
    }
  };
}

/** The package is large: it is loaded once somebody pays by Stripe, not whenever a command starts. */
async function connect({ settings }: ChannelAccount): Promise<Stripe> {
  const { default: StripePackage } = await import('stripe');
  return new StripePackage(settings.secret_key ?? '', {
    httpClient: wayOut(withoutSlash(settings.api_base ?? API)),
    // Whether a call is made again is for the core to decide, which knows what became of the first.
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** Why there is no answer. It has no code, as the package repeats by itself what fails with certain ones. */
class CallFailed extends Error {
  readonly reply: NotDone;

  constructor(reply: NotDone) {
    super(whyNot(reply));
    this.reply = reply;
  }
}

/**
 * The package's calls go to this address, with one deadline each and the limits of every channel. The
 * host that it would call by itself is not looked at.
 */
function wayOut(baseUrl: string): Stripe.HttpClient {
  return {
    getClientName: () => 'paycenter',
    async makeRequest(_host, _port, path, method, headers, requestData) {
      const answer = await callChannel({
        method: method as 'GET' | 'POST',
        url: `${baseUrl}${path}`,
        headers: headersOf(headers),
        ...(requestData && {
          body: { text: requestData, contentType: 'application/x-www-form-urlencoded' },
        }),
      });
      if (answer.kind !== 'answered') throw new CallFailed(answer);
      const { status } = answer;
      const json = jsonOf(answer.body);
      const good = status >= 200 && status <= 299 && typeof json === 'object' && json !== null;
      // Without Stripe's own word for it, an error page of somebody between us would pass for success.
      if (!good && typeof valueAt(json, 'error') !== 'object') {
        throw new CallFailed({ kind: 'unknown', why: `status ${status}`, status });
      }
      return {
        getStatusCode: () => status,
        getHeaders: () => ({}),
        getRawResponse: () => ({}),
        toStream: () => undefined,
        toJSON: async () => json,
      };
    },
  };
}

const OWN_HEADERS = new Set(['content-length', 'content-type']);

function headersOf(given: Parameters<Stripe.HttpClient['makeRequest']>[4]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given)
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name]) => !OWN_HEADERS.has(name)),
  );
}

/** With these, and a reason, Stripe says that it has not done what it was asked. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 402, 403, 404]);

/** But for these: somebody is at it, or is to come again. */
const NOT_NOW: ReadonlySet<string> = new Set([
  'idempotency_key_in_use',
  'lock_timeout',
  'rate_limit',
  'rate_limit_error',
]);

function replyOf(error: unknown): NotDone {
  const cause = valueAt(error, 'detail');
  if (cause instanceof CallFailed) return cause.reply;
  const status = valueAt(error, 'statusCode');
  const issue = textAt(error, 'code') ?? textAt(error, 'rawType');
  const parameter = textAt(error, 'param');
  if (typeof status !== 'number' || issue === undefined) {
    return { kind: 'unknown', why: error instanceof Error ? error.name : 'no answer' };
  }
  if (!REFUSALS.has(status) || NOT_NOW.has(issue)) return { kind: 'unknown', why: issue, status };
  return { kind: 'refused', status, issue, ...(parameter === undefined ? {} : { parameter }) };
}

/** Whether the call was answered by there being nothing to show, or nothing that this key may see. */
export function hasNothing(reply: NotDone): boolean {
  return reply.kind === 'refused' || (reply.kind === 'unknown' && reply.status === 404);
}

/** In a word, why it was not done. */
export function whyNot(reply: NotDone): string {
  return reply.kind === 'refused' ? reply.issue : reply.why;
}

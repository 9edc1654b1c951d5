/** What a merchant's reply to a callback means, and what to do about it, in sentences. */
import { readAcknowledgement } from './ack.ts';
import type { SendResult } from './exchange.ts';

export type ReplyVerdict = {
  readonly kind: /** It is an acknowledgement. */
    | 'acknowledged'
    /** It is a no, as a handler says it that has understood. */
    | 'refused'
    /** It is neither: nobody could mean it so. */
    | 'faulty'
    /** There is none. */
    | 'unanswered';
  readonly found: string;
  /** Null where nothing is to be done. */
  readonly todo: string | null;
};

type Explained = readonly [found: string, todo: string];
type FailureReason = Extract<SendResult, { outcome: 'failed' }>['why'];

const AT_THE_HANDLER = "Look into the server's log: the handler may have ended in the middle.";
const AT_THE_ADDRESS = 'Register the address that really answers, with its port.';

const FAILURES: Readonly<Partial<Record<FailureReason, Explained>>> = {
  dns_failed: ['its host has no address', 'Register an address with a host that DNS knows.'],
  address_refused: [
    'its address is not public',
    'Register a public address, or list its network in PAYCENTER_CALLBACK_NETWORKS.',
  ],
  connect_refused: ['nothing listens there', AT_THE_ADDRESS],
  connect_timeout: ['nothing answers there', `Open the firewall. ${AT_THE_ADDRESS}`],
  connect_failed: ['it cannot be connected to', AT_THE_ADDRESS],
  tls_failed: [
    'its TLS certificate is not accepted',
    'Install a certificate of a public authority that names this host, with its intermediate certificates.',
  ],
  timeout: [
    'it has not replied within 30 s',
    'Reply as soon as the callback is verified and noted; do slow work afterwards.',
  ],
  reset: ['the connection broke before the reply had come', AT_THE_HANDLER],
  closed_early: ['the connection was closed before the reply had come', AT_THE_HANDLER],
  redirect: [
    'it redirects, and callbacks are not redirected',
    'Register the address that it leads to, and ask for no login there.',
  ],
  bad_reply: ['what came back is not HTTP', AT_THE_ADDRESS],
  reply_too_large: ['its reply is longer than 64 KiB', 'Reply with the acknowledgement alone.'],
};

/** Judges what came back of one callback. */
export function explainReply(orderId: string, result: SendResult): ReplyVerdict {
  if (result.outcome === 'failed') {
    const [found, todo] = FAILURES[result.why] ?? ['it could not be sent', AT_THE_ADDRESS];
    return { kind: 'unanswered', found: `${found} (${result.detail})`, todo };
  }
  const { statusCode, body } = result;
  const verdict = readAcknowledgement(orderId, statusCode, body);
  if (verdict.kind === 'acknowledged') return acknowledged(orderId, body, result.latencyMs);
  const expected = `Reply with status 200 and 3,${orderId} and nothing else.`;
  const found = `it replied ${statusCode} ${quote(body)}`;
  switch (verdict.why) {
    case 'status_not_2xx':
      return judgeStatus(orderId, statusCode, body, expected);
    case 'refused_null':
    case 'refused_digest':
      return { kind: 'refused', found: `it refused with ${quote(body)}`, todo: null };
    case 'empty_reply':
      return {
        kind: 'faulty',
        found: `it replied ${statusCode} with an empty body`,
        todo: expected,
      };
    case 'other_id':
      return {
        kind: 'faulty',
        found: `${found}: that is another order`,
        todo: `${expected} The id is the parameter user_id.`,
      };
    case 'reply_too_large':
    case 'other_text':
      return judgeText(orderId, statusCode, body, expected);
  }
}

/** What is kept of a send. */
export type KeptSend = {
  readonly outcome: 'acknowledged' | 'refused' | 'failed';
  readonly statusCode: number | null;
  /** The beginning of it. */
  readonly reply: string | null;
  readonly why: string | null;
  readonly latencyMs: number;
};

/** Judges a send from what was kept of it, as it was judged when the reply came. */
export function explainSend(orderId: string, send: KeptSend): ReplyVerdict {
  const { outcome, statusCode, reply, latencyMs } = send;
  const why = send.why ?? '';
  if (outcome === 'failed' || why === 'reply_too_large') {
    const [reason = '', ...detail] = why.split(': ');
    return explainReply(orderId, {
      outcome: 'failed',
      why: reason as FailureReason,
      detail: detail.join(': ') || reason,
      latencyMs,
    });
  }
  const body = Buffer.from(reply ?? '');
  return explainReply(orderId, {
    ...{ outcome: 'answered', statusCode: statusCode ?? 0, body, address: '', latencyMs },
  });
}

/** What is accepted although it is not exactly what was asked for. */
function acknowledged(orderId: string, body: Buffer, latencyMs: number): ReplyVerdict {
  const oddity = oddityOf(orderId, body);
  return {
    kind: 'acknowledged',
    found: `acknowledged in ${latencyMs} ms${oddity === undefined ? '' : `, ${oddity[0]}`}`,
    todo: oddity?.[1] ?? null,
  };
}

function oddityOf(orderId: string, body: Buffer): Explained | undefined {
  if (body.equals(Buffer.from(`3,${orderId}`))) return undefined;
  if (body.includes('\ufeff')) {
    return [
      'with a byte order mark, which PayCenter forgives',
      'Save the source file as UTF-8 without BOM.',
    ];
  }
  if (body.toString().trim() === `3,${orderId}`) {
    return [
      'with white space around it, which PayCenter forgives',
      'Print nothing before or after the acknowledgement.',
    ];
  }
  return ['with another comma, which PayCenter forgives', 'Write the comma of ASCII.'];
}

/** Statuses that are about the request as such, and not about this order. */
const BARRED: ReadonlyMap<number, string> = new Map([
  [401, 'Ask for no login at this address.'],
  [403, 'Ask for no login at this address, and check signatures with the secret of this app.'],
  [405, 'Let the handler take POST.'],
  [407, 'Ask for no login at this address.'],
  [411, 'Let the handler take POST with a form.'],
  [415, 'Let the handler take application/x-www-form-urlencoded.'],
  [429, 'Do not limit how often PayCenter may call.'],
]);

/** Words about this order, as a handler has them that asked verify; and about the request as such. */
const ABOUT_ORDER = /\b(transaction|order|payment|paid|verif\w+|confirm\w*)\b/i;
const ABOUT_REQUEST = /\b(sign\w*|log ?in|auth\w*|forbidden|csrf|token)\b|<[a-z!]/i;

function isNoToOrder(body: Buffer): boolean {
  const text = body.toString();
  return ABOUT_ORDER.test(text) && !ABOUT_REQUEST.test(text);
}

function judgeStatus(
  orderId: string,
  statusCode: number,
  body: Buffer,
  expected: string,
): ReplyVerdict {
  const found = `it replied ${statusCode} ${quote(body)}`;
  const barred = BARRED.get(statusCode);
  if (readAcknowledgement(orderId, 200, body).kind === 'acknowledged') {
    return { kind: 'faulty', found: `${found}: an acknowledgement has status 200`, todo: expected };
  }
  if (statusCode === 403 && isNoToOrder(body)) return { kind: 'refused', found, todo: null };
  if (barred !== undefined) return { kind: 'faulty', found, todo: barred };
  if (statusCode >= 500) return { kind: 'faulty', found, todo: AT_THE_HANDLER };
  return { kind: 'refused', found, todo: null };
}

const CONTENT: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*(<!doctype|<html|<\?xml)/i, 'a whole page'],
  [/<[a-z!/]/i, 'HTML'],
  [/^\s*[[{"]/, 'JSON'],
];
/** What handlers print that are content, and have not heard of `3,`. */
const CONTENT_WORDS =
  /^\W*(ok|okay|success|succeeded|successful|true|yes|done|received|1|200)\W*$/i;

function judgeText(
  orderId: string,
  statusCode: number,
  body: Buffer,
  expected: string,
): ReplyVerdict {
  const text = body.toString();
  const what = CONTENT.find(([pattern]) => pattern.test(text))?.[1];
  const found = `it replied ${statusCode} ${quote(body)}`;
  if (text.includes(`3,${orderId}`)) {
    const around = what ?? 'other text';
    return {
      kind: 'faulty',
      found: `${found}: the acknowledgement with ${around} around it`,
      todo: expected,
    };
  }
  if (what === 'a whole page') {
    const todo = `Register the address of the handler, and ask for no login there. ${expected}`;
    return { kind: 'faulty', found: `${found}: a page for people`, todo };
  }
  if (CONTENT_WORDS.test(text)) return { kind: 'faulty', found, todo: expected };
  return { kind: 'refused', found, todo: null };
}

const QUOTED_MAX = 60;

function quote(body: Buffer): string {
  const text = body.toString().replace(/\s+/g, ' ').trim();
  if (text === '') return 'with an empty body';
  return text.length > QUOTED_MAX ? `"${text.slice(0, QUOTED_MAX)}…"` : `"${text}"`;
}

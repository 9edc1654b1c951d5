/** Checkout sessions: where the payer pays at Stripe, and how that stands. */
import type {
  Fact,
  QueryOutcome,
  QueryRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { idTimeMs } from '../../domain/id-time.ts';
import { aboutAsked, expiredOrNothing, facts, isOverdue } from '../query-answer.ts';
import { listAt, textAt, valueAt } from '../read-json.ts';
import { hasNothing, type StripeClient, type StripeReply, whyNot } from './client.ts';
import { amountOf, moneyAt } from './money.ts';
import { disputeFact, marksOf, paidFact, refundFact, refundOutcome, secondsAt } from './status.ts';

/** Stripe allows half an hour to a day. Who comes later is given a new session. */
const SESSION_LIFE_MS = 3 * 3_600_000;
const NAME_LENGTH_MAX = 250;
const LIST_LENGTH = 100;

const LOCALE = {
  en: 'en',
  'zh-CN': 'zh',
  'zh-TW': 'zh-TW',
  es: 'es',
  pt: 'pt-BR',
  fr: 'fr',
  de: 'de',
  tr: 'tr',
  ru: 'ru',
  ja: 'ja',
  ko: 'ko',
} as const;

/** Opens the session; the payer is sent to its page. */
export async function startSession(
  client: StripeClient,
  request: StartRequest,
): Promise<StartOutcome> {
  const price = amountOf(request.gross);
  if (!price) {
    const why = `Stripe takes no such fractions of ${request.gross.currency}`;
    return { kind: 'refused', why, retryable: false };
  }
  const { reference, orderId, item, language, returnUrl, cancelUrl } = request;
  const metadata = { ...marksOf(request), order_id: orderId };
  const expiresAtMs = sessionEndMs(reference);
  const reply = await client(request.account, (stripe) =>
    stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: price.currency,
              unit_amount: price.amount,
              product_data: { name: nameOf(item, orderId) },
            },
          },
        ],
        client_reference_id: reference,
        metadata,
        // Stripe does not copy them by itself.
        payment_intent_data: { metadata },
        success_url: returnUrl,
        cancel_url: cancelUrl,
        locale: LOCALE[language as keyof typeof LOCALE] ?? 'auto',
        ...(expiresAtMs === undefined ? {} : { expires_at: Math.floor(expiresAtMs / 1_000) }),
      },
      { idempotencyKey: `session-${reference}` },
    ),
  );
  if (reply.kind === 'refused') return { kind: 'refused', why: reply.issue, retryable: false };
  // Nobody has seen the session, if there is one: nobody can pay it.
  if (reply.kind !== 'done') return { kind: 'refused', why: reply.why, retryable: true };
  const url = payerUrlOf(reply.json);
  const channelReference = textAt(reply.json, 'id');
  if (url === undefined || channelReference === undefined) {
    return { kind: 'refused', why: 'a session without a way to it', retryable: true };
  }
  return { kind: 'redirect', url, channelReference };
}

/** Counted from when our reference was made: a repeat has to say the same to be taken for one. */
function sessionEndMs(reference: string): number | undefined {
  const madeAtMs = idTimeMs(reference);
  return madeAtMs === undefined ? undefined : madeAtMs + SESSION_LIFE_MS;
}

/** Stripe takes no name of spaces alone. */
function nameOf(item: string, orderId: string): string {
  return [...(item.trim() || orderId)].slice(0, NAME_LENGTH_MAX).join('');
}

function payerUrlOf(session: unknown): string | undefined {
  const url = textAt(session, 'url') ?? '';
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined;
}

/** How the session stands. */
export async function querySession(
  client: StripeClient,
  request: QueryRequest,
): Promise<QueryOutcome> {
  if (request.channelReference === null) return facts(expiredOrNothing(request, SESSION_LIFE_MS));
  const reply = await readSession(client, request, request.channelReference);
  if (reply.kind === 'refused' && reply.status === 404 && isOverdue(request, SESSION_LIFE_MS)) {
    return facts(expiredOrNothing(request, SESSION_LIFE_MS));
  }
  if (reply.kind !== 'done') return { kind: 'unknown', why: whyNot(reply) };
  const session = reply.json;
  const paymentStatus = textAt(session, 'payment_status');
  if (paymentStatus === 'paid' || paymentStatus === 'no_payment_required') {
    return paidFacts(client, request, session);
  }
  switch (textAt(session, 'status')) {
    case 'open':
      return request.collect ? facts([]) : closeSession(client, request, request.channelReference);
    case 'expired':
      return facts([{ ...aboutAsked(request), kind: 'expired' }]);
    case 'complete':
      return facts([unpaidFact(request, session)]);
    default:
      return facts(expiredOrNothing(request, SESSION_LIFE_MS));
  }
}

/** The session, with the fee if the key may see it. */
async function readSession(
  client: StripeClient,
  { account }: QueryRequest,
  id: string,
): Promise<StripeReply> {
  const expand = ['payment_intent.latest_charge.balance_transaction'];
  const whole = await client(account, (stripe) =>
    stripe.checkout.sessions.retrieve(id, { expand }),
  );
  const tooMuch = whole.kind === 'refused' && (whole.status === 400 || whole.status === 403);
  return tooMuch ? client(account, (stripe) => stripe.checkout.sessions.retrieve(id)) : whole;
}

/** Nobody shall pay twice: what may not be collected any more cannot be paid any more. */
async function closeSession(
  client: StripeClient,
  request: QueryRequest,
  id: string,
): Promise<QueryOutcome> {
  const reply = await client(request.account, (stripe) => stripe.checkout.sessions.expire(id));
  if (reply.kind === 'done') {
    return facts([{ ...aboutAsked(request), kind: 'canceled', reason: 'the order is paid' }]);
  }
  // Refused: it has just been paid, or has ended. The next time tells.
  return reply.kind === 'refused' ? facts([]) : { kind: 'unknown', why: reply.why };
}

/** Completed without money: it is on its way, unless the intent says that it does not come. */
function unpaidFact(request: QueryRequest, session: unknown): Fact {
  const intent = valueAt(session, 'payment_intent');
  const status = textAt(intent, 'status');
  if (status === 'requires_payment_method' || status === 'canceled') {
    const reason = textAt(intent, 'last_payment_error', 'code') ?? status;
    return { ...aboutAsked(request), kind: 'failed', reason };
  }
  return { ...aboutAsked(request), kind: 'pending', reason: status ?? 'unpaid' };
}

/** The money, and what has become of it since. */
async function paidFacts(
  client: StripeClient,
  request: QueryRequest,
  session: unknown,
): Promise<QueryOutcome> {
  const paid = paidFact(session, aboutAsked(request));
  if (paid?.kind !== 'paid') return withoutIntent(request, session);
  const since = await movedSince(client, request, paid.channelTransaction);
  if (since.kind === 'done') return facts([paid, ...since.facts]);
  // New money does not wait for what came after it; who asks about the rest is told that it is unknown.
  return request.channelTransaction === null ? facts([paid]) : since;
}

/**
 * Where nothing was to be paid there is no intent, and a person has to look at the sum. Money that is
 * known by its intent already is still the same money.
 */
function withoutIntent(request: QueryRequest, session: unknown): QueryOutcome {
  const gross = moneyAt(session, 'amount_total');
  const channelTransaction = request.channelTransaction ?? request.channelReference;
  if (!gross || channelTransaction === null) {
    return { kind: 'unknown', why: 'a paid session without an amount' };
  }
  return facts([{ ...aboutAsked(request), kind: 'paid', gross, channelTransaction }]);
}

type Since =
  | { readonly kind: 'done'; readonly facts: readonly Fact[] }
  | Extract<QueryOutcome, { kind: 'unknown' }>;

/** Refunds and disputes of a payment, as far as the key may see them. */
async function movedSince(
  client: StripeClient,
  { account }: QueryRequest,
  intent: string,
): Promise<Since> {
  const asked = { payment_intent: intent, limit: LIST_LENGTH };
  const replies = await Promise.all([
    client(account, (stripe) => stripe.refunds.list(asked)),
    client(account, (stripe) => stripe.disputes.list(asked)),
  ]);
  for (const reply of replies) {
    if (reply.kind !== 'done' && !hasNothing(reply)) {
      return { kind: 'unknown', why: whyNot(reply) };
    }
  }
  const [refunds, disputes] = replies.map((reply) =>
    reply.kind === 'done' ? listAt(reply.json, 'data') : [],
  );
  const told = [
    ...(refunds ?? []).map((each) => refundFact(each, whenDecided(each))),
    ...(disputes ?? []).map((each) => disputeFact(each, Date.now())),
  ].filter((fact) => fact !== undefined);
  return { kind: 'done', facts: told };
}

/**
 * Stripe does not say when a refund ended. One that has failed did so after it was made; one that has
 * not may still fail, and that news must not seem older.
 */
function whenDecided(refund: unknown): number {
  const madeAtMs = secondsAt(refund, 'created');
  return refundOutcome(refund) === 'failed' ? Date.now() : (madeAtMs ?? 0);
}

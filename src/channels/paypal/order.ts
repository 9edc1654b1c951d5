/** Orders: what the payer agrees to at PayPal, and what we then collect. */
import type {
  Fact,
  QueryOutcome,
  QueryRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { LOCALE } from '../paypal-locales.ts';
import { aboutAsked, expiredOrNothing, facts, isOverdue } from '../query-answer.ts';
import { listAt, textAt } from '../read-json.ts';
import type { PayPalClient, PayPalReply } from './client.ts';
import { amountOf } from './money.ts';
import { captureFact, refundFact, refundIdOf } from './status.ts';

/** An order that nobody has agreed to is worth nothing after this time. */
const ORDER_LIFE_MS = 6 * 3_600_000;
const DESCRIPTION_LENGTH_MAX = 127;

/** Opens the order; the payer is sent to where it can be agreed to. */
export async function startOrder(
  client: PayPalClient,
  request: StartRequest,
): Promise<StartOutcome> {
  const amount = amountOf(request.gross);
  if (!amount) {
    const why = `PayPal takes no fractions of ${request.gross.currency}`;
    return { kind: 'refused', why, retryable: false };
  }
  const { reference } = request;
  const reply = await client(request.account, {
    method: 'POST',
    path: '/v2/checkout/orders',
    key: `ord-${reference}`,
    body: { json: orderBody(request, amount) },
  });
  if (reply.kind === 'refused') return { kind: 'refused', why: reply.issue, retryable: false };
  // Nobody has seen the order, if there is one: nobody can pay it.
  if (reply.kind !== 'done') return { kind: 'refused', why: reply.why, retryable: true };
  const url = payerUrlOf(reply.json);
  const channelReference = textAt(reply.json, 'id');
  if (url === undefined || channelReference === undefined) {
    return { kind: 'refused', why: 'an order without a way to it', retryable: true };
  }
  return { kind: 'redirect', url, channelReference };
}

function orderBody(request: StartRequest, amount: { currency_code: string; value: string }) {
  const { reference, item, returnUrl, cancelUrl, language } = request;
  const locale = LOCALE[language];
  return {
    intent: 'CAPTURE',
    purchase_units: [
      {
        custom_id: reference,
        invoice_id: reference,
        description: [...item].slice(0, DESCRIPTION_LENGTH_MAX).join(''),
        amount,
      },
    ],
    payment_source: {
      paypal: {
        experience_context: {
          user_action: 'PAY_NOW',
          shipping_preference: 'NO_SHIPPING',
          return_url: returnUrl,
          cancel_url: cancelUrl,
          ...(locale === undefined ? {} : { locale }),
        },
      },
    },
  };
}

/** PayPal has called this link by two names. */
function payerUrlOf(order: unknown): string | undefined {
  const link = listAt(order, 'links').find((each) =>
    ['approve', 'payer-action'].includes(textAt(each, 'rel') ?? ''),
  );
  const href = textAt(link, 'href') ?? '';
  return /^https?:$/.test(URL.parse(href)?.protocol ?? '') ? href : undefined;
}

/** How the order stands; money that the payer has agreed to is collected, if it may be. */
export async function queryOrder(
  client: PayPalClient,
  request: QueryRequest,
): Promise<QueryOutcome> {
  if (request.channelReference === null) return facts(expiredOrNothing(request, ORDER_LIFE_MS));
  const reply = await readOrder(client, request);
  if (reply.kind === 'refused' && reply.status === 404 && isOverdue(request, ORDER_LIFE_MS)) {
    return facts(expiredOrNothing(request, ORDER_LIFE_MS));
  }
  if (reply.kind !== 'done') return unknown(reply);
  switch (textAt(reply.json, 'status')) {
    case 'APPROVED':
      return request.collect ? collect(client, request) : facts([]);
    case 'VOIDED':
      return facts([{ ...aboutAsked(request), kind: 'canceled', reason: 'VOIDED' }]);
    case 'COMPLETED':
      return facts(orderFacts(request, reply.json));
    default:
      return facts(expiredOrNothing(request, ORDER_LIFE_MS));
  }
}

/** The payer's address, which captures do not carry. */
export async function findPayerEmail(
  client: PayPalClient,
  request: QueryRequest,
): Promise<string | undefined> {
  if (request.channelReference === null) return undefined;
  const reply = await readOrder(client, request);
  return reply.kind === 'done' ? payerEmailOf(reply.json) : undefined;
}

function readOrder(
  client: PayPalClient,
  request: Pick<QueryRequest, 'account' | 'channelReference'>,
): Promise<PayPalReply> {
  return client(request.account, { method: 'GET', path: orderPath(request) });
}

function orderPath({ channelReference }: Pick<QueryRequest, 'channelReference'>): string {
  return `/v2/checkout/orders/${encodeURIComponent(channelReference ?? '')}`;
}

async function collect(client: PayPalClient, request: QueryRequest): Promise<QueryOutcome> {
  const reply = await client(request.account, {
    method: 'POST',
    path: `${orderPath(request)}/capture`,
    // The order's own: however often we ask, and whoever of us does, PayPal collects once.
    key: `cap-${request.channelReference}`,
    body: { json: {} },
  });
  if (reply.kind === 'done') {
    const told = orderFacts(request, reply.json);
    return told.length > 0 ? facts(told) : readCollected(client, request);
  }
  if (reply.kind !== 'refused') return unknown(reply);
  switch (CAPTURE_ISSUE.get(reply.issue)) {
    case 'captured':
      return readCollected(client, request);
    case 'payer again':
      return sendAgain(client, request, reply);
    case 'not yet':
      return facts(expiredOrNothing(request, ORDER_LIFE_MS));
    case 'failed':
      return facts([{ ...aboutAsked(request), kind: 'failed', reason: reply.issue }]);
    case 'person':
      return facts([{ ...aboutAsked(request), kind: 'unknown', word: reply.issue }]);
    default:
      return unknown(reply);
  }
}

type Meaning = 'captured' | 'payer again' | 'not yet' | 'failed' | 'person';

/** What a refused capture means; any other issue is looked into again later. */
const CAPTURE_ISSUE: ReadonlyMap<string, Meaning> = new Map([
  ['ORDER_ALREADY_CAPTURED', 'captured'],
  ['ORDER_NOT_APPROVED', 'not yet'],
  ['INSTRUMENT_DECLINED', 'payer again'],
  ['PAYER_ACTION_REQUIRED', 'payer again'],
  ['REDIRECT_PAYER_FOR_ALTERNATE_FUNDING', 'payer again'],
  ['PAYER_CANNOT_PAY', 'failed'],
  ['TRANSACTION_REFUSED', 'failed'],
  ['COMPLIANCE_VIOLATION', 'failed'],
  ['PAYER_ACCOUNT_RESTRICTED', 'failed'],
  ['PAYEE_BLOCKED_TRANSACTION', 'failed'],
  ['MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED', 'failed'],
  // The reference was paid by another order: money may have come twice.
  ['DUPLICATE_INVOICE_ID', 'person'],
]);

/**
 * The payer has to choose again how to pay, at the place where the order was agreed to. Without a way
 * there, this attempt is over, and the payer may make another.
 */
async function sendAgain(
  client: PayPalClient,
  request: QueryRequest,
  refused: Extract<PayPalReply, { kind: 'refused' }>,
): Promise<QueryOutcome> {
  const order = await readOrder(client, request);
  const ways = [refused.json, order.kind === 'done' ? order.json : null];
  const payerUrl = ways.map(payerUrlOf).find((url) => url !== undefined);
  if (payerUrl !== undefined) return { kind: 'facts', facts: [], payerUrl };
  return facts([{ ...aboutAsked(request), kind: 'failed', reason: refused.issue }]);
}

async function readCollected(client: PayPalClient, request: QueryRequest): Promise<QueryOutcome> {
  const reply = await readOrder(client, request);
  return reply.kind === 'done' ? facts(orderFacts(request, reply.json)) : unknown(reply);
}

/** An order that is completed is not therefore paid: its captures say so. */
function orderFacts(request: QueryRequest, order: unknown): readonly Fact[] {
  const known = {
    reference: request.reference,
    payerEmail: payerEmailOf(order),
    fallbackMs: Date.now(),
  };
  const units = listAt(order, 'purchase_units');
  const captures = units.flatMap((unit) => listAt(unit, 'payments', 'captures'));
  // A reversal lies among the refunds and cannot be told from one: only our own are certain.
  const refunds = units
    .flatMap((unit) => listAt(unit, 'payments', 'refunds'))
    .filter((refund) => refundIdOf(refund) !== undefined);
  return [
    ...captures.map((capture) => captureFact(capture, known)),
    ...refunds.map((refund) => refundFact(refund, known.fallbackMs)),
  ].filter((fact) => fact !== undefined);
}

function payerEmailOf(order: unknown): string | undefined {
  return (
    textAt(order, 'payer', 'email_address') ??
    textAt(order, 'payment_source', 'paypal', 'email_address')
  );
}

function unknown(reply: Exclude<PayPalReply, { kind: 'done' }>): QueryOutcome {
  return { kind: 'unknown', why: reply.kind === 'refused' ? reply.issue : reply.why };
}

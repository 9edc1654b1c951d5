/** PayPal's REST API: tokens, orders, captures, refunds, and what it says of signatures. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Twist, type Twists, withholdAnswer } from '../answers.ts';
import { readAmount } from './amount.ts';
import type { Announce } from './events.ts';
import { type Issue, problem } from './problems.ts';
import { captureJson, orderJson, orderMinimal, returnJson } from './resources.ts';
import {
  capture,
  captures,
  giveBack,
  leftOf,
  newPayPalId,
  type Order,
  type Return,
  type State,
} from './state.ts';
import type { Webhooks } from './webhooks.ts';

export type Call = {
  readonly operation: string;
  readonly key: string | undefined;
  readonly status: number;
};

export type Api = {
  readonly state: State;
  readonly webhooks: Webhooks;
  readonly twists: Twists;
  readonly announce: Announce;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly siteUrl: () => string;
  /** Every call that came, for looking at afterwards. */
  readonly calls: Call[];
};

const TOKEN_SECONDS = 32_400;

/** What came of a call: an answer, or an issue in PayPal's words. */
type Done = { readonly status: number; readonly json: unknown } | Issue;
type Params = { id: string };
type Handler = (request: FastifyRequest<{ Params: Params }>, key: string | undefined) => Done;

export function apiRoutes(server: FastifyInstance, api: Api): void {
  const tokens = new Set<string>();
  /** What each request id was used for; the same id again gets what became of that. */
  const replays = new Map<string, () => unknown>();

  server.post('/v1/oauth2/token', async (request, reply) => {
    const twist = api.twists.next('token');
    if (twist) return twisted(reply, twist, () => undefined);
    const { clientId, clientSecret } = api.credentials;
    const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const granted = (request.body as Record<string, string> | undefined)?.grant_type;
    api.calls.push({ operation: 'token', key: undefined, status: 200 });
    if (request.headers.authorization !== expected || granted !== 'client_credentials') {
      const why = 'Client Authentication failed';
      return reply.code(401).send({ error: 'invalid_client', error_description: why });
    }
    const token = randomBytes(24).toString('base64url');
    tokens.add(token);
    return {
      scope: 'https://uri.paypal.com/services/payments',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-SIMULATOR',
      expires_in: TOKEN_SECONDS,
    };
  });

  function route(method: 'GET' | 'POST', url: string, operation: string, handle: Handler): void {
    server.route<{ Params: Params }>({
      method,
      url,
      handler: async (request, reply) => {
        const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
        const twist = api.twists.next(operation);
        if (twist?.how === 'refuse' && twist.issue === 'AUTHENTICATION_FAILURE') tokens.clear();
        const key = keyOf(request);
        const done: Done = tokens.has(token)
          ? perform(request, key, twist)
          : 'AUTHENTICATION_FAILURE';
        const answer = typeof done === 'string' ? problem(done) : done;
        api.calls.push({ operation, key, status: answer.status });
        if (twist?.how === 'lose' || twist?.how === 'hang') return withholdAnswer(reply, twist.how);
        return reply.code(answer.status).send(answer.json);
      },
    });

    function perform(
      request: FastifyRequest<{ Params: Params }>,
      key: string | undefined,
      twist: Twist | undefined,
    ): Done {
      const mocked = mockedIssue(request);
      if (mocked !== undefined) return mocked;
      if (twist?.how === 'refuse') return twist.issue as Issue;
      if (twist?.how === 'fail')
        return { status: twist.status, json: { name: 'INTERNAL_SERVER_ERROR' } };
      const known = key === undefined ? undefined : replays.get(`${operation} ${key}`);
      if (known) return { status: 200, json: known() };
      return handle(request, key);
    }
  }

  function remember(operation: string, key: string | undefined, show: () => unknown): unknown {
    if (key !== undefined) replays.set(`${operation} ${key}`, show);
    return show();
  }

  route('POST', '/v2/checkout/orders', 'order', (request, key) => {
    const order = readOrder(api.state, request.body);
    if (typeof order === 'string') return order;
    api.state.orders.set(order.id, order);
    const whole = wantsAll(request);
    const show = () =>
      whole ? orderJson(order, api.siteUrl()) : orderMinimal(order, api.siteUrl());
    return { status: 201, json: remember('order', key, show) };
  });

  route('GET', '/v2/checkout/orders/:id', 'read', (request) => {
    const order = api.state.orders.get(request.params.id);
    return order ? { status: 200, json: orderJson(order, api.siteUrl()) } : 'INVALID_RESOURCE_ID';
  });

  route('POST', '/v2/checkout/orders/:id/capture', 'capture', (request, key) => {
    const order = api.state.orders.get(request.params.id);
    if (!order) return 'INVALID_RESOURCE_ID';
    if (order.captures.length > 0) return 'ORDER_ALREADY_CAPTURED';
    if (order.status !== 'APPROVED') return 'ORDER_NOT_APPROVED';
    if (order.funding === 'declined') {
      order.status = 'PAYER_ACTION_REQUIRED';
      return 'INSTRUMENT_DECLINED';
    }
    api.announce.captured(capture(api.state, order));
    const whole = wantsAll(request);
    const show = () =>
      whole ? orderJson(order, api.siteUrl()) : orderMinimal(order, api.siteUrl());
    return { status: 201, json: remember('capture', key, show) };
  });

  route('GET', '/v2/payments/captures/:id', 'read', (request) => {
    const found = captures(api.state).find(({ id }) => id === request.params.id);
    return found ? { status: 200, json: captureJson(found) } : 'INVALID_RESOURCE_ID';
  });

  route('POST', '/v2/payments/captures/:id/refund', 'refund', (request, key) => {
    const made = refund(api, request.params.id, request.body);
    if (typeof made === 'string') return made;
    return { status: 201, json: remember('refund', key, () => returnJson(made)) };
  });

  route('POST', '/v1/notifications/verify-webhook-signature', 'verify', (request) => {
    const good = api.webhooks.verifies((request.body ?? {}) as Record<string, unknown>);
    return { status: 200, json: { verification_status: good ? 'SUCCESS' : 'FAILURE' } };
  });
}

function twisted(reply: FastifyReply, twist: Twist, act: () => void): FastifyReply {
  if (twist.how === 'lose' || twist.how === 'hang') {
    act();
    return withholdAnswer(reply, twist.how);
  }
  return reply.code(twist.how === 'fail' ? twist.status : 401).send({ error: 'invalid_client' });
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['paypal-request-id'];
  return typeof key === 'string' && key.length >= 1 && key.length <= 108 ? key : undefined;
}

function wantsAll(request: FastifyRequest): boolean {
  return request.headers.prefer === 'return=representation';
}

/** PayPal's own way to force an error in its sandbox. */
function mockedIssue(request: FastifyRequest): Issue | undefined {
  const header = request.headers['paypal-mock-response'];
  if (typeof header !== 'string') return undefined;
  return (JSON.parse(header) as { mock_application_codes?: Issue }).mock_application_codes;
}

type Body = Readonly<Record<string, unknown>>;

function readOrder(state: State, body: unknown): Order | Issue {
  const { intent, purchase_units, payment_source, application_context } = (body ?? {}) as Body;
  const [unit] = (Array.isArray(purchase_units) ? purchase_units : []) as Body[];
  if (intent !== 'CAPTURE' || !unit) return 'INVALID_PARAMETER_SYNTAX';
  const amount = readAmount(unit.amount);
  if (typeof amount === 'string') return amount;
  const { paypal } = (payment_source ?? {}) as { paypal?: { experience_context?: Body } };
  const context = (paypal?.experience_context ?? application_context ?? {}) as Body;
  const { custom_id, invoice_id, description } = unit;
  if ([custom_id, invoice_id, description].some((text) => String(text ?? '').length > 127)) {
    return 'INVALID_STRING_LENGTH';
  }
  const taken = captures(state).some(
    ({ order }) => order.invoiceId !== undefined && order.invoiceId === invoice_id,
  );
  if (taken) return 'DUPLICATE_INVOICE_ID';
  const now = state.clock();
  return {
    id: newPayPalId(),
    amount,
    customId: typeof custom_id === 'string' ? custom_id : undefined,
    invoiceId: typeof invoice_id === 'string' ? invoice_id : undefined,
    description: String(description ?? ''),
    returnUrl: String(context.return_url ?? ''),
    cancelUrl: String(context.cancel_url ?? ''),
    oldStyle: paypal === undefined,
    status: paypal === undefined ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
    createdAtMs: now,
    updatedAtMs: now,
    funding: undefined,
    captures: [],
  };
}

function refund(api: Api, captureId: string, body: unknown): Return | Issue {
  const made = captures(api.state).find(({ id }) => id === captureId);
  if (!made) return 'INVALID_RESOURCE_ID';
  const { amount: asked, custom_id, invoice_id, note_to_payer } = (body ?? {}) as Body;
  const left = leftOf(made);
  const amount = asked === undefined ? { ...made.amount, minor: left } : readAmount(asked);
  if (typeof amount === 'string') return amount;
  if (made.status === 'PENDING') return 'PENDING_CAPTURE';
  if (made.status === 'REFUNDED') return 'CAPTURE_FULLY_REFUNDED';
  if (amount.currency !== made.amount.currency) return 'REFUND_CAPTURE_CURRENCY_MISMATCH';
  if (amount.minor > left) return 'REFUND_AMOUNT_EXCEEDED';
  const open = api.state.disputes.some(
    (dispute) => dispute.capture === made && dispute.status !== 'RESOLVED',
  );
  if (open && amount.minor < left) return 'TRANSACTION_DISPUTED';
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const invoiceId = text(invoice_id);
  const taken = captures(api.state)
    .flatMap((each) => each.returned)
    .some((each) => invoiceId !== undefined && each.invoiceId === invoiceId);
  if (taken) return 'DUPLICATE_INVOICE_ID';
  const note = text(note_to_payer);
  const back = giveBack(api.state, made, {
    kind: 'refund',
    amount,
    customId: text(custom_id),
    invoiceId,
    note,
  });
  api.announce.refunded(back);
  return back;
}

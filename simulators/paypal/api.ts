/** PayPal's REST API: orders, captures, refunds, and what it says of signatures. */
import type { FastifyInstance } from 'fastify';
import type { Twists } from '../answers.ts';
import { readAmount } from './amount.ts';
import { type Call, createDoor, type DoorOptions, type Request } from './door.ts';
import type { Announce } from './events.ts';
import type { Issue } from './problems.ts';
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

export type Api = DoorOptions & {
  readonly state: State;
  readonly webhooks: Webhooks;
  readonly twists: Twists;
  readonly announce: Announce;
  readonly siteUrl: () => string;
  readonly calls: Call[];
};

export function apiRoutes(server: FastifyInstance, api: Api): void {
  const { route } = createDoor(server, api);

  route('POST', '/v2/checkout/orders', 'order', (request) => {
    const order = readOrder(api.state, request.body);
    if (typeof order === 'string') return order;
    api.state.orders.set(order.id, order);
    return { status: 201, show: shower(api, order, request) };
  });

  route('GET', '/v2/checkout/orders/:id', 'read', (request) => {
    const order = api.state.orders.get(request.params.id);
    if (!order) return 'INVALID_RESOURCE_ID';
    return { status: 200, show: () => orderJson(order, api.siteUrl()) };
  });

  route('POST', '/v2/checkout/orders/:id/capture', 'capture', (request) => {
    const order = api.state.orders.get(request.params.id);
    if (!order) return 'INVALID_RESOURCE_ID';
    if (order.captures.length > 0) return 'ORDER_ALREADY_CAPTURED';
    if (order.status !== 'APPROVED') return 'ORDER_NOT_APPROVED';
    if (order.funding === 'declined') {
      order.status = 'PAYER_ACTION_REQUIRED';
      return 'INSTRUMENT_DECLINED';
    }
    api.announce.captured(capture(api.state, order));
    return { status: 201, show: shower(api, order, request) };
  });

  route('GET', '/v2/payments/captures/:id', 'read', (request) => {
    const found = captures(api.state).find(({ id }) => id === request.params.id);
    return found ? { status: 200, show: () => captureJson(found) } : 'INVALID_RESOURCE_ID';
  });

  route('POST', '/v2/payments/captures/:id/refund', 'refund', (request) => {
    const made = refund(api, request.params.id, request.body);
    return typeof made === 'string' ? made : { status: 201, show: () => returnJson(made) };
  });

  route('GET', '/v1/notifications/webhooks/:id', 'read', (request) => {
    const { webhookId: id, url } = api.webhooks;
    if (request.params.id !== id) return 'INVALID_RESOURCE_ID';
    return { status: 200, show: () => ({ id, url }) };
  });

  route('POST', '/v1/notifications/verify-webhook-signature', 'verify', (request) => {
    const good = api.webhooks.verifies((request.body ?? {}) as Body);
    return { status: 200, show: () => ({ verification_status: good ? 'SUCCESS' : 'FAILURE' }) };
  });
}

/** All of the order, or the little that is shown to who does not ask for more. */
function shower(api: Api, order: Order, request: Request): () => unknown {
  const json = request.headers.prefer === 'return=representation' ? orderJson : orderMinimal;
  return () => json(order, api.siteUrl());
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

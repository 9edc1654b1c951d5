/** Stripe's API: checkout sessions, what was paid by them, refunds and disputes. */
import type { FastifyInstance } from 'fastify';
import type { Twists } from '../answers.ts';
import { expireInTime, isDisputed } from './acts.ts';
import { readAmount } from './amount.ts';
import { type Call, createDoor, type Door, type DoorOptions } from './door.ts';
import type { Announce } from './events.ts';
import { type Form, formOf, listOf, textOf } from './form.ts';
import type { Problem } from './problems.ts';
import {
  chargeJson,
  disputeJson,
  type Expand,
  intentJson,
  refundJson,
  sessionJson,
} from './resources.ts';
import {
  giveBack,
  type Intent,
  intents,
  leftOf,
  type Metadata,
  newStripeId,
  type Session,
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

const MISSING: Problem = { issue: 'resource_missing', param: 'id' };

export function apiRoutes(server: FastifyInstance, api: Api): Door {
  const door = createDoor(server, api);
  const { state, siteUrl } = api;
  const find = (id: string) => expireInTime(api, state.sessions.get(id));
  const show = (session: Session, form: Form) => ({
    json: sessionJson(session, siteUrl(), expandOf(form)),
  });

  door.route('POST', '/v1/checkout/sessions', 'session', ({ form }) => {
    const session = readSession(state, form);
    if ('issue' in session) return session;
    state.sessions.set(session.id, session);
    return show(session, form);
  });

  door.route('GET', '/v1/checkout/sessions/:id', 'read', ({ id, form }) => {
    const session = find(id);
    return session ? show(session, form) : MISSING;
  });

  door.route('POST', '/v1/checkout/sessions/:id/expire', 'expire', ({ id, form }) => {
    const session = find(id);
    if (!session) return MISSING;
    if (session.status !== 'open') return { issue: 'checkout_session_not_open' };
    session.status = 'expired';
    api.announce.session('expired', session);
    return show(session, form);
  });

  moneyRoutes(door, api);
  return door;
}

function moneyRoutes({ route }: Door, api: Api): void {
  const { state } = api;
  const intentOf = (id: string | undefined) =>
    intents(state).find((intent) => intent.id === id || intent.chargeId === id);
  const list = (url: string, data: readonly unknown[]) => ({
    json: { object: 'list', data: data.slice(0, 100), has_more: data.length > 100, url },
  });

  route('GET', '/v1/payment_intents/:id', 'read', ({ id, form }) => {
    const intent = intentOf(id);
    return intent ? { json: intentJson(intent, expandOf(form)) } : MISSING;
  });

  route('GET', '/v1/charges/:id', 'read', ({ id, form }) => {
    const intent = intentOf(id);
    return intent ? { json: chargeJson(intent, expandOf(form)) } : MISSING;
  });

  route('POST', '/v1/refunds', 'refund', ({ form }) => {
    const made = refund(
      api,
      intentOf(textOf(form, 'payment_intent') ?? textOf(form, 'charge')),
      form,
    );
    return 'issue' in made ? made : { json: refundJson(made) };
  });

  route('GET', '/v1/refunds/:id', 'read', ({ id }) => {
    const found = intents(state)
      .flatMap(({ refunds }) => refunds)
      .find((each) => each.id === id);
    return found ? { json: refundJson(found) } : MISSING;
  });

  route('GET', '/v1/refunds', 'list', ({ form }) => {
    const refunds = intentOf(textOf(form, 'payment_intent'))?.refunds ?? [];
    return list('/v1/refunds', refunds.toReversed().map(refundJson));
  });

  route('GET', '/v1/disputes', 'list', ({ form }) => {
    const intent = intentOf(textOf(form, 'payment_intent'));
    const disputes = state.disputes.filter((dispute) => dispute.intent === intent);
    return list('/v1/disputes', disputes.toReversed().map(disputeJson));
  });
}

function expandOf(form: Form): Expand {
  return new Set(listOf(form, 'expand').map(String));
}

const SESSION_MEMBERS = new Set([
  ...['mode', 'line_items', 'success_url', 'cancel_url', 'client_reference_id', 'metadata'],
  ...['payment_intent_data', 'customer_email', 'locale', 'expires_at', 'expand'],
]);
const LOCALES = new Set([
  ...['auto', 'bg', 'cs', 'da', 'de', 'el', 'en', 'en-GB', 'es', 'es-419', 'et', 'fi', 'fil', 'fr'],
  ...['fr-CA', 'hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms', 'mt', 'nb', 'nl', 'pl', 'pt'],
  ...['pt-BR', 'ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr', 'vi', 'zh', 'zh-HK', 'zh-TW'],
]);
const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;

function readSession(state: State, form: Form): Session | Problem {
  const now = state.clock();
  const wrong = wrongSession(form, now);
  if (wrong) return wrong;
  const item = formOf(form, 'line_items', '0');
  const price = formOf(item, 'price_data');
  const amount = readAmount(textOf(price, 'currency'), textOf(price, 'unit_amount'), 'collect');
  if (typeof amount === 'string') {
    return { issue: amount, param: 'line_items[0][price_data][unit_amount]' };
  }
  const expiresAt = textOf(form, 'expires_at');
  return {
    id: newStripeId('cs_test', 24),
    amount,
    clientReferenceId: textOf(form, 'client_reference_id'),
    metadata: metadataOf(formOf(form, 'metadata')),
    intentMetadata: metadataOf(formOf(form, 'payment_intent_data', 'metadata')),
    name: textOf(price, 'product_data', 'name') ?? '',
    successUrl: textOf(form, 'success_url') ?? '',
    cancelUrl: textOf(form, 'cancel_url') ?? '',
    locale: textOf(form, 'locale') ?? 'auto',
    createdAtMs: now,
    expiresAtMs: expiresAt === undefined ? now + DAY_MS : Number(expiresAt) * 1_000,
    status: 'open',
    intent: undefined,
  };
}

function wrongSession(form: Form, now: number): Problem | undefined {
  const stranger = Object.keys(form).find((name) => !SESSION_MEMBERS.has(name));
  if (stranger !== undefined) return { issue: 'parameter_unknown', param: stranger };
  if (textOf(form, 'mode') !== 'payment') return { issue: 'parameter_missing', param: 'mode' };
  const name = textOf(form, 'line_items', '0', 'price_data', 'product_data', 'name') ?? '';
  const missing = [
    ...['success_url', 'cancel_url'].filter((each) => !URL.canParse(textOf(form, each) ?? '')),
    ...(textOf(form, 'line_items', '0', 'quantity') === '1' ? [] : ['line_items[0][quantity]']),
    ...(name.trim() === '' ? ['line_items[0][price_data][product_data][name]'] : []),
  ];
  if (missing[0] !== undefined) return { issue: 'parameter_missing', param: missing[0] };
  if ((textOf(form, 'client_reference_id') ?? '').length > 200 || [...name].length > 250) {
    return { issue: 'parameter_too_long' };
  }
  if (!LOCALES.has(textOf(form, 'locale') ?? 'auto')) {
    return { issue: 'parameter_invalid', param: 'locale' };
  }
  const lifeMs = Number(textOf(form, 'expires_at') ?? (now + DAY_MS) / 1_000) * 1_000 - now;
  // Seconds are what the caller can count in.
  if (!(lifeMs > HALF_HOUR_MS - 1_000 && lifeMs < DAY_MS + 1_000)) {
    return { issue: 'parameter_invalid', param: 'expires_at' };
  }
  return (
    wrongMetadata(formOf(form, 'metadata')) ??
    wrongMetadata(formOf(form, 'payment_intent_data', 'metadata'))
  );
}

function wrongMetadata(form: Form): Problem | undefined {
  const entries = Object.entries(form);
  const wrong =
    entries.length > 50 ||
    entries.some(([name, value]) => name.length > 40 || String(value).length > 500);
  return wrong ? { issue: 'parameter_too_long', param: 'metadata' } : undefined;
}

function metadataOf(form: Form): Metadata {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));
}

const REFUND_MEMBERS = new Set([
  ...['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'expand'],
]);

function refund(api: Api, intent: Intent | undefined, form: Form) {
  const stranger = Object.keys(form).find((name) => !REFUND_MEMBERS.has(name));
  if (stranger !== undefined) return { issue: 'parameter_unknown', param: stranger };
  const tooLong = wrongMetadata(formOf(form, 'metadata'));
  if (tooLong) return tooLong;
  if (!intent) return { issue: 'resource_missing', param: 'payment_intent' };
  if (intent.status !== 'succeeded') return { issue: 'charge_not_refundable' };
  if (isDisputed(api, intent)) return { issue: 'charge_disputed' };
  const left = leftOf(intent);
  if (left === 0) return { issue: 'charge_already_refunded' };
  const text = textOf(form, 'amount') ?? String(left);
  const amount = readAmount(intent.amount.currency, text, 'refund');
  if (typeof amount === 'string') return { issue: amount, param: 'amount' };
  if (amount.units > left) return { issue: 'amount_over_rest', param: 'amount' };
  const made = giveBack(api.state, intent, {
    amount,
    metadata: metadataOf(formOf(form, 'metadata')),
  });
  api.announce.refund('created', made);
  return made;
}

/** What shoppers, merchants and scripts send to a centre, for tests that speak HTTP to it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, vi } from 'vitest';
import type { App } from '../src/domain/app.ts';
import type { TestCentre } from './centre.ts';

export type Fields = Readonly<Record<string, string>>;

let orders = 0;

/** An order id that no other test of this file uses. */
export function newOrderId(): string {
  orders += 1;
  return `order-${orders}`;
}

/** The required parameters of a payment, each of them right; `fields` overrules and adds. */
export function paymentFields(fields: Fields = {}): Record<string, string> {
  return {
    app_id: 'shop',
    item: 'Tea',
    order_id: newOrderId(),
    gross: '30.14',
    currency: 'USD',
    ...fields,
  };
}

/** `/v2/index.php` with that query; redirects are not followed. */
export function v2(
  { url }: Pick<TestCentre, 'url'>,
  query: Fields | string,
  init: RequestInit = {},
): Promise<Response> {
  const text = typeof query === 'string' ? query : new URLSearchParams(query).toString();
  return fetch(`${url}/v2/index.php?${text}`, { redirect: 'manual', ...init });
}

export function doPayment(centre: TestCentre, fields: Fields = {}, init: RequestInit = {}) {
  const query = { mod: 'do_payment', act: 'mall', channel: 'sandbox', ...paymentFields(fields) };
  return v2(centre, query, init);
}

export function showPayment(centre: TestCentre, fields: Fields = {}, init: RequestInit = {}) {
  return v2(centre, { mod: 'show_payment', act: 'mall', ...paymentFields(fields) }, init);
}

/** What the merchant asks from inside its callback, by default with the callback's own five values. */
export async function verify(centre: Pick<TestCentre, 'url'>, asked: Fields): Promise<string> {
  const { trans_id, user_id, currency, gross, channel } = asked;
  const five = { trans_id, user_id, currency, gross, channel };
  const query = new URLSearchParams({ mod: 'verify' });
  for (const [name, value] of Object.entries(five)) {
    if (value !== undefined) query.set(name, value);
  }
  const reply = await v2(centre, query.toString());
  expect(reply.status).toBe(200);
  return reply.text();
}

/** Opens a payment at a sandbox channel. */
export async function openPayment(
  centre: TestCentre,
  fields: Fields = {},
): Promise<{ orderId: string; transId: string; attemptId: string; payerPage: string }> {
  const orderId = fields.order_id ?? newOrderId();
  const reply = await doPayment(centre, { ...fields, order_id: orderId });
  const payerPage = reply.headers.get('location') ?? '';
  expect({ status: reply.status, payerPage }).toMatchObject({ status: 302 });
  const page = new URL(payerPage);
  return {
    orderId,
    transId: page.searchParams.get('trans') ?? '',
    attemptId: page.pathname.split('/').at(-1) ?? '',
    payerPage,
  };
}

export type Ordered = { readonly status: number; readonly body: Record<string, unknown> };

/** The sandbox's door for scripts, whatever it answers. */
export async function control(
  { url }: Pick<TestCentre, 'url'>,
  account: string,
  order: object,
): Promise<Ordered> {
  const reply = await fetch(`${url}/channels/sandbox/${account}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

/** Makes things happen to an order, one after the other, each of them accepted. */
export async function happen(
  centre: Pick<TestCentre, 'url'>,
  account: string,
  orderId: string,
  ...orders: readonly (string | ({ action: string } & Record<string, unknown>))[]
): Promise<void> {
  for (const each of orders) {
    const order = typeof each === 'string' ? { action: each } : each;
    const { status, body } = await control(centre, account, { order_id: orderId, ...order });
    expect({ status, accepted: body.accepted }).toEqual({ status: 200, accepted: true });
  }
}

/** An error as machines read it: `Accept: application/json` was sent. */
export async function problemOf(reply: Response): Promise<Record<string, unknown>> {
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { status, code, parameter } = (await reply.json()) as Record<string, unknown>;
  expect(status).toBe(reply.status);
  return { status, code, parameter };
}

export const ASKS_JSON = { headers: { accept: 'application/json' } } as const;

/** The same error as a shopper sees it: status, code, and the parameter that is named. */
export async function errorPageOf(reply: Response): Promise<Record<string, unknown>> {
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await reply.text();
  const [code, parameter] = [...html.matchAll(/<code dir="ltr">([^<]*)<\/code>/g)].map(
    ([, told]) => told,
  );
  return { status: reply.status, code, parameter };
}

/** One HTTP exchange to the byte; the answer with its head. */
export async function exchange(
  { url }: Pick<TestCentre, 'url'>,
  request: string | Buffer,
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(request);
  // A server that has heard enough may close while we still write.
  socket.on('error', () => undefined);
  return text(socket);
}

/** Waits until a running centre has heard of a change to its app. */
export function heard(
  { running }: TestCentre,
  appId: string,
  holds: (app: App) => boolean,
): Promise<void> {
  return vi.waitFor(
    async () => {
      const app = await running.centre.directory.app(appId);
      if (!app || !holds(app))
        throw new Error(`The centre has not heard of the change to ${appId}.`);
    },
    { timeout: 5_000, interval: 20 },
  );
}

/** The links, buttons and hidden fields of a page, unescaped. */
export function attributesOf(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map(([, value = '']) =>
    value
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&'),
  );
}

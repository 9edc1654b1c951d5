/** WeChat Pay's API for Native payments: orders, what has become of them, and refunds. */
import type { FastifyInstance } from 'fastify';
import { createDoor, type DoorOptions, type Request } from './door.ts';
import type { Notices } from './notices.ts';
import type { Code } from './problems.ts';
import { askRefund, refundOf } from './refunds.ts';
import { refundJson, transactionJson } from './resources.ts';
import { isPayable, newCode, type Order, type State } from './state.ts';
import { isFen, isNotifyUrl, isText, readTime } from './values.ts';

export type Api = DoorOptions & {
  readonly state: State;
  readonly notices: Notices;
  readonly siteUrl: () => string;
};

const CODE_LIFE_MS = 2 * 3_600_000;
const OUT_TRADE_NO = /^[0-9A-Za-z_\-|*]{6,32}$/;

export function apiRoutes(server: FastifyInstance, api: Api): void {
  const { route } = createDoor(server, api);
  const orderAt = '/v3/pay/transactions/out-trade-no/:number';
  const refundsAt = '/v3/refund/domestic/refunds';

  route('POST', '/v3/pay/transactions/native', 'order', (request) => {
    const order = openOrder(api, request.body);
    if (typeof order === 'string') return order;
    return { status: 200, json: { code_url: codeUrl(api, order) } };
  });

  route('GET', orderAt, 'query', (request) => {
    const order = orderOf(api, request, request.query.mchid);
    return typeof order === 'string' ? order : { status: 200, json: transactionJson(order) };
  });

  route('POST', `${orderAt}/close`, 'close', (request) => {
    const order = orderOf(api, request, request.body.mchid);
    if (typeof order === 'string') return order;
    if (order.state === 'CLOSED') return 'ORDER_CLOSED';
    if (order.payment || order.state === 'USERPAYING') return 'INVALID_REQUEST';
    order.state = 'CLOSED';
    return { status: 204 };
  });

  route('POST', refundsAt, 'refund', (request) => askRefund(api, request.body));

  route('GET', `${refundsAt}/:number`, 'refund_query', (request) => {
    const refund = refundOf(api.state, request.params.number);
    return refund ? { status: 200, json: refundJson(refund) } : 'RESOURCE_NOT_EXISTS';
  });
}

/** In life it opens WeChat; here it opens the page on which a person plays the payer. */
export function codeUrl({ siteUrl }: Pick<Api, 'siteUrl'>, { code }: Order): string {
  return `${siteUrl()}/pay/${code}`;
}

function orderOf(api: Api, { params }: Request, mchid: unknown): Order | Code {
  if (mchid !== api.keys.mchid) return 'MCH_NOT_EXISTS';
  return api.state.orders.get(params.number ?? '') ?? 'ORDER_NOT_EXIST';
}

function openOrder(api: Api, body: Request['body']): Order | Code {
  const { state } = api;
  const order = readOrder(api, body);
  if (typeof order === 'string') return order;
  const known = state.orders.get(order.outTradeNo);
  if (!known) {
    state.orders.set(order.outTradeNo, order);
    return order;
  }
  if (known.state === 'CLOSED') return 'ORDER_CLOSED';
  if (known.payment) return 'OUT_TRADE_NO_USED';
  const written = (each: Order) =>
    JSON.stringify([each.description, each.amount, each.notifyUrl, each.timeExpire, each.attach]);
  if (written(known) !== written(order) || !isPayable(state, known)) return 'INVALID_REQUEST';
  return known;
}

function readOrder({ keys, state }: Api, body: Request['body']): Order | Code {
  const { appid, mchid, description, out_trade_no, notify_url, time_expire, attach } = body;
  if (appid !== keys.appid || mchid !== keys.mchid) return 'APPID_MCHID_NOT_MATCH';
  const { total, currency = 'CNY' } = (body.amount ?? {}) as Record<string, unknown>;
  const now = state.clock();
  const expiresAtMs = time_expire === undefined ? now + CODE_LIFE_MS : readTime(time_expire);
  const good =
    OUT_TRADE_NO.test(String(out_trade_no)) &&
    isText(description, 127) &&
    isNotifyUrl(notify_url) &&
    isFen(total) &&
    currency === 'CNY' &&
    (attach === undefined || isText(attach, 128)) &&
    expiresAtMs > now;
  if (!good) return 'PARAM_ERROR';
  return {
    outTradeNo: String(out_trade_no),
    mchid: keys.mchid,
    appid: keys.appid,
    description: String(description),
    amount: { total, currency },
    attach: attach === undefined ? undefined : String(attach),
    notifyUrl: String(notify_url),
    timeExpire: time_expire === undefined ? undefined : String(time_expire),
    expiresAtMs: Math.min(expiresAtMs, now + CODE_LIFE_MS),
    code: newCode(),
    state: 'NOTPAY',
    payment: undefined,
    refunds: [],
  };
}

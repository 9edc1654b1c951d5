/** Where the payer comes to pay; after that, what the merchant could do in the dashboard. */
import type { FastifyInstance } from 'fastify';
import { renderPayerPage } from '../payer-page.ts';
import { writeChinaTime } from './clock.ts';
import type { Gateway } from './gateway.ts';
import { signedText } from './keys.ts';
import {
  closeTrade,
  isPayable,
  leftOf,
  logIn,
  newNumber,
  pay,
  refund,
  type Trade,
} from './state.ts';
import { writeYuan } from './yuan.ts';

type Choice = {
  readonly label: string;
  readonly quiet?: boolean;
  /** Where the browser goes then; back to the page if nowhere else. */
  readonly act: (gateway: Gateway, trade: Trade) => string | undefined;
};

const PAYING: Readonly<Record<string, Choice>> = {
  pay: { label: 'Pay now', act: payTrade },
  login: {
    label: 'Log in, and pay later',
    quiet: true,
    act: (_, trade) => void logIn(trade),
  },
};

const PAID: Readonly<Record<string, Choice>> = {
  return: { label: 'Return to the shop', act: returnAddress },
  'refund-part': {
    label: 'As the merchant: refund a third',
    quiet: true,
    act: (gateway, trade) => void refundInDashboard(gateway, trade, thirdOf(trade)),
  },
  'refund-all': {
    label: 'As the merchant: refund all that is left',
    quiet: true,
    act: (gateway, trade) => void refundInDashboard(gateway, trade, leftOf(trade)),
  },
  finish: {
    label: 'As Alipay: end the time for refunds',
    quiet: true,
    act: (gateway, trade) => void finishTrade(gateway, trade),
  },
};

function choicesFor(trade: Trade): Readonly<Record<string, Choice>> {
  if (isPayable(trade)) return PAYING;
  if (trade.status === 'TRADE_SUCCESS') return PAID;
  const { return: back } = PAID;
  return trade.paidAtMs === undefined || !back ? {} : { return: back };
}

function standingOf(trade: Trade): string {
  if (trade.status !== undefined) return `${trade.status}.`;
  return isPayable(trade) ? 'Nobody has logged in yet.' : 'The time to pay is over.';
}

type CashierRoute = { Params: { token: string; choice: string } };

export function payerRoutes(server: FastifyInstance, gateway: Gateway): void {
  const find = (token: string) => gateway.state.trades.find((each) => each.token === token);

  server.get<CashierRoute>('/cashier/:token', async (request, reply) => {
    const trade = find(request.params.token);
    if (!trade) return reply.code(404).type('text/plain').send('There is no such trade.');
    const choices = Object.entries(choicesFor(trade));
    const html = renderPayerPage({
      channel: 'Alipay',
      colour: '#1677ff',
      amount: `¥ ${writeYuan(trade.fen)}`,
      item: trade.subject,
      choices: choices.map(([name, { label, quiet = false }]) => ({
        label,
        quiet,
        action: `/cashier/${trade.token}/${name}`,
      })),
      note: `${standingOf(trade)} Nothing here is real: no money moves.`,
    });
    return reply.type('text/html').send(html);
  });

  server.post<CashierRoute>('/cashier/:token/:choice', async (request, reply) => {
    const trade = find(request.params.token);
    const choices = trade ? choicesFor(trade) : {};
    const { choice } = request.params;
    const chosen = Object.hasOwn(choices, choice) ? choices[choice] : undefined;
    if (!trade || !chosen) return reply.code(404).type('text/plain').send('That cannot be done.');
    const next = chosen.act(gateway, trade);
    return reply.redirect(next ?? `/cashier/${trade.token}`, 303);
  });
}

/** The payer pays. Where the browser is sent back to. */
export function payTrade(gateway: Gateway, trade: Trade): string {
  pay(gateway.state, trade);
  gateway.announce(trade);
  return returnAddress(gateway, trade);
}

/** By a number that the dashboard makes up. */
export function refundInDashboard(gateway: Gateway, trade: Trade, fen: bigint): string {
  const made = refund(gateway.state, trade, newNumber(24), fen);
  gateway.announce(trade, made);
  return made.number;
}

export function finishTrade(gateway: Gateway, trade: Trade): void {
  trade.status = 'TRADE_FINISHED';
  gateway.announce(trade);
}

/** Nobody has paid in time. Of a trade that never came to be, nothing is told. */
export function expireTrade(gateway: Gateway, trade: Trade): void {
  if (trade.status === undefined) return;
  closeTrade(trade);
  gateway.announce(trade);
}

function thirdOf(trade: Trade): bigint {
  const third = trade.fen / 3n;
  const left = leftOf(trade);
  return third > 0n && third < left ? third : left;
}

/** The return address with what Alipay adds to it. It proves nothing, and is signed all the same. */
export function returnAddress(gateway: Gateway, trade: Trade): string {
  const fields: Record<string, string> = {
    charset: 'utf-8',
    out_trade_no: trade.outTradeNo,
    method: 'alipay.trade.page.pay.return',
    total_amount: writeYuan(trade.fen),
    trade_no: trade.tradeNo,
    auth_app_id: gateway.appId,
    version: '1.0',
    app_id: gateway.appId,
    seller_id: trade.sellerId,
    timestamp: writeChinaTime(Date.now()),
  };
  fields.sign = gateway.keys.sign(signedText(fields, []));
  fields.sign_type = 'RSA2';
  const mark = trade.returnUrl.includes('?') ? '&' : '?';
  return `${trade.returnUrl}${mark}${new URLSearchParams(fields)}`;
}

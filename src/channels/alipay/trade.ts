/** Trades: what the payer is sent to, and how it stands. */
import type {
  QueryOutcome,
  QueryRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { expiredOrNothing, facts } from '../query-answer.ts';
import { textAt } from '../read-json.ts';
import { askGateway, type GatewayReply, signRequest } from './client.ts';
import { writeTime } from './clock.ts';
import { yuanOf } from './money.ts';
import { openSdk } from './sdk.ts';
import { tradeFacts } from './status.ts';

/** How long Alipay lets the payer pay, and how much later we believe that nobody has. */
const LIFE_MS = 2 * 3_600_000;
const GRACE_MS = 10 * 60_000;

/** What every browser, and every server between us and it, takes as an address. */
const URL_LENGTH_MAX = 2_000;

/**
 * Sends the payer to Alipay with a signed request: by an address as long as it is short enough, else by
 * a form, since items in other scripts than Latin are long when written in an address. Alipay hears of
 * the trade by that alone. So nothing is asked of it here, and a wrong key shows at the payer only.
 */
export async function startTrade(request: StartRequest): Promise<StartOutcome> {
  const { account, returnUrl, noticeUrl } = request;
  const sdk = await openSdk(account);
  if (!sdk) return { kind: 'refused', why: 'the account is not complete', retryable: false };
  const amount = yuanOf(request.gross);
  if (amount === undefined) {
    return { kind: 'refused', why: 'Alipay takes yuan, up to 100,000,000', retryable: false };
  }
  const { url, content } = signRequest(
    sdk,
    account,
    'alipay.trade.page.pay',
    {
      out_trade_no: request.reference,
      product_code: 'FAST_INSTANT_TRADE_PAY',
      total_amount: amount,
      subject: subjectOf(request.item),
      // From now, not from when the payer opens the page: the address may be opened late.
      time_expire: writeTime(Date.now() + LIFE_MS),
    },
    { notify_url: noticeUrl, return_url: returnUrl },
  );
  const whole = `${url}&${new URLSearchParams(content)}`;
  return whole.length <= URL_LENGTH_MAX
    ? { kind: 'redirect', url: whole }
    : { kind: 'form', action: url, fields: content };
}

/** Alipay forbids these three in a subject: in full width they read the same. */
function subjectOf(item: string): string {
  return item.replace(/[/=&]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
}

/** How the trade stands. It does not exist before the payer has come to it. */
export async function queryTrade(request: QueryRequest): Promise<QueryOutcome> {
  const { account, reference } = request;
  const reply = await askGateway(account, 'alipay.trade.query', { out_trade_no: reference });
  if (reply.kind === 'refused' && reply.issue === 'ACQ.TRADE_NOT_EXIST') {
    return facts(expiredOrNothing(request, LIFE_MS + GRACE_MS));
  }
  if (reply.kind !== 'done') return { kind: 'unknown', why: whyOf(reply) };
  const { json } = reply;
  if ((textAt(json, 'out_trade_no') ?? reference) !== reference) {
    return { kind: 'unknown', why: 'an answer about another trade' };
  }
  const told = tradeFacts(json, {
    fallbackMs: Date.now(),
    moneyKnown: request.channelTransaction !== null,
  });
  return {
    kind: 'facts',
    facts: told.map((fact) => ({ ...fact, subject: { ...fact.subject, reference } })),
  };
}

/** Why a call came to nothing, in Alipay's words or ours. */
export function whyOf(reply: Exclude<GatewayReply, { kind: 'done' }>): string {
  return reply.kind === 'refused' ? reply.issue : reply.why;
}

/** Notices: what Alipay posts to the address that came with the payment, until it hears `success`. */
import { randomBytes } from 'node:crypto';
import { createNoticeSender, type Letter, type NoticeSender } from '../notice-sender.ts';
import { writeChinaTime } from './clock.ts';
import { type Fields, type Keys, signedText } from './keys.ts';
import type { Refund, State, Trade } from './state.ts';
import { writeYuan } from './yuan.ts';

export const FORGERIES = [
  'unsigned',
  'signature',
  'body',
  'stranger',
  'sign_type',
  'app_id',
] as const;

export type Forgery = (typeof FORGERIES)[number];

/** One piece of news: its fields but for the time at which it is sent, and its signature. */
export type News = { readonly word: string; readonly url: string; readonly fields: Fields };

export type Notices = {
  readonly sender: NoticeSender;
  readonly published: readonly News[];
  publish(news: News): void;
  /** Sends it once more; what was answered. */
  repeat(news: News): Promise<number | null>;
  forge(news: News, forgery: Forgery): Promise<number | null>;
  /** It, as it would be sent now; as a forger would, if so wished. */
  letter(news: News, forgery?: Forgery): Letter;
  close(): Promise<void>;
};

const MINUTE_MS = 60_000;
/** After 4, 10, 10, 60 minutes, 2, 6 and 15 hours. */
const RETRY_DELAYS_MS = [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * MINUTE_MS);
const TIMEOUT_MS = 15_000;

export function createNotices(keys: Keys, options: { timesFaster: number }): Notices {
  const sender = createNoticeSender({
    retryDelaysMs: RETRY_DELAYS_MS,
    timesFaster: options.timesFaster,
    isAccepted: (status, body) => status === 200 && body === 'success',
    timeoutMs: TIMEOUT_MS,
  });
  const published: News[] = [];
  const letterOf = (news: News, forgery?: Forgery): Letter => ({
    id: news.fields.notify_id ?? '',
    word: news.word,
    url: news.url,
    headers: { 'content-type': 'application/x-www-form-urlencoded; text/html; charset=utf-8' },
    body: new URLSearchParams(signed(keys, news, forgery)).toString(),
  });
  return {
    sender,
    published,
    publish(news) {
      published.push(news);
      if (news.url) sender.take(() => letterOf(news));
    },
    repeat: (news) => sender.sendNow(letterOf(news)),
    forge: (news, forgery) => sender.sendNow(letterOf(news, forgery)),
    letter: letterOf,
    close: () => sender.close(),
  };
}

/** The signature covers neither itself nor its kind. */
const UNSIGNED = ['sign', 'sign_type'];

function signed(keys: Keys, news: News, forgery: Forgery | undefined): Fields {
  const fields: Record<string, string> = {
    ...news.fields,
    notify_time: writeChinaTime(Date.now()),
    ...(forgery === 'app_id' ? { app_id: '2021000000000999' } : {}),
  };
  const text = signedText(fields, UNSIGNED);
  if (forgery === 'unsigned') return fields;
  if (forgery === 'body') fields.total_amount = `9${fields.total_amount}`;
  if (forgery === 'sign_type') return { ...fields, sign: keys.sign(text, 'RSA'), sign_type: 'RSA' };
  const sign = forgery === 'stranger' ? keys.signAsStranger(text) : keys.sign(text);
  return {
    ...fields,
    sign: forgery === 'signature' ? keys.sign(`${text} `) : sign,
    sign_type: 'RSA2',
  };
}

export const BUYER = {
  id: '2088102146225135',
  logonId: 'pay***@alipay-simulator.example',
} as const;

/** What is told of a trade as it stands now; of a refund, beside it. */
export function newsOf(
  world: { appId: string; state: Pick<State, 'refundFee'> },
  trade: Trade,
  refund?: Refund,
): News {
  const gone = trade.refunds.reduce((sum, each) => sum + each.fen, 0n);
  const paid = trade.paidAtMs === undefined ? undefined : writeYuan(trade.fen);
  return {
    word: refund ? 'REFUND' : (trade.status ?? 'NONE'),
    url: trade.notifyUrl,
    fields: withoutAbsent({
      notify_id: randomBytes(17).toString('hex'),
      notify_type: 'trade_status_sync',
      charset: 'utf-8',
      version: '1.0',
      app_id: world.appId,
      auth_app_id: world.appId,
      seller_id: trade.sellerId,
      buyer_id: BUYER.id,
      buyer_logon_id: BUYER.logonId,
      trade_no: trade.tradeNo,
      out_trade_no: trade.outTradeNo,
      subject: trade.subject,
      trade_status: trade.status,
      total_amount: writeYuan(trade.fen),
      receipt_amount: paid,
      buyer_pay_amount: paid,
      invoice_amount: paid,
      point_amount: paid === undefined ? undefined : '0.00',
      fund_bill_list:
        paid === undefined
          ? undefined
          : JSON.stringify([{ amount: paid, fundChannel: 'ALIPAYACCOUNT' }]),
      gmt_create: timeOf(trade.createdAtMs),
      gmt_payment: timeOf(trade.paidAtMs),
      gmt_close: timeOf(trade.closedAtMs),
      ...(refund && {
        out_biz_no: refund.number,
        refund_fee: writeYuan(world.state.refundFee === 'total' ? gone : refund.fen),
        gmt_refund: writeChinaTime(refund.atMs, true),
      }),
    }),
  };
}

function timeOf(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : writeChinaTime(timeMs);
}

function withoutAbsent(fields: Readonly<Record<string, string | undefined>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter((each): each is [string, string] => each[1] !== undefined),
  );
}

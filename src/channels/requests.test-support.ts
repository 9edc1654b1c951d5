/** What adapters are asked, for tests: an account, and requests that are right but for what is changed. */
import type {
  ChannelAccount,
  QueryRequest,
  RawNotice,
  RefundRequest,
  StartRequest,
} from '../domain/channel.ts';
import { type Money, money, parseCurrency, parseGross } from '../domain/money.ts';

export const REFERENCE = 'r'.repeat(32);
export const REFUND_ID = 'f'.repeat(32);

export function amount(gross: string, code: string): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`${code} is no currency.`);
  return parseGross(gross, currency) ?? money(0n, currency);
}

export function testAccount(
  channel: string,
  settings: Readonly<Record<string, string>>,
): ChannelAccount {
  return {
    id: 'acc_1',
    appId: 'shop',
    channel,
    publicName: channel,
    displayName: null,
    enabled: true,
    position: 0,
    test: true,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings,
  };
}

export function startRequest(account: ChannelAccount, gross: Money): StartRequest {
  return {
    account,
    reference: REFERENCE,
    transId: 't'.repeat(32),
    orderId: 'order-1',
    item: 'Tea',
    gross,
    language: 'de',
    returnUrl: 'https://pay.example/pay/return/1',
    cancelUrl: 'https://pay.example/pay/return/1?canceled=1',
    noticeUrl: `https://pay.example/channels/${account.channel}/acc_1/notice`,
    publicUrl: 'https://pay.example',
  };
}

export function queryRequest(account: ChannelAccount, gross: Money): QueryRequest {
  return {
    account,
    reference: REFERENCE,
    channelReference: null,
    channelTransaction: null,
    gross,
    openRefunds: [],
    startedAtMs: Date.now(),
    collect: true,
  };
}

/** A refund of all that was paid. */
export function refundRequest(
  account: ChannelAccount,
  channelTransaction: string,
  gross: Money,
): RefundRequest {
  return {
    account,
    refundId: REFUND_ID,
    reference: REFERENCE,
    channelReference: null,
    channelTransaction,
    gross,
    paid: gross,
    claim: async () => true,
    full: true,
    reason: null,
    noticeUrl: `https://pay.example/channels/${account.channel}/acc_1/refund-notice`,
  };
}

/** A notice as the server hands it over: names of headers in lower case. */
export function rawNotice(body: string | Buffer, headers: RawNotice['headers'] = {}): RawNotice {
  return {
    door: 'notice',
    method: 'POST',
    query: '',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: Buffer.from(body),
    receivedAtMs: Date.now(),
  };
}

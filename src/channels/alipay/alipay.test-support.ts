/** An account at a simulated Alipay, and what it asks there, for tests. */
import { onTestFinished } from 'vitest';
import { type AlipaySimulator, createAlipaySimulator } from '../../../simulators/alipay/index.ts';
import type {
  ChannelAccount,
  ChannelAdapter,
  Fact,
  QueryRequest,
  RawNotice,
  RefundRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { type Money, money, parseCurrency, parseGross } from '../../domain/money.ts';
import { createAlipay } from './index.ts';

export const REFERENCE = 'r'.repeat(32);

export function yuan(gross: string, code = 'CNY'): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`${code} is no currency.`);
  return parseGross(gross, currency) ?? money(0n, currency);
}

export function accountWith(settings: Readonly<Record<string, string>>): ChannelAccount {
  return {
    id: 'acc_1',
    appId: 'shop',
    channel: 'alipay',
    publicName: 'alipay',
    displayName: null,
    enabled: true,
    position: 0,
    test: true,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings,
  };
}

export type Scene = {
  readonly simulator: AlipaySimulator;
  readonly alipay: ChannelAdapter;
  readonly account: ChannelAccount;
  start(change?: Partial<StartRequest>): ReturnType<ChannelAdapter['start']>;
  /** The payer has been sent there and has come. */
  arrived(): Promise<void>;
  /** The payer has paid: Alipay's number of the trade. */
  paid(): Promise<string>;
  query(change?: Partial<QueryRequest>): ReturnType<ChannelAdapter['query']>;
  refund(
    tradeNo: string,
    change?: Partial<RefundRequest>,
  ): ReturnType<NonNullable<ChannelAdapter['refund']>>;
  /** The newest notice, as it would come. */
  notice(): RawNotice;
  /** What it tells, once nothing more can be found out. */
  told(): Promise<readonly Fact[]>;
  control(action: string, more?: object): Promise<unknown>;
  /** The calls of that kind that Alipay has seen. */
  calls(operation: string): AlipaySimulator['gateway']['calls'];
};

/** Ends with its test. Notices are made and not sent. */
export async function setScene(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const simulator = await createAlipaySimulator();
  onTestFinished(() => simulator.close());
  const alipay = createAlipay();
  const account = accountWith({ ...simulator.settings, ...settings });
  const control = (action: string, more: object = {}) => simulator.control({ action, ...more });
  await control('notices', { mode: 'drop' });

  const scene: Scene = {
    simulator,
    alipay,
    account,
    control,
    start: (change = {}) => alipay.start({ ...startRequest(account), ...change }),
    async arrived() {
      await go(await scene.start());
    },
    async paid() {
      await scene.arrived();
      await control('pay', { reference: REFERENCE });
      return simulator.gateway.state.trades[0]?.tradeNo ?? '';
    },
    query: (change = {}) => alipay.query({ ...queryRequest(account), ...change }),
    async refund(tradeNo, change = {}) {
      const outcome = await alipay.refund?.({ ...refundRequest(account, tradeNo), ...change });
      if (!outcome) throw new Error('no refunds');
      return outcome;
    },
    notice() {
      const news = simulator.notices.published.at(-1);
      if (!news) throw new Error('Nothing was told.');
      return rawNotice(simulator.notices.letter(news).body);
    },
    async told() {
      const facts = alipay.readNotice(account, scene.notice());
      return (await alipay.completeFacts?.(account, facts)) ?? facts;
    },
    calls: (operation) => simulator.gateway.calls.filter((call) => call.operation === operation),
  };
  return scene;
}

/** The payer's browser goes where it was sent; what it is shown. */
export async function go(way: StartOutcome): Promise<Response> {
  if (way.kind === 'redirect') return fetch(way.url);
  if (way.kind !== 'form') throw new Error(way.kind);
  return fetch(way.action, { method: 'POST', body: new URLSearchParams(way.fields) });
}

function startRequest(account: ChannelAccount): StartRequest {
  return {
    account,
    reference: REFERENCE,
    transId: 't'.repeat(32),
    orderId: 'order-1',
    item: 'Tea',
    gross: yuan('12.34'),
    language: 'zh-CN',
    returnUrl: 'https://pay.example/pay/return/1?lang=zh-CN',
    cancelUrl: 'https://pay.example/pay/return/1?lang=zh-CN&canceled=1',
    noticeUrl: 'https://pay.example/channels/alipay/acc_1/notice',
    publicUrl: 'https://pay.example',
  };
}

function queryRequest(account: ChannelAccount): QueryRequest {
  return {
    account,
    reference: REFERENCE,
    channelReference: null,
    channelTransaction: null,
    gross: yuan('12.34'),
    startedAtMs: Date.now(),
    collect: true,
    openRefunds: [],
  };
}

function refundRequest(account: ChannelAccount, channelTransaction: string): RefundRequest {
  return {
    account,
    refundId: 'f'.repeat(32),
    reference: REFERENCE,
    channelReference: null,
    channelTransaction,
    gross: yuan('12.34'),
    paid: yuan('12.34'),
    full: true,
    claim: async () => true,
    reason: null,
    noticeUrl: 'https://pay.example/channels/alipay/acc_1/refund-notice',
  };
}

export function rawNotice(body: string | Readonly<Record<string, string>>): RawNotice {
  const text = typeof body === 'string' ? body : new URLSearchParams(body).toString();
  return {
    door: 'notice',
    method: 'POST',
    query: '',
    headers: {},
    body: Buffer.from(text),
    receivedAtMs: Date.now(),
  };
}

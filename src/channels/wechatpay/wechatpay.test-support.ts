/** An account at a simulated WeChat Pay, and what it asks there, for tests. */
import { onTestFinished } from 'vitest';
import {
  createWechatpaySimulator,
  type WechatpaySimulator,
} from '../../../simulators/wechatpay/index.ts';
import { createKeys, type SignatureFault } from '../../../simulators/wechatpay/keys.ts';
import type {
  ChannelAccount,
  ChannelAdapter,
  QueryRequest,
  RawNotice,
  RefundRequest,
  StartRequest,
} from '../../domain/channel.ts';
import { type Money, money, parseCurrency, parseGross } from '../../domain/money.ts';
import { createWechatpay } from './index.ts';

export const REFERENCE = 'r'.repeat(32);
export const REFUND_ID = 'f'.repeat(32);

export function yuan(gross: string, code = 'CNY'): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`${code} is no currency.`);
  return parseGross(gross, currency) ?? money(0n, currency);
}

export function accountWith(settings: Readonly<Record<string, string>>): ChannelAccount {
  return {
    id: 'acc_1',
    appId: 'shop',
    channel: 'wechatpay',
    publicName: 'wechatpay',
    displayName: null,
    enabled: true,
    position: 0,
    test: true,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings,
  };
}

export type Scene = {
  readonly simulator: WechatpaySimulator;
  readonly wechatpay: ChannelAdapter;
  readonly account: ChannelAccount;
  start(change?: Partial<StartRequest>): ReturnType<ChannelAdapter['start']>;
  /** An order that the payer has paid: the channel's number of it. */
  paid(): Promise<string>;
  query(change?: Partial<QueryRequest>): ReturnType<ChannelAdapter['query']>;
  refund(
    channelTransaction: string,
    change?: Partial<RefundRequest>,
  ): ReturnType<NonNullable<ChannelAdapter['refund']>>;
  control(action: string, more?: object): Promise<unknown>;
  /** How the signatures of the next answers to it are wrong. */
  missign(operation: string, how: SignatureFault, times?: number): Promise<unknown>;
  /** The statuses of the calls of that kind that WeChat Pay has seen. */
  calls(operation: string): readonly number[];
};

/** They take longer to make than a test to run. */
const KEYS = createKeys();

/** Ends with its test. */
export async function setScene(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const simulator = await createWechatpaySimulator({}, KEYS);
  onTestFinished(() => simulator.close());
  const wechatpay = createWechatpay();
  const account = accountWith({ ...simulator.settings, ...settings });
  const control = (action: string, more: object = {}) => simulator.control({ action, ...more });

  const scene: Scene = {
    simulator,
    wechatpay,
    account,
    control,
    missign: (operation, how, times = 1) => control('answer', { operation, how, times }),
    start: (change = {}) => wechatpay.start({ ...startRequest(account), ...change }),
    async paid() {
      await scene.start();
      await control('notices', { mode: 'drop' });
      await control('approve', { reference: REFERENCE });
      return simulator.api.state.orders.get(REFERENCE)?.payment?.transactionId ?? '';
    },
    query: (change = {}) => wechatpay.query({ ...queryRequest(account), ...change }),
    async refund(channelTransaction, change = {}) {
      const request = { ...refundRequest(account), channelTransaction, ...change };
      const outcome = await wechatpay.refund?.(request);
      if (!outcome) throw new Error('no refunds');
      return outcome;
    },
    calls: (operation) =>
      simulator.api.calls
        .filter((call) => call.operation === operation)
        .map(({ status }) => status),
  };
  return scene;
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
    returnUrl: 'https://pay.example/pay/return/1',
    cancelUrl: 'https://pay.example/pay/return/1?canceled=1',
    noticeUrl: 'http://127.0.0.1:9/notice',
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
    openRefunds: [],
    startedAtMs: Date.now(),
    collect: true,
  };
}

function refundRequest(account: ChannelAccount): RefundRequest {
  return {
    account,
    refundId: REFUND_ID,
    reference: REFERENCE,
    channelReference: null,
    channelTransaction: '',
    gross: yuan('12.34'),
    paid: yuan('12.34'),
    full: true,
    claim: async () => true,
    reason: null,
    noticeUrl: 'http://127.0.0.1:9/refund-notice',
  };
}

export function rawNotice(body: string, headers: RawNotice['headers'] = {}): RawNotice {
  return {
    door: 'notice',
    method: 'POST',
    query: '',
    // As the server hands them over.
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: Buffer.from(body),
    receivedAtMs: Date.now(),
  };
}

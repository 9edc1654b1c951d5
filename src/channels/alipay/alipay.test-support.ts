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
import {
  amount,
  rawNotice as anyNotice,
  queryRequest,
  REFERENCE,
  refundRequest,
  startRequest,
  testAccount,
} from '../requests.test-support.ts';
import { createAlipay } from './index.ts';

export { REFERENCE } from '../requests.test-support.ts';

export const yuan = (gross: string, code = 'CNY') => amount(gross, code);

export const accountWith = (settings: Readonly<Record<string, string>>) =>
  testAccount('alipay', settings);

const IN_CHINESE = {
  language: 'zh-CN',
  returnUrl: 'https://pay.example/pay/return/1?lang=zh-CN',
  cancelUrl: 'https://pay.example/pay/return/1?lang=zh-CN&canceled=1',
} as const;

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
    start: (change = {}) =>
      alipay.start({ ...startRequest(account, yuan('12.34')), ...IN_CHINESE, ...change }),
    async arrived() {
      await go(await scene.start());
    },
    async paid() {
      await scene.arrived();
      await control('pay', { reference: REFERENCE });
      return simulator.gateway.state.trades[0]?.tradeNo ?? '';
    },
    query: (change = {}) => alipay.query({ ...queryRequest(account, yuan('12.34')), ...change }),
    async refund(tradeNo, change = {}) {
      const request = refundRequest(account, tradeNo, yuan('12.34'));
      const outcome = await alipay.refund?.({ ...request, ...change });
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

export function rawNotice(body: string | Readonly<Record<string, string>>): RawNotice {
  return anyNotice(typeof body === 'string' ? body : new URLSearchParams(body).toString());
}

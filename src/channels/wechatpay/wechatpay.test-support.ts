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
  RefundRequest,
  StartRequest,
} from '../../domain/channel.ts';
import {
  amount,
  queryRequest,
  REFERENCE,
  refundRequest,
  startRequest,
  testAccount,
} from '../requests.test-support.ts';
import { createWechatpay } from './index.ts';

export { REFERENCE, REFUND_ID, rawNotice } from '../requests.test-support.ts';

export const yuan = (gross: string, code = 'CNY') => amount(gross, code);

export const accountWith = (settings: Readonly<Record<string, string>>) =>
  testAccount('wechatpay', settings);

/** Where nobody listens: what is told is told to others. */
export const NOTICE_URL = 'http://127.0.0.1:9/notice';
export const REFUND_NOTICE_URL = 'http://127.0.0.1:9/refund-notice';

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
    start: (change = {}) =>
      wechatpay.start({
        ...startRequest(account, yuan('12.34')),
        noticeUrl: NOTICE_URL,
        ...change,
      }),
    async paid() {
      await scene.start();
      await control('notices', { mode: 'drop' });
      await control('approve', { reference: REFERENCE });
      return simulator.api.state.orders.get(REFERENCE)?.payment?.transactionId ?? '';
    },
    query: (change = {}) => wechatpay.query({ ...queryRequest(account, yuan('12.34')), ...change }),
    async refund(channelTransaction, change = {}) {
      const outcome = await wechatpay.refund?.({
        ...refundRequest(account, channelTransaction, yuan('12.34')),
        noticeUrl: REFUND_NOTICE_URL,
        ...change,
      });
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

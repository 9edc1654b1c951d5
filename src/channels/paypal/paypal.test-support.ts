/** An account at a simulated PayPal, and what it asks there, for tests. */
import { onTestFinished } from 'vitest';
import { createPayPalSimulator, type PayPalSimulator } from '../../../simulators/paypal/index.ts';
import type {
  ChannelAccount,
  ChannelAdapter,
  QueryRequest,
  RawNotice,
  RefundRequest,
  StartRequest,
} from '../../domain/channel.ts';
import { type Money, money, parseCurrency, parseGross } from '../../domain/money.ts';
import { createPayPal } from './index.ts';

export const REFERENCE = 'r'.repeat(32);

export function amount(gross: string, code = 'EUR'): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`${code} is no currency.`);
  return parseGross(gross, currency) ?? money(0n, currency);
}

export function accountWith(settings: Readonly<Record<string, string>>): ChannelAccount {
  return {
    id: 'acc_1',
    appId: 'shop',
    channel: 'paypal',
    publicName: 'paypal',
    displayName: null,
    enabled: true,
    position: 0,
    test: true,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings,
  };
}

export type Scene = {
  readonly simulator: PayPalSimulator;
  readonly paypal: ChannelAdapter;
  readonly account: ChannelAccount;
  start(change?: Partial<StartRequest>): ReturnType<ChannelAdapter['start']>;
  /** An order that the payer has agreed to. */
  approved(): Promise<string>;
  /** The same, collected: the capture's id. */
  captured(): Promise<{ orderId: string; captureId: string }>;
  query(
    orderId: string | null,
    change?: Partial<QueryRequest>,
  ): ReturnType<ChannelAdapter['query']>;
  refund(
    captureId: string,
    change?: Partial<RefundRequest>,
  ): ReturnType<NonNullable<ChannelAdapter['refund']>>;
  control(action: string, more?: object): Promise<unknown>;
  /** The calls of that kind that PayPal has seen. */
  calls(operation: string): readonly { key: string | undefined; status: number }[];
};

/** Ends with its test. */
export async function setScene(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const simulator = await createPayPalSimulator();
  onTestFinished(() => simulator.close());
  const paypal = createPayPal();
  const account = accountWith({ ...simulator.settings, ...settings });
  const control = (action: string, more: object = {}) => simulator.control({ action, ...more });

  const scene: Scene = {
    simulator,
    paypal,
    account,
    control,
    start: (change = {}) => paypal.start({ ...startRequest(account), ...change }),
    async approved() {
      const way = await scene.start();
      if (way.kind !== 'redirect' || way.channelReference === undefined) throw new Error(way.kind);
      await control('approve', { reference: way.channelReference });
      return way.channelReference;
    },
    async captured() {
      const orderId = await scene.approved();
      const outcome = await scene.query(orderId);
      const [paid] = outcome.kind === 'facts' ? outcome.facts : [];
      if (paid?.kind !== 'paid') throw new Error('not captured');
      return { orderId, captureId: paid.channelTransaction };
    },
    query: (orderId, change = {}) => paypal.query({ ...queryRequest(account, orderId), ...change }),
    async refund(captureId, change = {}) {
      const outcome = await paypal.refund?.({ ...refundRequest(account, captureId), ...change });
      if (!outcome) throw new Error('no refunds');
      return outcome;
    },
    calls: (operation) => simulator.api.calls.filter((call) => call.operation === operation),
  };
  return scene;
}

export function startRequest(account: ChannelAccount): StartRequest {
  return {
    account,
    reference: REFERENCE,
    transId: 't'.repeat(32),
    orderId: 'order-1',
    item: 'Tea',
    gross: amount('12.34'),
    language: 'de',
    returnUrl: 'https://pay.example/pay/return/1',
    cancelUrl: 'https://pay.example/pay/return/1?canceled=1',
    noticeUrl: 'https://pay.example/channels/paypal/acc_1/notice',
    publicUrl: 'https://pay.example',
  };
}

export function queryRequest(
  account: ChannelAccount,
  channelReference: string | null,
): QueryRequest {
  return {
    account,
    reference: REFERENCE,
    channelReference,
    channelTransaction: null,
    gross: amount('12.34'),
    openRefunds: [],
    startedAtMs: Date.now(),
    collect: true,
  };
}

function refundRequest(account: ChannelAccount, channelTransaction: string): RefundRequest {
  return {
    account,
    refundId: 'f'.repeat(32),
    reference: REFERENCE,
    channelReference: null,
    channelTransaction,
    gross: amount('12.34'),
    paid: amount('12.34'),
    full: true,
    reason: null,
    noticeUrl: 'https://pay.example/channels/paypal/acc_1/notice',
    claim: async () => true,
  };
}

export function rawNotice(body: string | Buffer, headers: RawNotice['headers'] = {}): RawNotice {
  return {
    door: 'notice',
    method: 'POST',
    query: '',
    headers,
    body: Buffer.isBuffer(body) ? body : Buffer.from(body),
    receivedAtMs: Date.now(),
  };
}

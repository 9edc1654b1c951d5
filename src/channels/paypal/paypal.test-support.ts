/** An account at a simulated PayPal, and what it asks there, for tests. */
import { onTestFinished } from 'vitest';
import { createPayPalSimulator, type PayPalSimulator } from '../../../simulators/paypal/index.ts';
import type {
  ChannelAccount,
  ChannelAdapter,
  QueryRequest,
  RefundRequest,
  StartRequest,
} from '../../domain/channel.ts';
import {
  amount as anyAmount,
  queryRequest,
  refundRequest,
  startRequest,
  testAccount,
} from '../requests.test-support.ts';
import { createPayPal } from './index.ts';

export { REFERENCE, rawNotice } from '../requests.test-support.ts';

export const amount = (gross: string, code = 'EUR') => anyAmount(gross, code);

export const accountWith = (settings: Readonly<Record<string, string>>) =>
  testAccount('paypal', settings);

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
    start: (change = {}) => paypal.start({ ...startRequest(account, amount('12.34')), ...change }),
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
    query: (channelReference, change = {}) =>
      paypal.query({
        ...queryRequest(account, amount('12.34')),
        channelReference,
        ...change,
      }),
    async refund(captureId, change = {}) {
      const outcome = await paypal.refund?.({
        ...refundRequest(account, captureId, amount('12.34')),
        ...change,
      });
      if (!outcome) throw new Error('no refunds');
      return outcome;
    },
    calls: (operation) => simulator.api.calls.filter((call) => call.operation === operation),
  };
  return scene;
}

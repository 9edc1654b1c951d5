/** An account at a simulated Stripe, and what it asks there, for tests. */
import { onTestFinished } from 'vitest';
import { createStripeSimulator, type StripeSimulator } from '../../../simulators/stripe/index.ts';
import type {
  ChannelAccount,
  ChannelAdapter,
  QueryRequest,
  RawNotice,
  RefundRequest,
  StartRequest,
} from '../../domain/channel.ts';
import { newId } from '../../domain/id.ts';
import {
  amount as anyAmount,
  rawNotice as anyNotice,
  startRequest as anyStartRequest,
  queryRequest,
  refundRequest,
  testAccount,
} from '../requests.test-support.ts';
import { createStripe } from './index.ts';

export const amount = (gross: string, code = 'EUR') => anyAmount(gross, code);

export function accountWith(
  settings: Readonly<Record<string, string>>,
  change: Partial<ChannelAccount> = {},
): ChannelAccount {
  return { ...testAccount('stripe', settings), ...change };
}

/** A session and the intent of its payment. */
export type Paid = { readonly sessionId: string; readonly intentId: string };

export type Scene = {
  readonly simulator: StripeSimulator;
  readonly stripe: ChannelAdapter;
  readonly account: ChannelAccount;
  readonly reference: string;
  start(change?: Partial<StartRequest>): ReturnType<ChannelAdapter['start']>;
  /** A session that waits for its payer. */
  opened(): Promise<string>;
  /** One that is paid. */
  paid(): Promise<Paid>;
  query(
    sessionId: string | null,
    change?: Partial<QueryRequest>,
  ): ReturnType<ChannelAdapter['query']>;
  refund(
    intentId: string,
    change?: Partial<RefundRequest>,
  ): ReturnType<NonNullable<ChannelAdapter['refund']>>;
  control(action: string, more?: object): Promise<unknown>;
  /** The calls of that kind that Stripe has seen. */
  calls(operation: string): StripeSimulator['api']['calls'];
};

/** Ends with its test. */
export async function setScene(settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const simulator = await createStripeSimulator();
  onTestFinished(() => simulator.close());
  const stripe = createStripe();
  const account = accountWith({ ...simulator.settings, ...settings });
  const reference = newId();
  const control = (action: string, more: object = {}) => simulator.control({ action, ...more });

  const scene: Scene = {
    simulator,
    stripe,
    account,
    reference,
    control,
    start: (change = {}) => stripe.start({ ...startRequest(account, reference), ...change }),
    async opened() {
      const way = await scene.start();
      if (way.kind !== 'redirect' || way.channelReference === undefined) throw new Error(way.kind);
      return way.channelReference;
    },
    async paid() {
      const sessionId = await scene.opened();
      await control('approve', { reference: sessionId });
      const intentId = simulator.api.state.sessions.get(sessionId)?.intent?.id ?? '';
      return { sessionId, intentId };
    },
    query: (sessionId, change = {}) =>
      stripe.query({
        ...queryRequest(account, amount('12.34')),
        ...{ reference, channelReference: sessionId },
        ...change,
      }),
    async refund(intentId, change = {}) {
      const request = { ...refundRequest(account, intentId, amount('12.34')), reference };
      const outcome = await stripe.refund?.({ ...request, ...change });
      if (!outcome) throw new Error('no refunds');
      return outcome;
    },
    calls: (operation) => simulator.api.calls.filter((call) => call.operation === operation),
  };
  return scene;
}

export function startRequest(account: ChannelAccount, reference: string): StartRequest {
  return {
    ...anyStartRequest(account, amount('12.34')),
    reference,
    returnUrl: 'https://pay.example/pay/return/1?lang=de',
    cancelUrl: 'https://pay.example/pay/return/1?lang=de&canceled=1',
  };
}

export function rawNotice(
  body: string | Buffer | object,
  headers: RawNotice['headers'] = {},
  receivedAtMs = Date.now(),
): RawNotice {
  const text = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
  return { ...anyNotice(text, headers), receivedAtMs };
}

/** An account at a simulated Skrill, and what it asks there, for tests. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createMoneybookersSimulator } from '../../../simulators/moneybookers/index.ts';
import type {
  ChannelAccount,
  NoticeDoor,
  QueryRequest,
  RawNotice,
  RefundRequest,
  StartRequest,
} from '../../domain/channel.ts';
import { type Money, money, parseCurrency, parseGross } from '../../domain/money.ts';
import { createMoneybookers } from './index.ts';

export const REFERENCE = 'r'.repeat(32);
export const REFUND_ID = 'f'.repeat(32);
const NOTICES = 'https://pay.example/channels/moneybookers/acc_1';

export const moneybookers = createMoneybookers();

export function amount(gross: string, code = 'EUR'): Money {
  const currency = parseCurrency(code);
  if (!currency) throw new Error(`${code} is no currency.`);
  return parseGross(gross, currency) ?? money(0n, currency);
}

export function accountWith(settings: Readonly<Record<string, string>>): ChannelAccount {
  return {
    id: 'acc_1',
    appId: 'shop',
    channel: 'moneybookers',
    publicName: 'moneybookers',
    displayName: null,
    enabled: true,
    position: 0,
    test: true,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings: { notice_key: 'k'.repeat(43), ...settings },
  };
}

/** Ends with its test. */
export async function setScene(settings: Readonly<Record<string, string>> = {}) {
  const simulator = await createMoneybookersSimulator();
  onTestFinished(() => simulator.close());
  const account = accountWith({ ...simulator.settings, ...settings });
  const control = async (action: string, more: object = {}) =>
    (await simulator.control({ action, ...more })) as Record<string, unknown>;
  // Claims that outlive a call, as the core keeps them.
  const claimed = new Set<string>();
  // Reports are read off the simulator, not sent.
  await control('notices', { mode: 'hold' });

  const scene = {
    simulator,
    account,
    control,
    start: (change: Partial<StartRequest> = {}) =>
      moneybookers.start({ ...startRequest(account), ...change }),
    /** A payment that somebody has made; Skrill's id of it. */
    async paid(change: Partial<StartRequest> = {}): Promise<string> {
      await scene.start(change);
      return String((await control('approve', { reference: REFERENCE })).id);
    },
    query: (change: Partial<QueryRequest> = {}) =>
      moneybookers.query({ ...queryRequest(account), ...change }),
    async refund(channelTransaction: string, change: Partial<RefundRequest> = {}) {
      const request = refundRequest(account, channelTransaction, claimed);
      const outcome = await moneybookers.refund?.({ ...request, ...change });
      if (!outcome) throw new Error('no refunds');
      return outcome;
    },
    /** The newest report of that kind, as it comes in at the address that Skrill was given. */
    reported(word: string, change: Readonly<Record<string, string>> = {}): RawNotice {
      const report = simulator.api.reports.published.findLast((each) => each.word === word);
      if (!report) throw new Error(`Skrill has reported no ${word}.`);
      return rawNotice({ ...report.fields, ...change }, report.url);
    },
    refunds: () => simulator.api.state.transactions.flatMap(({ refunds }) => refunds),
    calls: () => simulator.api.calls,
  };
  return scene;
}

export type Scene = Awaited<ReturnType<typeof setScene>>;

function startRequest(account: ChannelAccount): StartRequest {
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
    noticeUrl: `${NOTICES}/notice`,
    publicUrl: 'https://pay.example',
  };
}

function queryRequest(account: ChannelAccount): QueryRequest {
  return {
    account,
    reference: REFERENCE,
    channelReference: null,
    channelTransaction: null,
    gross: amount('12.34'),
    startedAtMs: Date.now(),
    collect: true,
    openRefunds: [],
  };
}

function refundRequest(
  account: ChannelAccount,
  channelTransaction: string,
  claimed: Set<string>,
): RefundRequest {
  const request: RefundRequest = {
    account,
    refundId: REFUND_ID,
    reference: REFERENCE,
    channelReference: null,
    channelTransaction,
    gross: amount('12.34'),
    paid: amount('12.34'),
    full: true,
    reason: null,
    noticeUrl: `${NOTICES}/refund-notice`,
    async claim() {
      const first = !claimed.has(this.refundId);
      claimed.add(this.refundId);
      return first;
    },
  };
  return request;
}

export function rawNotice(fields: Readonly<Record<string, string>> | string, url = ''): RawNotice {
  const [address = '', query = ''] = url.split('?');
  const door: NoticeDoor = address.endsWith('/refund-notice') ? 'refund-notice' : 'notice';
  return {
    door,
    method: 'POST',
    query,
    headers: {},
    body: Buffer.from(typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()),
    receivedAtMs: Date.now(),
  };
}

/** Somebody who answers everything with these words; ends with its test. */
export async function startAnswering(text: string, status = 200): Promise<string> {
  const server = createServer((request, reply) => {
    request.resume();
    reply.writeHead(status).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

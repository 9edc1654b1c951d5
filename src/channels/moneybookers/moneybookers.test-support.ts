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
import {
  amount as anyAmount,
  rawNotice as anyNotice,
  queryRequest,
  REFERENCE,
  refundRequest,
  startRequest,
  testAccount,
} from '../requests.test-support.ts';
import { createMoneybookers } from './index.ts';

export { REFERENCE, REFUND_ID } from '../requests.test-support.ts';

export const moneybookers = createMoneybookers();

export const amount = (gross: string, code = 'EUR') => anyAmount(gross, code);

export const accountWith = (settings: Readonly<Record<string, string>>) =>
  testAccount('moneybookers', { notice_key: 'k'.repeat(43), ...settings });

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
      moneybookers.start({ ...startRequest(account, amount('12.34')), ...change }),
    /** A payment that somebody has made; Skrill's id of it. */
    async paid(change: Partial<StartRequest> = {}): Promise<string> {
      await scene.start(change);
      return String((await control('approve', { reference: REFERENCE })).id);
    },
    query: (change: Partial<QueryRequest> = {}) =>
      moneybookers.query({ ...queryRequest(account, amount('12.34')), ...change }),
    async refund(channelTransaction: string, change: Partial<RefundRequest> = {}) {
      const request = claimingRequest(account, channelTransaction, claimed);
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

function claimingRequest(
  account: ChannelAccount,
  channelTransaction: string,
  claimed: Set<string>,
): RefundRequest {
  return {
    ...refundRequest(account, channelTransaction, amount('12.34')),
    async claim() {
      const first = !claimed.has(this.refundId);
      claimed.add(this.refundId);
      return first;
    },
  };
}

export function rawNotice(fields: Readonly<Record<string, string>> | string, url = ''): RawNotice {
  const [address = '', query = ''] = url.split('?');
  const door: NoticeDoor = address.endsWith('/refund-notice') ? 'refund-notice' : 'notice';
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  return { ...anyNotice(body), door, query };
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

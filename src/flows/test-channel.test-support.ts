/**
 * A payment channel that lives in memory: it keeps its own books, gives its own ids, signs its notices
 * and does what it is asked once per key. The other side of a boundary, for tests of the flows.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  ChannelAdapter,
  Fact,
  QueryOutcome,
  QueryRequest,
  RawNotice,
  RefundOutcome,
  RefundRequest,
  StartOutcome,
  StartRequest,
} from '../domain/channel.ts';
import { factsFromJson, factsToJson } from './fact-json.ts';

export const TILL_SECRET = 'the till signs with this';

export type TestChannel = {
  readonly adapter: ChannelAdapter;
  readonly starts: StartRequest[];
  /** Every call for a refund, repeats included. */
  readonly refundCalls: RefundRequest[];
  /** Refunds that were really made, by their key. */
  readonly refunds: ReadonlyMap<string, string>;
  /** What it answers, until told otherwise. */
  onStart: (request: StartRequest) => Promise<StartOutcome>;
  /** Comes after the refund is made: what is thrown or answered here is all that the caller learns. */
  onRefund: (request: RefundRequest, made: RefundOutcome) => Promise<RefundOutcome>;
  onQuery: (request: QueryRequest) => Promise<QueryOutcome>;
  /** What it adds to its notices when it is asked. */
  onComplete: (facts: readonly Fact[]) => Promise<readonly Fact[]>;
};

export function createTestChannel(name = 'till'): TestChannel {
  const refunds = new Map<string, string>();
  const channel: TestChannel = {
    starts: [],
    refundCalls: [],
    refunds,
    onStart: async (request) => ({
      kind: 'redirect',
      url: `https://till.example/${request.reference}`,
    }),
    onRefund: async (_, made) => made,
    onQuery: async () => ({ kind: 'facts', facts: [] }),
    onComplete: async (facts) => facts,
    adapter: {
      name,
      capabilities: { currencies: 'all', refund: 'partial', disputes: true, alwaysTest: false },
      settings: { secret: { about: 'Signs its notices.', secret: true, required: true } },
      start(request) {
        channel.starts.push(request);
        return channel.onStart(request);
      },
      verifyNotice: async (account, notice) => {
        const [given = ''] = [notice.headers.signature].flat();
        const expected = sign(notice.body, account.settings.secret ?? '');
        const genuine =
          given.length === expected.length &&
          timingSafeEqual(Buffer.from(given), Buffer.from(expected));
        if (!genuine) return { kind: 'forged', why: 'signature' };
        const { key, broken } = JSON.parse(notice.body.toString());
        return broken
          ? { kind: 'unverifiable', why: 'its certificate could not be read' }
          : { kind: 'genuine', noticeKey: key };
      },
      readNotice: (_, notice) =>
        factsFromJson(JSON.parse(notice.body.toString()).facts) as readonly Fact[],
      completeFacts: (_, facts) => channel.onComplete(facts),
      query: (request) => channel.onQuery(request),
      scrub: () => 'scrubbed',
      async refund(request) {
        channel.refundCalls.push(request);
        const channelRefund = refunds.get(request.refundId) ?? `till-refund-${refunds.size + 1}`;
        refunds.set(request.refundId, channelRefund);
        return channel.onRefund(request, { kind: 'succeeded', channelRefund });
      },
    },
  };
  return channel;
}

function sign(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** A notice as the channel sends it: the key is the same on every repeat. */
export function signedNotice(
  key: string,
  facts: readonly Fact[],
  over: { secret?: string; broken?: boolean } = {},
): RawNotice {
  const { secret = TILL_SECRET, broken = false } = over;
  const told = JSON.parse(factsToJson(facts)) as unknown;
  const body = Buffer.from(JSON.stringify({ key, facts: told, broken }));
  const headers = { signature: sign(body, secret) };
  return { door: 'notice', method: 'POST', query: '', headers, body, receivedAtMs: Date.now() };
}

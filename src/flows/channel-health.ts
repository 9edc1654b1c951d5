/**
 * How the channel accounts fare, as this process sees it. Each process keeps its own view in memory: it
 * costs no write and no read, every process that starts payments finds out by its own first few calls,
 * and nothing but the order on a page hangs on it, so processes need not agree.
 */
import type { ChannelAccount } from '../domain/channel.ts';
import {
  type CallHistory,
  isTroubled,
  NO_CALLS,
  recentCalls,
  withCall,
} from '../domain/channel-health.ts';

/** A call to a channel that has ended. */
export type EndedCall = {
  readonly channel: string;
  readonly operation: string;
  readonly failed: boolean;
  readonly tookMs: number;
};

export type TroubledAccount = Pick<ChannelAccount, 'id' | 'channel'>;

export type ChannelHealth = {
  /** Takes note of a call that this process has made. */
  note(account: TroubledAccount, call: Omit<EndedCall, 'channel'>): void;
  isTroubled(accountId: string): boolean;
  /** The accounts in trouble. */
  troubled(): readonly TroubledAccount[];
};

/** @param world the time, and who counts the calls beside. */
export function createChannelHealth(
  world: { readonly clock?: () => number; readonly onCall?: (call: EndedCall) => void } = {},
): ChannelHealth {
  const { clock = Date.now, onCall } = world;
  const known = new Map<string, { account: TroubledAccount; history: CallHistory }>();
  const inTrouble = (history: CallHistory) => isTroubled(recentCalls(history, clock()), clock());
  return {
    note({ id, channel }, call) {
      const before = known.get(id)?.history ?? NO_CALLS;
      known.set(id, { account: { id, channel }, history: withCall(before, call.failed, clock()) });
      onCall?.({ channel, ...call });
    },
    isTroubled: (accountId) => inTrouble(known.get(accountId)?.history ?? NO_CALLS),
    troubled: () =>
      [...known.values()].filter(({ history }) => inTrouble(history)).map(({ account }) => account),
  };
}

import { type Channel, listChannels, type PayCenterApp, PayCenterError } from '@paycenter/sdk';
import type { Log } from './log.ts';

const FRESH_MS = 15_000;
const TIMEOUT_MS = 2_000;

/** Gives the channels that take an amount. */
export type ChannelShelf = (gross: string, currency: string) => Promise<readonly Channel[]>;

/**
 * Remembers PayCenter's channel lists for some seconds. While PayCenter cannot be asked there are
 * none: the shop still sells, and its plain buy button still leads to PayCenter.
 */
export function createChannelShelf(app: PayCenterApp, log: Log): ChannelShelf {
  const kept = new Map<string, { until: number; channels: Promise<readonly Channel[]> }>();

  async function ask(gross: string, currency: string): Promise<readonly Channel[]> {
    try {
      return await listChannels(app, { gross, currency, timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof PayCenterError)) throw error;
      log('no channel list', { kind: error.kind, code: error.code, message: error.message });
      return [];
    }
  }

  return (gross, currency) => {
    const key = `${gross} ${currency}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > Date.now()) return known.channels;
    const channels = ask(gross, currency);
    kept.set(key, { until: Date.now() + FRESH_MS, channels });
    return channels;
  };
}

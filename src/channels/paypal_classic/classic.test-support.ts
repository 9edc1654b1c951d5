/** An account of PayPal classic and messages to it, for tests. */
import type { ChannelAccount, RawNotice } from '../../domain/channel.ts';
import { accountWith, rawNotice } from '../paypal/paypal.test-support.ts';
import messages from './fixtures/messages.json' with { type: 'json' };

export const ID = 'S8XGHLYDW9T3S';

export function classicAccount(
  settings: Readonly<Record<string, string>> = {},
  change: Partial<ChannelAccount> = {},
): ChannelAccount {
  const given = { business: 'shop@example.com', ...settings };
  return { ...accountWith(given), channel: 'paypal_classic', ...change };
}

export type Changes = Readonly<Record<string, string | undefined>>;

/** One of the recorded messages, with some fields changed, or, if undefined, left out. */
export function notice(name: keyof typeof messages, changes: Changes = {}): RawNotice {
  const fields = Object.entries({ ...messages[name], ...changes }).filter(
    (field): field is [string, string] => field[1] !== undefined,
  );
  return rawNotice(new URLSearchParams(fields).toString());
}

/** Whether an account moves real money: Stripe's keys say so themselves. */
import type { ChannelAccount } from '../../domain/channel.ts';

/** Undefined for a key that does not say. */
export function isTestKey({ secret_key: key = '' }: ChannelAccount['settings']) {
  const [, mode] = /^[a-z]+_(test|live)_/.exec(key) ?? [];
  return mode === undefined ? undefined : mode === 'test';
}

export function isTestAccount(account: ChannelAccount): boolean {
  return isTestKey(account.settings) ?? account.test;
}

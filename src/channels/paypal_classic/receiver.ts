/** Whose money it is. The form that the payer brings to PayPal is not signed, and names the receiver. */
import type { ChannelAccount } from '../../domain/channel.ts';
import { type Message, textOf } from './message.ts';

export type Receiver =
  | 'ours'
  /** Somebody else, by at least one of the names that the message gives. */
  | 'foreign'
  /** The message names nobody that we could compare. */
  | 'unnamed';

/**
 * Who the message says was paid. An address is compared with the account's address, an id with its id;
 * one that differs is enough to be a stranger, one that is the same is needed to be us.
 */
export function receiverOf({ settings }: ChannelAccount, message: Message): Receiver {
  const own = [settings.business, settings.receiver_id].filter((name) => name !== undefined);
  const named = ['receiver_id', 'receiver_email', 'business'].map((field) =>
    textOf(message, field),
  );
  const comparable = named
    .filter((name) => name !== undefined)
    .filter((name) => own.some((each) => isAddress(each) === isAddress(name)));
  if (comparable.length === 0) return 'unnamed';
  return comparable.every((name) => own.some((each) => isSame(each, name))) ? 'ours' : 'foreign';
}

function isAddress(name: string): boolean {
  return name.includes('@');
}

/** PayPal writes both in lower case, whatever they were given as. */
function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

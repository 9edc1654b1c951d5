/** What a payment's story is made of. */
export type EntryKind =
  | 'payment_opened'
  | 'attempt_started'
  | 'channel_call'
  | 'notice'
  | 'refund'
  | 'dispute'
  | 'reversal'
  | 'transfer'
  | 'event'
  | 'callback_send'
  | 'verify'
  | 'note';

/** Who says so: the channel in one of three ways, a person, the shopper, the merchant, or PayCenter. */
export type SaidBy =
  | 'shopper'
  | 'notice'
  | 'call'
  | 'query'
  | 'operator'
  | 'paycenter'
  | 'merchant';

type Entry = {
  readonly kind: EntryKind;
  readonly said_by: SaidBy;
  readonly text: string;
} & Readonly<Record<string, unknown>>;

export type TimelineEntry = Entry & { readonly at: string };
export type Dated = Entry & { readonly atMs: number };

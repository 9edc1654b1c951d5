/** One line of a payment's story. */
export type EntryKind =
  | 'payment_opened'
  | 'attempt_started'
  | 'channel_call'
  | 'notice'
  | 'refund'
  | 'dispute'
  | 'reversal'
  | 'event'
  | 'callback_send';

export type TimelineEntry = {
  readonly at: string;
  readonly kind: EntryKind;
  readonly text: string;
} & Readonly<Record<string, unknown>>;

export type Dated = {
  readonly atMs: number;
  readonly kind: EntryKind;
  readonly text: string;
} & Record<string, unknown>;

/** What merchants are told: five words, each with an amount and a sign. */

export type EventStatus = 'SUCCESS' | 'IN_CASE' | 'CANCEL_REVERSAL' | 'APP_REVERSE' | 'REFUND';

/** The merchant's books: + came in, − went back, none for news without money. */
export const EVENT_SIGN = {
  SUCCESS: 1n,
  IN_CASE: 1n,
  CANCEL_REVERSAL: 1n,
  APP_REVERSE: -1n,
  REFUND: -1n,
} as const satisfies Record<EventStatus, bigint>;

/** One thing to tell, decided but not yet addressed. */
export type Event = {
  readonly id: string;
  readonly status: EventStatus;
  /** Signed as it is told. */
  readonly grossMinor: bigint;
  readonly channel: string;
  /** What it tells of; never told twice for the same cause. */
  readonly cause: string;
  /** When the record that it tells of was made. */
  readonly recordedAtMs: number;
};

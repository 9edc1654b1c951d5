/** What merchants are told: five words, each with an amount and a sign. */
import type { Currency } from './money.ts';

export type EventStatus = 'SUCCESS' | 'IN_CASE' | 'CANCEL_REVERSAL' | 'APP_REVERSE' | 'REFUND';

/** One thing to tell, decided but not yet addressed. */
export type Event = {
  readonly id: string;
  readonly status: EventStatus;
  /** Signed as it is told. */
  readonly grossMinor: bigint;
  /** Of the money that came in. A person may have let other money pay than was asked for. */
  readonly currency: Currency;
  readonly channel: string;
  /** What it tells of; never told twice for the same cause. */
  readonly cause: string;
  /** When the record that it tells of was made. */
  readonly recordedAtMs: number;
};

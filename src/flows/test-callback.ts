/** A callback that tells of no payment, to see whether and how a merchant's handler answers. */
import type { App } from '../domain/app.ts';

export type TestCallbackResult = {
  readonly url: string;
  /** What was sent. */
  readonly body: string;
  readonly verdict: 'acknowledged' | 'refused' | 'faulty' | 'unanswered';
  readonly found: string;
  /** Null where nothing is to be done. */
  readonly todo: string | null;
  /** The IP address that was connected to, or refused. */
  readonly address: string | null;
  readonly statusCode: number | null;
  /** The first KiB of what came back, readable. */
  readonly reply: string | null;
  readonly latencyMs: number;
};

/**
 * Sends one to the address of an activity (the app's own under the empty name), as every callback goes:
 * signed, through the guard of addresses. It names an order and a trans_id that do not exist, so `verify`
 * does not vouch for it, and a handler that asks says no. Throws a Refusal UNKNOWN_ACTIVITY.
 */
export type TestCallback = (app: App, activityId: string) => Promise<TestCallbackResult>;

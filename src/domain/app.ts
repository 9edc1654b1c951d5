/** A merchant's application: who it is, where it is told, and what it allows. */
import type { ChannelAccount } from './channel.ts';

export type AppMode = 'test' | 'live';

export type AppSettings = {
  readonly website: string | null;
  /** Seconds from a failed send to the next; one more send than entries, three at most. */
  readonly callbackDelaysSeconds: readonly number[];
  readonly timestampUnit: 'ms' | 's';
  /** Whether a callback with a negative amount carries the payment's trans_id or one of its own. */
  readonly reversalTransId: 'same' | 'own';
  readonly requireSign: boolean;
  /** Hosts that the shopper is sent on to without a click. */
  readonly returnHosts: readonly string[];
  /** The `frame-ancestors` of the hosted page, in Content-Security-Policy's own words. */
  readonly frameAncestors: string;
  /** The language of the hosted page; null follows the shopper. */
  readonly language: string | null;
  /**
   * By currency, a decimal: what people give back of one payment beyond it needs a second person. Without
   * an amount for the currency, nobody else is asked.
   */
  readonly refundApprovalAbove: Readonly<Record<string, string>>;
};

/** A secret as it was printed (`whsec_…`), and until when it is valid. */
export type AppSecret = { readonly printed: string; readonly validUntilMs: number | null };

export type App = {
  readonly id: string;
  readonly name: string;
  readonly mode: AppMode;
  readonly settings: AppSettings;
  /** The newest first; the one before it stays valid for a day after a rotation. */
  readonly secrets: readonly AppSecret[];
  /** Callback addresses by activity; the default one under the empty name. */
  readonly callbackUrls: ReadonlyMap<string, string>;
  /** Every channel account of the app, in the operator's order, disabled ones included. */
  readonly accounts: readonly ChannelAccount[];
};

export const DEFAULT_APP_SETTINGS: AppSettings = {
  website: null,
  callbackDelaysSeconds: [60, 600],
  timestampUnit: 'ms',
  reversalTransId: 'same',
  requireSign: false,
  returnHosts: [],
  frameAncestors: "'self'",
  language: null,
  refundApprovalAbove: {},
};

/** The printed secrets that sign and verify now, the newest first; never empty. */
export function validSecrets(app: App, nowMs: number): readonly string[] {
  return app.secrets
    .filter(({ validUntilMs }) => validUntilMs === null || validUntilMs > nowMs)
    .map(({ printed }) => printed);
}

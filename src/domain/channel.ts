/**
 * The words that every payment channel is spoken of with: the adapter contract, and the facts that
 * adapters make of what channels say. The core knows channels by nothing else.
 */
import type { Currency, Money } from './money.ts';

/** One merchant's account at one channel. */
export type ChannelAccount = {
  readonly id: string;
  readonly appId: string;
  /** The adapter's name. */
  readonly channel: string;
  /** The key that merchants see and send as `channel`. */
  readonly publicName: string;
  readonly displayName: string | null;
  readonly enabled: boolean;
  readonly position: number;
  /** Whether what is paid here is play money. */
  readonly test: boolean;
  readonly limits: ChannelLimits;
  /** The adapter's settings, secrets included, as its `settings` table names them. */
  readonly settings: Readonly<Record<string, string>>;
};

export type ChannelLimits = {
  readonly minGross: readonly Money[];
  readonly maxGross: readonly Money[];
  /** Empty: every currency that the adapter can take. */
  readonly currencies: readonly Currency[];
  /** ISO 3166 alpha-2, capitals. Empty: everywhere. */
  readonly countries: readonly string[];
};

/** What an adapter says of one of its settings: the CLI and the console are made from this. */
export type SettingRule = {
  readonly about: string;
  readonly secret?: boolean;
  readonly required?: boolean;
  /** Made at first set when nobody gives one. */
  readonly generate?: () => string;
  /** A sentence that says what is wrong, or undefined. */
  readonly check?: (value: string) => string | undefined;
};

/** Which amounts of a currency a channel can move, in minor units. */
export type AmountRule = {
  readonly minMinor?: bigint;
  readonly maxMinor?: bigint;
  /** Only multiples of it: 100n for whole units of a currency with cents. */
  readonly stepMinor?: bigint;
};

export type ChannelCapabilities = {
  readonly currencies: 'all' | readonly string[];
  /** By currency; any amount of one that is not named. */
  readonly amounts?: Readonly<Record<string, AmountRule>>;
  readonly refund: 'none' | 'full' | 'partial';
  readonly disputes: boolean;
  /** Whether every account of the channel moves play money only. */
  readonly alwaysTest: boolean;
  /** How long a code can be paid, for a channel that is paid by one. */
  readonly codeLifeMs?: number;
};

/** What a channel is asked to collect. */
export type StartRequest = {
  readonly account: ChannelAccount;
  /** Our reference for this attempt: lower-case letters and digits, 32 long. */
  readonly reference: string;
  readonly transId: string;
  readonly orderId: string;
  readonly item: string;
  readonly gross: Money;
  readonly language: string;
  /** Where the channel sends the shopper back to. */
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** Where the channel tells us. */
  readonly noticeUrl: string;
  /** PayCenter's own address as shoppers see it. */
  readonly publicUrl: string;
};

/** How the shopper gets to the channel. */
export type StartOutcome =
  | { readonly kind: 'redirect'; readonly url: string; readonly channelReference?: string }
  | {
      readonly kind: 'form';
      readonly action: string;
      readonly fields: Readonly<Record<string, string>>;
      readonly channelReference?: string;
    }
  | { readonly kind: 'qr'; readonly content: string; readonly channelReference?: string }
  /** The channel said no, or could not be reached before anything began there. */
  | { readonly kind: 'refused'; readonly why: string; readonly retryable: boolean };

export const NOTICE_DOORS = ['notice', 'refund-notice'] as const;
export type NoticeDoor = (typeof NOTICE_DOORS)[number];

/** A notice as it came in: nothing parsed, nothing trusted. */
export type RawNotice = {
  /** Which of the account's two addresses it came to: channels that tell payments and refunds alike get one for each. */
  readonly door: NoticeDoor;
  readonly method: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly receivedAtMs: number;
};

export type NoticeVerdict =
  | {
      readonly kind: 'genuine';
      /** The channel's own id of this notice, the same on every repeat. */
      readonly noticeKey: string;
      /**
       * What the channel said on being asked, where the notice by itself proves too little: it counts
       * in place of what the notice says.
       */
      readonly facts?: readonly Fact[];
    }
  | { readonly kind: 'forged'; readonly why: string }
  /** Could not be checked now (a certificate or a check-back did not answer): the channel must repeat it. */
  | { readonly kind: 'unverifiable'; readonly why: string };

/** Which of our attempts a fact is about: by our reference, or by the channel's id of the money. */
export type Subject = { readonly reference?: string; readonly channelTransaction?: string };

/** What a fact is about, and when it happened by the channel's clock. */
export type About = { readonly subject: Subject; readonly occurredAtMs: number };

/** One thing that a channel says has happened, in our words. */
export type Fact = About &
  (
    | {
        readonly kind: 'paid';
        readonly gross: Money;
        /** The channel's id of this money movement; never counted for two payments. */
        readonly channelTransaction: string;
        readonly payerEmail?: string;
        readonly feeMinor?: bigint;
        /** Set when the money went to somebody else than this account. */
        readonly wrongReceiver?: boolean;
        /** Set when the channel gives our reference back in two places, and they differ. */
        readonly wrongReference?: boolean;
      }
    | {
        readonly kind: 'pending';
        readonly reason?: string;
        /** Set when the channel waits for us: the payer has agreed, and a query collects the money. */
        readonly ask?: true;
      }
    | { readonly kind: 'failed' | 'canceled' | 'expired'; readonly reason?: string }
    | {
        readonly kind: 'refund';
        /** The channel's id of the refund; null while only we know of it. */
        readonly channelRefund: string | null;
        /** Ours, when the channel gives it back. */
        readonly refundId?: string;
        readonly gross: Money;
        /** Set when the channel may mean all that it has refunded so far, this refund included. */
        readonly grossMayBeTotal?: true;
        readonly outcome: 'sent' | 'succeeded' | 'failed' | 'unknown';
        readonly reason?: string;
      }
    | {
        readonly kind: 'dispute';
        readonly channelDispute: string;
        readonly gross?: Money;
        readonly outcome: 'open' | 'won' | 'lost' | 'closed';
        readonly reason?: string;
        readonly dueAtMs?: number;
        /**
         * For a channel that tells a refund by which a dispute was settled as a refund and the dispute as
         * lost: a refund of the disputed sum that was made since then is that one.
         */
        readonly refundSettlesSinceMs?: number;
      }
    | {
        readonly kind: 'reversal';
        /** The channel's id of it; of a cancellation also the id of the money, where it names no more. */
        readonly channelReversal: string;
        readonly gross?: Money;
        readonly channelDispute?: string;
        readonly outcome: 'reversed' | 'canceled';
        readonly reason?: string;
      }
    /** A word that we do not know: kept, counted, without effect. */
    | { readonly kind: 'unknown'; readonly word: string }
  );

export type FactKind = Fact['kind'];

export type RefundRequest = {
  readonly account: ChannelAccount;
  /** Ours: also the idempotency key, the same on every repeat. */
  readonly refundId: string;
  readonly reference: string;
  readonly channelReference: string | null;
  readonly channelTransaction: string;
  readonly gross: Money;
  /** All that came in by this attempt, of which `gross` is returned. */
  readonly paid: Money;
  /** Whether this refund returns all that was paid. */
  readonly full: boolean;
  readonly reason: string | null;
  /** Where the channel tells us of this refund: the account's door for refunds. */
  readonly noticeUrl: string;
  /**
   * For a channel that has no idempotency keys, to be called before what moves the money. Keeps, for
   * good, that this refund may have been made from now on. True for the first caller of all; false for
   * every later one, who must not make it unless the channel itself would refuse a second one.
   */
  readonly claim: () => Promise<boolean>;
};

export type RefundOutcome =
  | {
      readonly kind: 'succeeded' | 'sent';
      readonly channelRefund: string;
      /** By the channel's clock, where it says: its notices of the same refund go by that. */
      readonly occurredAtMs?: number;
    }
  | { readonly kind: 'failed'; readonly why: string }
  /** Nobody knows whether the channel did it: to be asked or repeated with the same key. */
  | { readonly kind: 'unknown'; readonly why: string };

/** A refund of ours whose end the channel has not told. */
export type OpenRefund = {
  /** Ours: the idempotency key that it was asked for with. */
  readonly refundId: string;
  /** The channel's id of it, once it has answered. */
  readonly channelRefund: string | null;
};

export type QueryRequest = {
  readonly account: ChannelAccount;
  readonly reference: string;
  readonly channelReference: string | null;
  readonly channelTransaction: string | null;
  readonly gross: Money;
  /** Refunds of this attempt that are to be asked about too, by a channel that tells of each by itself. */
  readonly openRefunds: readonly OpenRefund[];
  /** When the payer was sent there: channels forget what nobody pays. */
  readonly startedAtMs: number;
  /** Set once the channel has confirmed that it is at work: then only its own word ends the attempt. */
  readonly pending?: true;
  /**
   * Whether money that the payer has agreed to may be collected now, by a channel that waits for us to
   * do so. False once the order is paid: nobody shall pay twice.
   */
  readonly collect: boolean;
};

/** Whether a channel takes an account as it is set up. */
export type CheckOutcome =
  | { readonly kind: 'good'; readonly found: string }
  | { readonly kind: 'bad'; readonly found: string; readonly todo: string };

export type QueryOutcome =
  | {
      readonly kind: 'facts';
      readonly facts: readonly Fact[];
      /** The channel wants the payer once more, here: another card, a confirmation. */
      readonly payerUrl?: string;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * A payment channel. `verifyNotice` comes first and `readNotice` sees only what it found genuine; a
 * declined payment is a value; every outbound call has a deadline and an outcome that may be unknown.
 */
export interface ChannelAdapter {
  readonly name: string;
  readonly capabilities: ChannelCapabilities;
  readonly settings: Readonly<Record<string, SettingRule>>;
  /** Whether settings are of play money, for a channel whose keys say so; undefined when they do not. */
  isTest?(settings: ChannelAccount['settings']): boolean | undefined;
  start(request: StartRequest): Promise<StartOutcome>;
  verifyNotice(account: ChannelAccount, notice: RawNotice): Promise<NoticeVerdict>;
  readNotice(account: ChannelAccount, notice: RawNotice): readonly Fact[];
  /** Finds out how an attempt stands, and finishes it where the channel waits for us to do so. */
  query(request: QueryRequest): Promise<QueryOutcome>;
  /** Asks the channel for what its notice has left open; what it does not find out stays as it is. */
  completeFacts?(account: ChannelAccount, facts: readonly Fact[]): Promise<readonly Fact[]>;
  /** What may be shown and logged of a notice: no secrets, no payer data. */
  scrub(notice: RawNotice): string;
  refund?(request: RefundRequest): Promise<RefundOutcome>;
  /** The payer's address, from a channel whose notices of payment leave it out. */
  findPayerEmail?(request: QueryRequest): Promise<string | undefined>;
  /**
   * Asks the channel for something that moves nothing, to find out whether it takes the account as it is
   * set up. Where this is absent, the channel is asked about a payment that it cannot know.
   */
  check?(account: ChannelAccount, noticeUrl: string): Promise<CheckOutcome>;
  /** The reply that tells the channel that its notice is safe with us; 200 with an empty body if absent. */
  replyToNotice?(): { readonly contentType: string; readonly body: string };
}

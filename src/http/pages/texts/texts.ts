/**
 * Everything that a page says. Each language is one object of this shape, so the compiler finds
 * a missing sentence, and a sentence that lost its `{name}`.
 */

/** A sentence that must contain `{Name}`. */
type With<Name extends string> = `${string}{${Name}}${string}`;

/** What a result page can say of a payment. */
export type ResultState =
  | 'paid'
  | 'confirming'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'refunded'
  | 'review';

/** Why the shopper is choosing again. */
export type ChooseNotice =
  | 'declined'
  | 'canceled'
  | 'expired'
  | 'unavailable'
  /** The same where there is no other way to pay. */
  | 'unavailable_alone'
  | 'currency';

/** The small words beside a value. */
export type DetailLabel =
  | 'amount'
  | 'item'
  | 'order'
  | 'time'
  | 'channel'
  | 'transaction'
  | 'reference'
  | 'website';

/** Channels of which a page can say in a few words what they take. */
export type HintedChannel =
  | 'paypal'
  | 'paypal_classic'
  | 'moneybookers'
  | 'stripe'
  | 'alipay'
  | 'wechatpay'
  | 'sandbox';

/** What the sandbox's payer page can be asked to do. */
export type SandboxActionName =
  | 'pay'
  | 'pay_less'
  | 'pay_repeated'
  | 'pay_delayed'
  | 'pay_reordered'
  | 'pay_forged'
  | 'decline'
  | 'cancel'
  | 'pend'
  | 'dispute'
  | 'dispute_won'
  | 'dispute_lost'
  | 'reverse'
  | 'reverse_won'
  | 'refund';

export type SandboxState =
  | 'open'
  | 'pending'
  | 'paid'
  | 'failed'
  | 'canceled'
  | 'expired'
  | 'refunded'
  | 'review'
  | 'disputed'
  | 'reversed';

export type PageErrorCode =
  | 'MISSING_PARAMETER'
  | 'INVALID_PARAMETER'
  | 'INVALID_GROSS'
  | 'UNKNOWN_APP'
  | 'UNKNOWN_CHANNEL'
  | 'CURRENCY_NOT_SUPPORTED'
  | 'UNKNOWN_ACTIVITY'
  | 'ORDER_ID_REUSED'
  | 'BAD_SIGNATURE'
  | 'CHANNEL_UNAVAILABLE'
  | 'CONFLICTING_PARAMETER'
  | 'NOT_FOUND'
  | 'PAYMENT_NOT_FOUND'
  | 'REQUEST_TOO_LARGE'
  | 'SYSTEM_UNAVAILABLE'
  | 'INTERNAL_ERROR';

export type Texts = {
  readonly frame: {
    readonly testRibbon: string;
    readonly testMark: string;
    readonly language: string;
    readonly operatedBy: With<'operator'>;
    readonly questions: With<'contact'>;
    readonly details: string;
    readonly copy: string;
    readonly copied: string;
  };
  readonly labels: Readonly<Record<DetailLabel, string>>;
  readonly choose: {
    readonly heading: With<'shop'>;
    readonly how: string;
    readonly more: string;
    readonly troubled: string;
    readonly none: string;
    readonly next: string;
    readonly notices: Readonly<Record<ChooseNotice, string>>;
  };
  readonly channelHints: Readonly<Record<HintedChannel, string>>;
  readonly result: {
    /** `word` heads the page; `sentence` and `after` may name `{shop}` and `{channel}`. */
    readonly states: Readonly<
      Record<
        ResultState,
        { readonly word: string; readonly sentence: string; readonly after?: string }
      >
    >;
    /** Stands where a channel's name would, when none is known. */
    readonly someChannel: string;
    readonly progress: string;
    readonly tryAgain: string;
    readonly otherWays: string;
    readonly backToShop: With<'shop'>;
    readonly goOnTo: With<'host'>;
    readonly goOnNote: With<'host'>;
  };
  readonly errors: {
    readonly cannotPay: string;
    readonly notFound: string;
    readonly tryLater: string;
    readonly general: string;
    readonly sentences: Readonly<Record<PageErrorCode, string>>;
    readonly forDeveloper: string;
    readonly code: string;
    readonly parameter: string;
  };
  /** At the server's own address, for whoever is curious or lost. */
  readonly home: {
    readonly running: string;
    readonly purpose: string;
    /** For a shopper who has come here instead of to a payment. */
    readonly astray: string;
  };
  readonly formPost: {
    readonly heading: With<'channel'>;
    readonly sentence: string;
    readonly button: With<'channel'>;
  };
  readonly qr: {
    readonly heading: With<'channel'>;
    readonly instruction: With<'channel'>;
    readonly follows: string;
    readonly until: With<'time'>;
    /** For who plays the payer on the very device that shows the code. */
    readonly open: string;
    readonly image: With<'channel'>;
    readonly otherWay: string;
  };
  readonly sandbox: {
    readonly heading: string;
    readonly nothingReal: string;
    readonly standsInFor: With<'brand'>;
    readonly impossible: string;
    readonly forged: string;
    readonly state: string;
    readonly states: Readonly<Record<SandboxState, string>>;
    readonly groups: { readonly pay: string; readonly after: string };
    readonly actions: Readonly<
      Record<SandboxActionName, { readonly label: string; readonly explanation: string }>
    >;
  };
};

/** What a channel has to bring to be put through the conformance suite: somebody who plays its part. */
import type { TestCentre } from '../centre.ts';

/** A shopper who was sent to the channel. */
export type Visit = {
  readonly orderId: string;
  readonly transId: string;
  /** Our reference at the channel. */
  readonly reference: string;
  /** Where the shopper was sent; PayCenter itself, if not by a redirect. */
  readonly page: string;
  /** The page that sends the shopper on, for a channel that a form leads to. */
  readonly html: string;
};

export type Amount = { readonly gross: string; readonly currency: string };

/**
 * The channel's part. Each of these resolves when the channel has done it; notices that come of it may
 * still be under way until `settled`. What a channel cannot do, it leaves out and names in `lacks`.
 */
export type Driver = {
  /** Tells the channel where this account's notices go; called once the account exists. */
  connect(account: { id: string; noticeUrl: string }): Promise<void>;
  /** The channel behaves as usual again. */
  behave(): Promise<void>;
  /** Resolves when the channel has nothing left to tell. */
  settled(): Promise<void>;
  close(): Promise<void>;

  /** The payer pays, and the channel tells. Where the browser is sent back to. */
  pay(visit: Visit): Promise<string>;
  /** The payer pays, and the channel tells nothing of its own accord. */
  payInSilence(visit: Visit): Promise<string>;
  /** The money has come, and nobody has heard of it: not even by an answer. */
  payUnheard(visit: Visit): Promise<void>;
  /** The notice that `payUnheard` kept back. */
  tellPaid(visit: Visit): Promise<void>;
  /** The notice of the payment comes once more; its status. */
  repeatPaid(visit: Visit): Promise<number | null>;
  /** Other money than was asked for comes. */
  payOther(visit: Visit, amount: Amount): Promise<void>;
  /** The right money goes to somebody else. */
  payToAnother?(visit: Visit): Promise<void>;
  decline?(visit: Visit): Promise<string>;
  cancel?(visit: Visit): Promise<string>;
  pend?(visit: Visit): Promise<void>;
  endPending?(visit: Visit, as: 'paid' | 'refused'): Promise<void>;

  /** A notice of payment that is not genuine in one way, for an order that nobody has paid; its status. */
  forgePaid(visit: Visit, forgery: string): Promise<number | null>;
  /** How often a server that only a stranger names was visited. */
  strangerVisits?(): number;
  /** A genuine notice of something that nobody has a word for; its status. */
  tellUnknown?(visit: Visit): Promise<number | null>;

  /** The next answer to such a call is lost, after or before it was done. */
  loseAnswer?(call: 'capture' | 'refund', when: 'after' | 'before'): Promise<void>;
  /** From now on the channel tells nothing. */
  fallSilent?(): Promise<void>;
  refuseNextRefund?(): Promise<void>;
  /** The next refund is on its way for a while. */
  delayNextRefund?(): Promise<void>;
  endRefund?(visit: Visit, as: 'succeeded' | 'failed'): Promise<void>;
  refundInDashboard?(visit: Visit, amount?: Amount): Promise<void>;

  dispute?(visit: Visit): Promise<void>;
  endDispute?(visit: Visit, as: DisputeEnd): Promise<void>;
  reverse?(visit: Visit): Promise<void>;

  /** What the channel's own book says of an order, in the order in which it happened. */
  book(visit: Visit): Promise<readonly string[]>;
};

export type DisputeEnd = 'won' | 'lost' | 'withdrawn' | 'accepted' | 'undecided';

export type Ability =
  | keyof { [Name in keyof Driver as undefined extends Driver[Name] ? Name : never]: true }
  /** Being asked how a payment stands. */
  | 'query'
  /** Refunds that we ask for. */
  | 'refunds'
  | 'partial refunds'
  | 'refunds that fail late'
  | `dispute ${DisputeEnd}`;

export type ConformanceChannel = {
  readonly adapter: string;
  /** What a payment is of. */
  readonly amount: Amount;
  /** About a third of it. */
  readonly part: Amount;
  /** Money that is not what was asked for. */
  readonly other: readonly Amount[];
  /** The payer's address, as merchants are told it. */
  readonly payerEmail?: string;
  readonly forgeries: readonly string[];
  /** Its answer to a refund is mostly that it has begun; how it ended is told by a notice. */
  readonly refundsTakeTime?: true;
  /** What the channel has no such thing of, and why. */
  readonly lacks: Partial<Record<Ability, string>>;
  open(centre: TestCentre): Promise<{ driver: Driver; settings: Readonly<Record<string, string>> }>;
};

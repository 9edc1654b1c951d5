/**
 * Whether an account's channel is in trouble, read off how its calls have fared: the share of those that
 * failed, over a window that moves along. It decides what is offered first, never what happens to money.
 */

export type HealthRules = {
  /** How far back is looked. */
  readonly windowMs: number;
  /** Fewer failures say nothing yet. */
  readonly failuresMin: number;
  /** Of all calls in the window. */
  readonly failureShare: number;
  /** So many replies after the last failure, and the trouble is over. */
  readonly repliesToRecover: number;
  /** So long after the last failure it is tried again like any other; one more failure, and it is back. */
  readonly quietMs: number;
};

export const HEALTH_RULES: HealthRules = {
  windowMs: 10 * 60_000,
  failuresMin: 3,
  failureShare: 0.5,
  repliesToRecover: 5,
  quietMs: 2 * 60_000,
};

/** How calls have fared in the window. */
export type RecentCalls = {
  readonly calls: number;
  readonly failures: number;
  readonly lastFailureAtMs: number | null;
  readonly repliesSinceFailure: number;
};

export function isTroubled(
  recent: RecentCalls,
  nowMs: number,
  rules: HealthRules = HEALTH_RULES,
): boolean {
  const { calls, failures, lastFailureAtMs, repliesSinceFailure } = recent;
  return (
    lastFailureAtMs !== null &&
    failures >= rules.failuresMin &&
    failures >= calls * rules.failureShare &&
    repliesSinceFailure < rules.repliesToRecover &&
    nowMs - lastFailureAtMs < rules.quietMs
  );
}

/**
 * Whether a reply with this HTTP status (null: none came) says that the channel is in trouble. Any other
 * refusal is about what was asked: a declined payment, or a mistake of ours.
 */
export function isChannelFailure(status: number | null): boolean {
  return status === null || status === 429 || status >= 500;
}

/** Calls in slots of equal length, the oldest first: as many slots as the window has, however busy. */
export type CallHistory = {
  readonly slots: readonly Slot[];
  readonly lastFailureAtMs: number | null;
  readonly repliesSinceFailure: number;
};

type Slot = { readonly fromMs: number; readonly calls: number; readonly failures: number };

export const NO_CALLS: CallHistory = { slots: [], lastFailureAtMs: null, repliesSinceFailure: 0 };

const SLOTS_PER_WINDOW = 20;

/** The history with one more call in it. */
export function withCall(
  history: CallHistory,
  failed: boolean,
  nowMs: number,
  { windowMs }: HealthRules = HEALTH_RULES,
): CallHistory {
  const slotMs = windowMs / SLOTS_PER_WINDOW;
  const slots = history.slots.filter(({ fromMs }) => nowMs - fromMs < windowMs);
  const newest = slots.at(-1);
  const open = newest && nowMs - newest.fromMs < slotMs ? newest : undefined;
  const counted: Slot = {
    fromMs: open?.fromMs ?? nowMs,
    calls: (open?.calls ?? 0) + 1,
    failures: (open?.failures ?? 0) + Number(failed),
  };
  return {
    slots: [...(open ? slots.slice(0, -1) : slots), counted],
    lastFailureAtMs: failed ? nowMs : history.lastFailureAtMs,
    repliesSinceFailure: failed ? 0 : history.repliesSinceFailure + 1,
  };
}

/** What of the history lies in the window that ends now. */
export function recentCalls(
  { slots, lastFailureAtMs, repliesSinceFailure }: CallHistory,
  nowMs: number,
  { windowMs }: HealthRules = HEALTH_RULES,
): RecentCalls {
  const within = slots.filter(({ fromMs }) => nowMs - fromMs < windowMs);
  const sum = (pick: (slot: Slot) => number) =>
    within.reduce((total, slot) => total + pick(slot), 0);
  return {
    calls: sum(({ calls }) => calls),
    failures: sum(({ failures }) => failures),
    lastFailureAtMs,
    repliesSinceFailure,
  };
}

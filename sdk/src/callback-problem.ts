import type { CallbackEvent } from './callback-event.ts';

/** Every reason for which a callback is not acknowledged, with the status that is answered. */
export const PROBLEM_STATUS = {
  'wrong-method': 405,
  'unreadable-body': 400,
  'body-too-large': 413,
  'malformed-callback': 400,
  'bad-signature': 403,
  'not-confirmed': 403,
  'verify-unavailable': 503,
  'unknown-order': 404,
  'wrong-order': 409,
  'wrong-amount': 409,
  'wrong-currency': 409,
  'shop-failed': 500,
} as const;

export type CallbackProblemKind = keyof typeof PROBLEM_STATUS;

/** Why a callback was refused. It was not acknowledged, so PayCenter repeats it or shows it. */
export interface CallbackProblem {
  kind: CallbackProblemKind;
  /** One sentence; PayCenter's operator reads the same one. */
  message: string;
  /** The event, once it could be read. Verified unless `kind` says that it was not. */
  event?: CallbackEvent;
  /** What your own code threw, for `shop-failed`. Never shown to PayCenter. */
  error?: unknown;
}

/** What you expect to be paid for an order. */
export interface Expectation {
  gross: string;
  currency: string;
  /** Compared when given: for shops that look orders up by something else than the order number. */
  orderId?: string | undefined;
}

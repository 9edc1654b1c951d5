/**
 * Every error code that leaves PayCenter, once: on pages, in JSON, on the command line.
 * docs/errors.md explains each; a test keeps the two alike.
 */
type ErrorRule = {
  readonly status: number;
  readonly retryable: boolean;
  /** One sentence for developers and operators; shoppers read the page's own texts. */
  readonly text: string;
};

export const ERRORS = {
  MISSING_PARAMETER: { status: 400, retryable: false, text: 'A required parameter is missing.' },
  INVALID_PARAMETER: { status: 400, retryable: false, text: 'A parameter cannot be read.' },
  CONFLICTING_PARAMETER: {
    status: 400,
    retryable: false,
    text: 'A parameter was given twice with different values.',
  },
  INVALID_GROSS: {
    status: 400,
    retryable: false,
    text: 'gross must be a plain decimal above zero, with no more digits than the currency has.',
  },
  CURRENCY_NOT_SUPPORTED: {
    status: 400,
    retryable: false,
    text: 'No channel of this app takes that currency.',
  },
  UNKNOWN_APP: { status: 404, retryable: false, text: 'There is no app with this app_id.' },
  UNKNOWN_CHANNEL: {
    status: 404,
    retryable: false,
    text: 'This app has no channel of that name; listchannel names them.',
  },
  UNKNOWN_ACTIVITY: {
    status: 404,
    retryable: false,
    text: 'This activityid has no callback address; register it first.',
  },
  BAD_SIGNATURE: {
    status: 403,
    retryable: false,
    text: 'sign is missing, wrong, or older than 15 minutes.',
  },
  ORDER_ID_REUSED: {
    status: 409,
    retryable: false,
    text: 'This order_id is paid, or being paid, with other details.',
  },
  CHANNEL_UNAVAILABLE: {
    status: 502,
    retryable: true,
    text: 'The channel could not be reached or refused to start the payment.',
  },
  PAYMENT_NOT_FOUND: { status: 404, retryable: false, text: 'There is no such payment.' },
  NOT_FOUND: { status: 404, retryable: false, text: 'There is nothing at this address.' },
  NOTICE_REJECTED: {
    status: 400,
    retryable: false,
    text: 'The notice is not genuine, or not for this account.',
  },
  NOTICE_UNVERIFIABLE: {
    status: 503,
    retryable: true,
    text: 'The notice could not be checked now; send it again.',
  },
  REQUEST_TOO_LARGE: { status: 413, retryable: false, text: 'The request is too large.' },
  HEADERS_TOO_LARGE: {
    status: 431,
    retryable: false,
    text: 'The address or the headers of the request are too long.',
  },
  MALFORMED_REQUEST: {
    status: 400,
    retryable: false,
    text: 'This is not a request as HTTP has them.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    retryable: true,
    text: 'The request did not come to an end in time.',
  },
  UNSUPPORTED_BODY: {
    status: 415,
    retryable: false,
    text: 'The body must be a form (urlencoded or multipart), or JSON where JSON is asked for.',
  },
  SYSTEM_UNAVAILABLE: {
    status: 503,
    retryable: true,
    text: 'PayCenter cannot reach its database now; try again shortly.',
  },
  INTERNAL_ERROR: { status: 500, retryable: true, text: 'Something went wrong inside PayCenter.' },
  PAYMENT_NOT_PAID: { status: 409, retryable: false, text: 'This payment has not been paid.' },
  REFUND_TOO_LARGE: {
    status: 409,
    retryable: false,
    text: 'The refund is more than what is left of the payment.',
  },
  NOTHING_TO_REFUND: {
    status: 409,
    retryable: false,
    text: 'Nothing of this payment is left to refund.',
  },
  REFUND_NOT_SUPPORTED: {
    status: 409,
    retryable: false,
    text: 'This channel cannot make that refund.',
  },
  SANDBOX_ACTION_IMPOSSIBLE: {
    status: 409,
    retryable: false,
    text: 'The sandbox payment is not in a state in which this can happen.',
  },
  SANDBOX_NOTICE_NOT_ACCEPTED: {
    status: 502,
    retryable: false,
    text: 'It has happened, but PayCenter has not accepted the notice yet; the sandbox keeps sending it.',
  },
  APP_EXISTS: { status: 409, retryable: false, text: 'There is an app with this id already.' },
  CALLBACK_NOT_FOUND: { status: 404, retryable: false, text: 'There is no such callback.' },
  NOT_IN_REVIEW: {
    status: 409,
    retryable: false,
    text: 'This payment has no money that waits for a decision.',
  },
  ORDER_PAID_ALREADY: {
    status: 409,
    retryable: false,
    text: 'The order has been paid by other money; this money can only be refunded.',
  },
  MONEY_WENT_BACK: {
    status: 409,
    retryable: false,
    text: 'Some of this money has gone back, or is being disputed: it cannot pay for the order any more.',
  },
  TEST_CHANNEL_IN_LIVE_APP: {
    status: 409,
    retryable: false,
    text: 'A live app cannot have an enabled test account.',
  },
  NOT_SIGNED_IN: { status: 401, retryable: false, text: 'Sign in, or send an API key.' },
  WRONG_CREDENTIALS: {
    status: 401,
    retryable: false,
    text: 'The e-mail address or the password is wrong.',
  },
  WRONG_CODE: {
    status: 401,
    retryable: false,
    text: 'This code is wrong, was used before, or is too old.',
  },
  NOT_ALLOWED: { status: 403, retryable: false, text: 'You may not do this.' },
  CROSS_SITE_REQUEST: {
    status: 403,
    retryable: false,
    text: 'A change with a session must come from our own pages and carry x-paycenter-csrf: 1.',
  },
  INSECURE_CONNECTION: {
    status: 403,
    retryable: false,
    text: 'Passwords are taken over https, or from this machine, and not otherwise.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    retryable: true,
    text: 'There were too many wrong attempts; wait before the next.',
  },
  TOTP_ALREADY_ON: {
    status: 409,
    retryable: false,
    text: 'An authenticator app is enrolled already; take it away before you enrol another.',
  },
  TOTP_NOT_ON: { status: 409, retryable: false, text: 'No authenticator app is enrolled.' },
  IDENTITY_PROVIDER_UNAVAILABLE: {
    status: 502,
    retryable: true,
    text: 'The identity provider does not answer.',
  },
  IDENTITY_NOT_PROVEN: {
    status: 401,
    retryable: false,
    text: 'Signing in by the identity provider did not come to its end.',
  },
  UNKNOWN_IDENTITY: {
    status: 403,
    retryable: false,
    text: 'The identity provider vouches for nobody who is a user here.',
  },
  APPROVAL_OWN: {
    status: 403,
    retryable: false,
    text: 'Whoever asked for a refund cannot be the second person who approves it.',
  },
  APPROVAL_DECIDED: {
    status: 409,
    retryable: false,
    text: 'Somebody has approved or rejected this refund already.',
  },
  USER_EXISTS: {
    status: 409,
    retryable: false,
    text: 'There is a user with this e-mail address already.',
  },
  LAST_ADMIN: {
    status: 409,
    retryable: false,
    text: 'Nobody else could manage users any more; make another admin first.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    retryable: false,
    text: 'This Idempotency-Key was used for another request.',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    status: 409,
    retryable: true,
    text: 'A request with this Idempotency-Key is under way.',
  },
} as const satisfies Record<string, ErrorRule>;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal that ends a request or a command: a code of the registry and what it is about. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  /** The request parameter that is wrong, where one is. */
  readonly parameter: string | undefined;
  /** When the same can be tried again, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    options: { parameter?: string; detail?: string; retryAfterSeconds?: number } = {},
  ) {
    super(options.detail ?? ERRORS[code].text);
    this.name = 'Refusal';
    this.code = code;
    this.parameter = options.parameter;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

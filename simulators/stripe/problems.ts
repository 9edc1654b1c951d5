/** What Stripe answers when it does not do what it was asked. */

/** One of Stripe's own words. */
export type Issue = string;

/** Where it is not `invalid_request_error` with a 400. */
const KNOWN: Readonly<Record<string, { status: number; type?: string; code?: null }>> = {
  authentication: { status: 401, code: null },
  permission: { status: 403, code: null },
  resource_missing: { status: 404 },
  idempotency_error: { status: 400, type: 'idempotency_error', code: null },
  idempotency_key_in_use: { status: 409, type: 'idempotency_error' },
  rate_limit: { status: 429 },
  lock_timeout: { status: 429 },
  card_declined: { status: 402, type: 'card_error' },
  api_error: { status: 500, type: 'api_error', code: null },
  /** More than is left: without a code, the parameter tells. */
  amount_over_rest: { status: 400, code: null },
};

const MESSAGE: Readonly<Record<string, string>> = {
  authentication: 'Invalid API Key provided: sk_test_***',
  idempotency_error:
    'Keys for idempotent requests can only be used with the same parameters they were first used with.',
};

/** A refusal, about a parameter if one is to blame. */
export type Problem = { readonly issue: Issue; readonly param?: string };

export function problem({ issue, param }: Problem): { status: number; json: unknown } {
  const known = Object.hasOwn(KNOWN, issue) ? KNOWN[issue] : undefined;
  return {
    status: known?.status ?? 400,
    json: {
      error: {
        ...(known?.code === null ? {} : { code: issue }),
        message: MESSAGE[issue] ?? `${issue.replaceAll('_', ' ')}.`,
        ...(param === undefined ? {} : { param }),
        type: known?.type ?? 'invalid_request_error',
      },
    },
  };
}

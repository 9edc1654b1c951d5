/** What the API answers when it says no (RFC 9457), as an error. */
export const UNREACHABLE = 'UNREACHABLE';

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  /** The parameter that is wrong, as the API names it. */
  readonly parameter: string | undefined;

  constructor(code: string, status: number, detail: string, parameter?: string) {
    super(detail);
    this.code = code;
    this.status = status;
    this.parameter = parameter;
  }

  static of(body: unknown, status: number): Problem {
    const { code, detail, parameter } = (body ?? {}) as Record<string, unknown>;
    if (typeof code !== 'string') return new Problem(UNREACHABLE, status, '');
    return new Problem(
      code,
      status,
      typeof detail === 'string' ? detail : '',
      typeof parameter === 'string' ? parameter : undefined,
    );
  }
}

/** What the API says of an Idempotency-Key, for programs. It says nothing of the first request's fate. */
export function isAboutKey(error: unknown): boolean {
  return error instanceof Problem && error.code.startsWith('IDEMPOTENCY_KEY_');
}

/** The server has answered, and the answer to what was asked is no: nothing was done. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof Problem && error.status >= 400 && error.status < 500 && !isAboutKey(error)
  );
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.code === 'NOT_SIGNED_IN';
}

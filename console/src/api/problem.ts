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

/** The server has answered, and the answer is no. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500;
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.code === 'NOT_SIGNED_IN';
}

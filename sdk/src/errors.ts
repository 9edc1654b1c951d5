/** What kind of thing went wrong; `code` and `parameter` say more where there is more to say. */
export type PayCenterErrorKind =
  | 'configuration'
  | 'invalid-parameter'
  | 'malformed-callback'
  | 'refused'
  | 'timeout'
  | 'network'
  | 'unexpected-answer';

export interface PayCenterErrorDetails {
  /** PayCenter's own code, such as `UNKNOWN_APP`, when PayCenter refused. */
  code?: string;
  /** The parameter at fault, spelled as in the protocol. */
  parameter?: string;
  cause?: unknown;
}

/** The one exception this package throws. Its message says what is wrong and what to do. */
export class PayCenterError extends Error {
  override readonly name = 'PayCenterError';
  readonly kind: PayCenterErrorKind;
  readonly code: string | undefined;
  readonly parameter: string | undefined;

  constructor(kind: PayCenterErrorKind, message: string, details: PayCenterErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.parameter = details.parameter;
  }
}

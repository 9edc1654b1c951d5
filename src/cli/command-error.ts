/** A command that ends without having done what was asked; the message says what to do. */
export class CommandError extends Error {
  override name = 'CommandError';
  /** 1: refused or failed. 2: it was called wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

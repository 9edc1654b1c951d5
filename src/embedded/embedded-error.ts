/**
 * The embedded database cannot be used, and the person at the keyboard can change that: the
 * message is one sentence that says what to do. Anything else that is thrown here is a defect.
 */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

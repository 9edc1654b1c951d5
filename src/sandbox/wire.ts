/** What the bank's doors have in common. */
/** A request's body as text; empty when there was none. */
export function textOf(body: Buffer | undefined): string {
  return Buffer.isBuffer(body) ? body.toString() : '';
}

/** An address as it was asked for, before anything decoded it. */
export function splitTarget(target: string | undefined): { path: string; query: string } {
  const [path = '', ...rest] = (target ?? '').split('?');
  return { path, query: rest.join('?') };
}

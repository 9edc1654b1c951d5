/** What a check found, and what to do about it. */
export type Finding = {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** Null where nothing is to be done. */
  readonly todo: string | null;
};

export function ok(check: string, found: string): Finding {
  return { check, state: 'ok', found, todo: null };
}

export function fault(
  state: 'warning' | 'failed',
  check: string,
  found: string,
  todo: string,
): Finding {
  return { check, state, found, todo };
}

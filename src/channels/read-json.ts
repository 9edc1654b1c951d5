/** Reading JSON that others wrote: a step that is not there gives undefined, never an exception. */

type Step = string | number;

/** What lies at the end of the path. */
export function valueAt(json: unknown, ...path: readonly Step[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = (value as Record<Step, unknown>)[step];
  }
  return value;
}

/** The text there, if there is any. */
export function textAt(json: unknown, ...path: readonly Step[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The list there; empty when there is none. */
export function listAt(json: unknown, ...path: readonly Step[]): readonly unknown[] {
  const value = valueAt(json, ...path);
  return Array.isArray(value) ? value : [];
}

/** The instant that an ISO 8601 text there names. */
export function timeMsAt(json: unknown, ...path: readonly Step[]): number | undefined {
  const timeMs = Date.parse(textAt(json, ...path) ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

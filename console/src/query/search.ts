/** Filters in the address: plain texts, as somebody would type them, `?state=paid,failed&test=true`. */

export function readSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Those of the names that are there, as texts; all else is left out. */
export function asText<const Name extends string>(
  search: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { [Each in Name]?: string } {
  const found: { [Each in Name]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (value !== undefined && value !== '') found[name] = String(value);
  }
  return found;
}

/** `paid,failed` as the list that it is. */
export function asList<Word extends string>(
  text: string | undefined,
  words: readonly Word[],
): Word[] {
  const given = text?.split(',') ?? [];
  return words.filter((word) => given.includes(word));
}

/** A day of the reader's calendar as the moment at which it begins, or the one after it. */
export function dayBegins(day: string | undefined, daysLater = 0): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  if (!match) return undefined;
  const at = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + daysLater);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** What is undefined is not asked for. */
export function given<Query extends object>(
  query: Query,
): { [Name in keyof Query]: NonNullable<Query[Name]> } {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Query]: NonNullable<Query[Name]> };
}

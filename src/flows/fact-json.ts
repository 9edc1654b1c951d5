/** Facts as JSON, for keeping: amounts are bigints and JSON has none. */
import type { News } from '../domain/settle.ts';

const BIGINT = '$minor';

export function factsToJson(facts: readonly News[]): string {
  return JSON.stringify(facts, (_, value: unknown) => {
    if (typeof value === 'bigint') return { [BIGINT]: value.toString() };
    return typeof value === 'string' ? storableText(value) : value;
  });
}

/**
 * Text as PostgreSQL can hold it, which takes no NUL and no half of a character: money must not wait
 * because of what somebody wrote beside it.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Facts with every text in them storable. */
export function storableFacts(facts: readonly News[]): readonly News[] {
  return factsFromJson(JSON.parse(factsToJson(facts)));
}

/** Facts that {@link factsToJson} wrote, from parsed JSON. */
export function factsFromJson(json: unknown): readonly News[] {
  return revive(json) as readonly News[];
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === BIGINT) return BigInt(String(first[1]));
  return Object.fromEntries(entries.map(([key, each]) => [key, revive(each)]));
}

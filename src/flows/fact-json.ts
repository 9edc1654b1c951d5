/** Facts as JSON, for keeping: amounts are bigints and JSON has none. */
import type { Fact } from '../domain/channel.ts';

const BIGINT = '$minor';

export function factsToJson(facts: readonly Fact[]): string {
  return JSON.stringify(facts, (_, value: unknown) =>
    typeof value === 'bigint' ? { [BIGINT]: value.toString() } : value,
  );
}

/** Facts that {@link factsToJson} wrote, from parsed JSON. */
export function factsFromJson(json: unknown): readonly Fact[] {
  return revive(json) as readonly Fact[];
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === BIGINT) return BigInt(String(first[1]));
  return Object.fromEntries(entries.map(([key, each]) => [key, revive(each)]));
}

/** What may be kept in the open of what a channel said. */
import { jsonOf } from './http.ts';

/**
 * The JSON of a body with these members and no others, at any depth; a member that is left out takes
 * everything below it along. What is not named cannot slip through when a channel adds to its notices.
 */
export function keepMembers(body: Buffer, names: ReadonlySet<string>): string {
  const json = jsonOf(body);
  if (typeof json !== 'object' || json === null) {
    return `${body.length} bytes that are no JSON object`;
  }
  return JSON.stringify(json, function (this: unknown, name: string, value: unknown) {
    return name === '' || Array.isArray(this) || names.has(name) ? value : undefined;
  });
}

/** The same of a form: the fields with these names and no others, as JSON. */
export function keepFields(
  fields: Iterable<readonly [string, string]>,
  names: ReadonlySet<string>,
): string {
  return JSON.stringify(Object.fromEntries([...fields].filter(([name]) => names.has(name))));
}

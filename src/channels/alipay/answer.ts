/** What the gateway answers, as the text that it signed. */

/** Strings whole, so that nothing inside of one is taken for structure. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/gs;

/**
 * The members of a JSON object as they were written, each value by its name. The signature covers the
 * very characters of one of them, so it cannot be read and written anew. Of a name that comes twice, the
 * last counts, as for any reader of JSON. Undefined when the text is no JSON object.
 *
 * The package looks for the same characters by searching for words: it can check one part of an answer,
 * and then read another that nobody has signed.
 */
export function membersAsWritten(text: string): ReadonlyMap<string, string> | undefined {
  if (!isObject(text)) return undefined;
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let lastText = '';
  let valueFrom = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    if (depth === 1 && name === undefined && token === ':') {
      name = JSON.parse(lastText) as string;
      valueFrom = index + 1;
    }
    if (depth === 1 && name !== undefined && (token === ',' || token === '}')) {
      members.set(name, text.slice(valueFrom, index).trim());
      name = undefined;
    }
    if (token === '}' || token === ']') depth -= 1;
    lastText = token;
  }
  return members;
}

function isObject(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}

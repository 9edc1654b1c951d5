/** Lists of hosts, as settings hold them: names, `*.` for one or more labels, an optional port. */

type HostRule = { readonly name: string; readonly suffix: boolean; readonly port: string | null };

const ENTRY = /^(\*\.)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/;

/** The list's rules; undefined when an entry cannot be read. */
export function readHostList(text: string): readonly HostRule[] | undefined {
  const rules = text.split(',').map(readEntry);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function readEntry(entry: string): HostRule | undefined {
  const match = ENTRY.exec(entry.trim().toLowerCase());
  if (!match) return undefined;
  const [, wildcard, name = '', port = null] = match;
  return { name, suffix: wildcard !== undefined, port };
}

/** Whether a name (not an address) is on the list, whatever its port. */
export function isListedName(rules: readonly HostRule[], name: string): boolean {
  return rules.some((rule) => fits(rule, name.toLowerCase()));
}

/**
 * Whether an https address is on the list. A wildcard stands for public servers, which answer at the
 * usual port; a host that is spelled out without a port may have any.
 */
export function isListedUrl(rules: readonly HostRule[], url: URL): boolean {
  const port = url.port || '443';
  return rules.some(
    (rule) => fits(rule, url.hostname) && (rule.port ?? (rule.suffix ? '443' : port)) === port,
  );
}

function fits(rule: HostRule, name: string): boolean {
  return rule.suffix ? name.endsWith(`.${rule.name}`) : name === rule.name;
}

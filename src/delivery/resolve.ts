import { lookup, Resolver } from 'node:dns/promises';

/** Gives every address of a host name; rejects when it has none or nobody answers. */
export type HostResolver = (hostname: string) => Promise<string[]>;

/** DNS said there is no such name, or there is no DNS server: the machine itself may know it. */
const unknownToDns = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']);

/**
 * Resolves callback hosts by asking DNS directly. The system's getaddrinfo is kept out of it: it
 * holds a thread of Node's small pool for as long as a name server keeps silent, so a few merchants
 * with dead name servers could stop file access and password hashing for everybody.
 *
 * With `systemNames`, a name without a dot, or one that DNS does not know, is looked up by the
 * system (hosts file, search list): wanted only where callbacks to private networks are allowed.
 * `localhost` is 127.0.0.1 and is never asked of anybody.
 */
export function hostResolver(options: { systemNames: boolean; dns?: Resolver }): HostResolver {
  const dns = options.dns ?? new Resolver({ timeout: 3_000, tries: 2 });
  return async (hostname) => {
    const name = hostname.replace(/\.$/, '');
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1'];
    if (options.systemNames && !name.includes('.')) return askSystem(hostname);
    try {
      return await askDns(dns, hostname);
    } catch (error) {
      if (!options.systemNames || !unknownToDns.has(codeOf(error))) throw error;
      return askSystem(hostname);
    }
  };
}

/** IPv4 first: more servers lack a route to IPv6 than to IPv4. One family failing does no harm. */
async function askDns(dns: Resolver, hostname: string): Promise<string[]> {
  const [v4, v6] = await Promise.allSettled([dns.resolve4(hostname), dns.resolve6(hostname)]);
  const addresses = [v4, v6].flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  if (addresses.length === 0 && v4.status === 'rejected') throw v4.reason;
  return addresses;
}

async function askSystem(hostname: string): Promise<string[]> {
  const answers = await lookup(hostname, { all: true, order: 'ipv4first' });
  return answers.map((answer) => answer.address);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

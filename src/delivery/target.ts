import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A network that callbacks may reach although it is not public: its address and prefix length. */
export type Cidr = readonly [network: Address, prefixBits: number];

export type UrlRefusal = 'too_long' | 'characters' | 'not_a_url' | 'scheme' | 'userinfo' | 'port';

const urlLengthMax = 2000;

/**
 * Reads a callback URL that is about to be saved or sent to: absolute http or https, no user name,
 * any port and query. What browsers forgive (control characters, spaces, backslashes, missing
 * slashes) is refused, so that the URL an operator reads is the one that is called.
 * Says nothing about where the host leads: that is known only when it is connected to.
 */
export function parseCallbackUrl(
  text: string,
): { ok: true; url: URL } | { ok: false; why: UrlRefusal } {
  if (text.length > urlLengthMax) return { ok: false, why: 'too_long' };
  if (/[\p{Cc}\s\\]/u.test(text)) return { ok: false, why: 'characters' };
  const url = URL.parse(text);
  if (url === null) return { ok: false, why: 'not_a_url' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { ok: false, why: 'scheme' };
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) return { ok: false, why: 'not_a_url' };
  if (authority.includes('@')) return { ok: false, why: 'userinfo' };
  if (url.port === '0') return { ok: false, why: 'port' };
  return { ok: true, url };
}

/** Of IPv6 only this block has been given out for the public internet. */
const globalUnicast: Cidr = [ipaddr.IPv6.parse('2000::'), 3];
/** Looks public, but is the host's own agent on every Azure machine: it hands out credentials. */
const azureHostAgent: Cidr = [ipaddr.IPv4.parse('168.63.129.16'), 32];

/**
 * Whether a callback may connect to this address: one that is public, or one in a network that the
 * operator listed. An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo) is never
 * public, nor is it covered by a listed IPv4 network: it would reach what the IPv4 rules forbid.
 */
export function checkAddress(
  ip: string,
  allowed: readonly Cidr[],
): { allowed: true } | { allowed: false; why: string } {
  // Stricter than ipaddr.js, which also reads 0177.1: what the socket would take for a host name
  // and resolve again must not pass for an address.
  if (isIP(ip) === 0 || ip.includes('%')) return { allowed: false, why: 'notAnAddress' };
  const address = ipaddr.parse(ip);
  if (allowed.some((network) => isWithin(address, network))) return { allowed: true };
  const range = rangeOf(address);
  return range === 'unicast' ? { allowed: true } : { allowed: false, why: range };
}

function rangeOf(address: Address): string {
  const range = address.range();
  if (range !== 'unicast') return range;
  if (isWithin(address, azureHostAgent)) return 'hostAgent';
  if (address.kind() === 'ipv6' && !isWithin(address, globalUnicast)) return 'unassigned';
  return range;
}

function isWithin(address: Address, [network, prefixBits]: Cidr): boolean {
  return address.kind() === network.kind() && address.match(network, prefixBits);
}

/**
 * Reads a list of networks, as `10.0.0.0/8, fd00::/8 192.0.2.7`: commas or spaces between, a bare
 * address meaning itself alone. Throws an Error that names the first entry it cannot read.
 */
export function parseCidrs(text: string): Cidr[] {
  return text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseCidr);
}

function parseCidr(entry: string): Cidr {
  const [ip = '', prefix, ...rest] = entry.split('/');
  const family = isIP(ip);
  const bits = family === 4 ? 32 : 128;
  const prefixBits = prefix === undefined ? bits : Number(prefix);
  const readable =
    family !== 0 &&
    !ip.includes('%') &&
    rest.length === 0 &&
    /^\d{1,3}$/.test(prefix ?? '0') &&
    prefixBits <= bits;
  if (!readable)
    throw new Error(`"${entry}" is neither a network such as 10.0.0.0/8 nor an address`);
  return [ipaddr.parse(ip), prefixBits];
}

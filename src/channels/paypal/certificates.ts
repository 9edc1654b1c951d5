/**
 * The certificates that PayPal signs webhooks with. A webhook names the address of its certificate, so
 * anybody could name any: only hosts that the account allows are asked, over https, without redirects,
 * and a certificate counts only if somebody who is trusted vouches for it and for its name.
 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { ChannelAccount } from '../../domain/channel.ts';
import { chainFault, namesOf, readCertificates, trustedAuthorities } from '../certificate-chain.ts';
import { isListedName, isListedUrl, readHostList } from '../host-list.ts';
import { callChannel } from '../http.ts';

const HOSTS = '*.paypal.com';
const TIMEOUT_MS = 5_000;
const KEPT_MS = 12 * 3_600_000;
const KEPT_MAX = 100;

/** The address, if the account lets it be fetched. */
export function allowedCertificateUrl(account: ChannelAccount, text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password) return undefined;
  return isListedUrl(hostsOf(account), url) ? url : undefined;
}

function hostsOf({ settings }: ChannelAccount) {
  return readHostList(settings.cert_hosts ?? HOSTS) ?? [];
}

export type FoundCertificate =
  | { readonly kind: 'trusted'; readonly key: KeyObject }
  | { readonly kind: 'untrusted'; readonly why: string }
  /** Its server did not answer. */
  | { readonly kind: 'unavailable'; readonly why: string };

export type Certificates = {
  /** The certificate at an address that {@link allowedCertificateUrl} has let pass. */
  find(account: ChannelAccount, url: URL, nowMs: number): Promise<FoundCertificate>;
};

type Fetched =
  | { readonly kind: 'chain'; readonly chain: readonly X509Certificate[] }
  | Exclude<FoundCertificate, { kind: 'trusted' }>;

export function createCertificates(): Certificates {
  const kept = new Map<string, { fetched: Promise<Fetched>; untilMs: number }>();

  function fetchOnce(url: URL, ca: string | undefined): Promise<Fetched> {
    const place = `${url.href} ${ca ?? ''}`;
    const known = kept.get(place);
    if (known && known.untilMs > performance.now()) return known.fetched;
    const entry = { fetched: fetchChain(url, ca), untilMs: performance.now() + KEPT_MS };
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(place, entry);
    void entry.fetched.then(({ kind }) => {
      if (kind !== 'chain' && kept.get(place) === entry) kept.delete(place);
    });
    return entry.fetched;
  }

  return {
    async find(account, url, nowMs) {
      const authorities = readCertificates(account.settings.cert_ca ?? '');
      const ca = authorities?.map((each) => each.toString()).join('');
      const fetched = await fetchOnce(url, ca);
      if (fetched.kind !== 'chain') return fetched;
      const fault = faultOf(account, fetched.chain, authorities ?? trustedAuthorities(), nowMs);
      const [leaf] = fetched.chain;
      if (fault !== undefined || !leaf) {
        return { kind: 'untrusted', why: `its certificate does not count: ${fault}` };
      }
      return { kind: 'trusted', key: leaf.publicKey };
    },
  };
}

async function fetchChain(url: URL, ca: string | undefined): Promise<Fetched> {
  const answer = await callChannel({
    method: 'GET',
    url: url.href,
    timeoutMs: TIMEOUT_MS,
    ...(ca === undefined ? {} : { ca }),
  });
  if (answer.kind !== 'answered') return { kind: 'unavailable', why: `certificate: ${answer.why}` };
  if (answer.status !== 200) {
    return { kind: 'unavailable', why: `certificate: status ${answer.status}` };
  }
  const text = answer.body.toString('latin1');
  const chain = text.includes('-----BEGIN') ? readCertificates(text) : undefined;
  return chain ? { kind: 'chain', chain } : { kind: 'untrusted', why: 'no certificate there' };
}

function faultOf(
  account: ChannelAccount,
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  nowMs: number,
): string | undefined {
  const [leaf] = chain;
  if (leaf?.publicKey.asymmetricKeyType !== 'rsa') return 'it holds no RSA key';
  const hosts = [...hostsOf(account), ...(readHostList(HOSTS) ?? [])];
  if (!namesOf(leaf).some((name) => isListedName(hosts, name))) return 'it is made out to others';
  return chainFault(chain, authorities, nowMs);
}

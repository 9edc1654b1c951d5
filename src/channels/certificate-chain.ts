/** Certificates as text, and whether somebody who is trusted vouches for one. */
import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const CHAIN_LENGTH_MAX = 6;

/** The certificates in PEM text, or the one in bare base64; undefined when one cannot be read. */
export function readCertificates(text: string): readonly X509Certificate[] | undefined {
  const blocks: readonly (string | Buffer)[] = text.includes('-----')
    ? (text.match(PEM) ?? [])
    : [Buffer.from(text, 'base64')];
  try {
    return blocks.length === 0 ? undefined : blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

let systemAnchors: readonly X509Certificate[] | undefined;

/** The authorities that this process trusts: Node's own, and what its environment adds to them. */
export function trustedAuthorities(): readonly X509Certificate[] {
  systemAnchors ??= getCACertificates('default').map((pem) => new X509Certificate(pem));
  return systemAnchors;
}

/**
 * Why nobody among `anchors` vouches for the first certificate of `chain`; undefined when somebody does.
 * The others of the chain may help to get there, in any order.
 */
export function chainFault(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  nowMs: number,
): string | undefined {
  const [leaf, ...helpers] = chain;
  let current = leaf;
  for (let length = 0; current && length < CHAIN_LENGTH_MAX; length += 1) {
    const certificate: X509Certificate = current;
    if (!isValidAt(certificate, nowMs)) return 'a certificate of its chain is not valid now';
    if (anchors.some((anchor) => anchor.fingerprint256 === certificate.fingerprint256)) return;
    const vouches = (other: X509Certificate) => other.ca && hasIssued(other, certificate);
    if (anchors.some((anchor) => vouches(anchor) && isValidAt(anchor, nowMs))) return;
    current = helpers.find(vouches);
  }
  return 'nobody who is trusted vouches for it';
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt(certificate: X509Certificate, timeMs: number): boolean {
  return (
    certificate.validFromDate.getTime() <= timeMs && timeMs <= certificate.validToDate.getTime()
  );
}

/** The names that a certificate is made out to: its alternative names, and its common name. */
export function namesOf(certificate: X509Certificate): readonly string[] {
  const alternative = (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1]);
  const common = certificate.subject?.split('\n').map((line) => /^CN=(.+)$/.exec(line)?.[1]) ?? [];
  return [...alternative, ...common].filter((name) => name !== undefined);
}

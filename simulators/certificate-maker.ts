/**
 * Certificates made at start, for channels that sign with one or serve one: Node can read X.509 but not
 * write it, so the few structures that are needed are written here in DER.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

export type Issued = { readonly certificate: string; readonly privateKey: KeyObject };

export type Wanted = {
  readonly commonName: string;
  /** Names and IPv4 addresses that it is made out to, beside the common name. */
  readonly hosts?: readonly string[];
  /** A fresh one of an elliptic curve if absent. */
  readonly keys?: KeyPair;
  readonly validFromMs?: number;
  readonly validToMs?: number;
};

export type Authority = {
  /** As PEM. */
  readonly certificate: string;
  issue(wanted: Wanted): Issued;
};

const DAY_MS = 86_400_000;
const OID = {
  commonName: '2.5.4.3',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** An authority with a key of its own, which nobody but those who are told trusts. */
export function createAuthority(commonName: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = { commonName, key: keys.publicKey, isAuthority: true };
  const certificate = write(own, { commonName, privateKey: keys.privateKey });
  return {
    certificate,
    issue(wanted) {
      const own = wanted.keys ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const subject = { ...wanted, key: own.publicKey, isAuthority: false };
      const issuer = { commonName, privateKey: keys.privateKey };
      return { certificate: write(subject, issuer), privateKey: own.privateKey };
    },
  };
}

type Subject = Omit<Wanted, 'keys'> & { readonly key: KeyObject; readonly isAuthority: boolean };

function write(subject: Subject, issuer: { commonName: string; privateKey: KeyObject }): string {
  const { hosts = [], validFromMs = Date.now() - DAY_MS } = subject;
  const { validToMs = Date.now() + 365 * DAY_MS } = subject;
  const algorithm = sequence(objectId(OID.ecdsaWithSha256));
  const extensions = [
    extension(
      OID.basicConstraints,
      sequence(...(subject.isAuthority ? [tlv(0x01, byte(255))] : [])),
    ),
    ...(hosts.length > 0
      ? [extension(OID.alternativeName, sequence(...hosts.map(alternativeName)))]
      : []),
  ];
  const signed = sequence(
    tlv(0xa0, integer(Buffer.of(2))),
    // Positive and never the same twice.
    integer(Buffer.concat([byte(0x40), randomBytes(15)])),
    algorithm,
    name(issuer.commonName),
    sequence(time(validFromMs), time(validToMs)),
    name(subject.commonName),
    subject.key.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', signed, issuer.privateKey);
  const der = sequence(signed, algorithm, tlv(0x03, byte(0), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function tlv(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const short = length.subarray(length.findIndex((each) => each !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 | short.length), short, body]);
}

const byte = (value: number) => Buffer.of(value);
const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
const integer = (value: Buffer) => tlv(0x02, value);

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return tlv(0x06, byte(first * 40 + second), ...others.map(base128));
}

function base128(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}

function name(commonName: string): Buffer {
  const attribute = sequence(objectId(OID.commonName), tlv(0x0c, Buffer.from(commonName)));
  return sequence(tlv(0x31, attribute));
}

function time(timeMs: number): Buffer {
  // Two digits of the year until 2049, by the standard.
  const digits = new Date(timeMs).toISOString().replace(/\D/g, '').slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), tlv(0x04, value));
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 4) return tlv(0x87, Buffer.from(host.split('.').map(Number)));
  return tlv(0x82, Buffer.from(host));
}

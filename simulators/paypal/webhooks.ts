/** Webhooks: events, their signatures, and the certificate that vouches for them. */
import { generateKeyPairSync, randomUUID, sign, verify, X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { crc32 } from 'node:zlib';
import { type Authority, createAuthority, type Issued } from '../certificate-maker.ts';
import {
  createNoticeSender,
  growingDelays,
  type Letter,
  type NoticeSender,
} from '../notice-sender.ts';
import { newPayPalId } from './state.ts';

export const FORGERIES = [
  'unsigned',
  'signature',
  'body',
  'webhook_id',
  'algorithm',
  'foreign_certificate',
  'other_authority',
  'expired_certificate',
  'other_name',
] as const;

export type Forgery = (typeof FORGERIES)[number];

export type Event = {
  readonly id: string;
  readonly event_type: string;
  readonly [member: string]: unknown;
};

export type Webhooks = {
  readonly sender: NoticeSender;
  /** The authority behind the certificates, as PEM. */
  readonly authority: string;
  /** Host and port that certificates are served at. */
  readonly certificateHost: string;
  /** How often somebody came to the host that nobody should let himself be sent to. */
  foreignVisits(): number;
  webhookId: string;
  url: string | undefined;
  publish(event: Event): void;
  /** Sends an event as a forger would; what was answered. */
  forge(event: Event, forgery: Forgery): Promise<number | null>;
  repeat(event: Event): Promise<number | null>;
  /** The newest event of that word, as it would be sent now. */
  letter(word: string): Letter;
  /** What PayPal itself says of a signature. */
  verifies(claim: Readonly<Record<string, unknown>>): boolean;
  readonly published: readonly Event[];
  close(): Promise<void>;
};

/** 25 retries in three days are published; the intervals are not. */
const RETRY_DELAYS_MS = growingDelays(25, 3 * 86_400_000, 1.4);
const TIMEOUT_MS = 15_000;
const NAME = 'messageverificationcerts.sim.paypal.com';
const ALGORITHM = 'SHA256withRSA';

export async function startWebhooks(options: { timesFaster: number }): Promise<Webhooks> {
  const authority = createAuthority('PayPal simulator authority');
  const certificates = makeCertificates(authority);
  const home = await serve(authority, certificates);
  const foreign = await serve(createAuthority('Somebody else'), certificates);
  const sender = createNoticeSender({
    retryDelaysMs: RETRY_DELAYS_MS,
    timesFaster: options.timesFaster,
    isAccepted: (status) => status >= 200 && status <= 299,
    timeoutMs: TIMEOUT_MS,
  });
  const published: Event[] = [];
  const webhookId = newPayPalId();

  function letterOf(event: Event, forgery?: Forgery): Letter {
    const body = JSON.stringify(event);
    const host = forgery === 'foreign_certificate' ? foreign.host : home.host;
    const signer = certificates[certificateFor(forgery)];
    const id = randomUUID();
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    const webhook = forgery === 'webhook_id' ? newPayPalId() : webhooks.webhookId;
    const text = forgery === 'signature' ? `${body} ` : body;
    const signed = [id, time, webhook, crc32(text)].join('|');
    const signature = sign('sha256', Buffer.from(signed), signer.privateKey).toString('base64');
    return {
      id: event.id,
      word: event.event_type,
      url: webhooks.url ?? '',
      body: forgery === 'body' ? body.replace('"value":"', '"value":"9') : body,
      headers: {
        'content-type': 'application/json',
        ...(forgery === 'unsigned'
          ? {}
          : {
              'paypal-transmission-id': id,
              'paypal-transmission-time': time,
              'paypal-transmission-sig': signature,
              'paypal-cert-url': `https://${host}/v1/notifications/certs/${certificateFor(forgery)}`,
              'paypal-auth-algo': forgery === 'algorithm' ? 'SHA1withRSA' : ALGORITHM,
            }),
      },
    };
  }

  const webhooks: Webhooks = {
    sender,
    authority: authority.certificate,
    certificateHost: home.host,
    foreignVisits: foreign.visits,
    webhookId,
    url: undefined,
    published,
    publish(event) {
      published.push(event);
      if (webhooks.url !== undefined) sender.take(() => letterOf(event));
    },
    forge: (event, forgery) => sender.sendNow(letterOf(event, forgery)),
    repeat: (event) => sender.sendNow(letterOf(event)),
    letter(word) {
      const event = published.findLast((each) => each.event_type === word);
      if (!event) throw new Error(`There has been no ${word}.`);
      return letterOf(event);
    },
    verifies(claim) {
      const { transmission_id: id, transmission_time: time, transmission_sig: signature } = claim;
      const crc = crc32(JSON.stringify(claim.webhook_event));
      const signed = Buffer.from([id, time, claim.webhook_id, crc].join('|'));
      const known = claim.webhook_id === webhooks.webhookId && claim.auth_algo === ALGORITHM;
      const good = new X509Certificate(certificates['CERT-good'].certificate).publicKey;
      return known && verify('sha256', signed, good, Buffer.from(String(signature), 'base64'));
    },
    async close() {
      await sender.close();
      await Promise.all([home.close(), foreign.close()]);
    },
  };
  return webhooks;
}

type CertificateName = 'CERT-good' | 'CERT-other-authority' | 'CERT-expired' | 'CERT-other-name';

function certificateFor(forgery: Forgery | undefined): CertificateName {
  if (forgery === 'other_authority') return 'CERT-other-authority';
  if (forgery === 'expired_certificate') return 'CERT-expired';
  return forgery === 'other_name' ? 'CERT-other-name' : 'CERT-good';
}

function makeCertificates(authority: Authority) {
  const day = 86_400_000;
  const expired = { validFromMs: Date.now() - 9 * day, validToMs: Date.now() - day };
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issue = (by: Authority, commonName: string, change: object = {}) =>
    by.issue({ commonName, keys, ...change });
  return {
    'CERT-good': issue(authority, NAME),
    'CERT-other-authority': issue(createAuthority('Nobody'), NAME),
    'CERT-expired': issue(authority, NAME, expired),
    'CERT-other-name': issue(authority, 'certificates.example'),
  } satisfies Record<CertificateName, Issued>;
}

async function serve(authority: Authority, certificates: Readonly<Record<string, Issued>>) {
  const own = authority.issue({ commonName: 'localhost', hosts: ['localhost', '127.0.0.1'] });
  const key = own.privateKey.export({ type: 'pkcs8', format: 'pem' });
  let visits = 0;
  const server = createServer({ cert: own.certificate, key }, (request, reply) => {
    const name = request.url?.split('/').at(-1) ?? '';
    const found = Object.hasOwn(certificates, name) ? certificates[name] : undefined;
    reply.writeHead(found ? 200 : 404, { 'content-type': 'application/x-pem-file' });
    reply.end(found?.certificate);
  });
  // A connection is a visit already, whatever comes of it.
  server.on('connection', () => {
    visits += 1;
  });
  const port = await listen(server);
  return {
    host: `127.0.0.1:${port}`,
    visits: () => visits,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

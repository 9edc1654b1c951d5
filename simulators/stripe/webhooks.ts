/** Webhooks: events, signed anew for each try with the endpoint's secret. */
import { createHmac, randomBytes } from 'node:crypto';
import {
  createNoticeSender,
  growingDelays,
  type Letter,
  type NoticeSender,
} from '../notice-sender.ts';
import { newStripeId } from './state.ts';

export const FORGERIES = [
  'unsigned',
  'signature',
  'body',
  'secret',
  'empty_secret',
  'old_scheme',
  'stale',
  'future',
  /** Signed as it should be, by an account of the other mode. */
  'livemode',
  /** Signed as it should be, of an account that is only connected to this one. */
  'connected_account',
] as const;

export type Forgery = (typeof FORGERIES)[number];

export type Event = {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly object: unknown };
  readonly [member: string]: unknown;
};

export type Webhooks = {
  readonly sender: NoticeSender;
  url: string | undefined;
  /** The endpoint's secrets: two while one takes over from another. */
  readonly secrets: readonly string[];
  /** Makes a new secret; the one before signs along until the next time. Returns the new one. */
  rollSecret(): string;
  publish(event: Event): void;
  /** Sends an event as a forger would; what was answered. */
  forge(event: Event, forgery: Forgery): Promise<number | null>;
  repeat(event: Event): Promise<number | null>;
  /** An event as it would be sent now. */
  letter(event: Event, forgery?: Forgery): Letter;
  readonly published: readonly Event[];
  close(): Promise<void>;
};

/** In a sandbox: three more tries within a few hours. */
const RETRY_DELAYS_MS = growingDelays(3, 4 * 3_600_000, 3);
const TIMEOUT_MS = 20_000;
const MINUTE_SECONDS = 60;

export function startWebhooks(options: { timesFaster: number }): Webhooks {
  const sender = createNoticeSender({
    retryDelaysMs: RETRY_DELAYS_MS,
    timesFaster: options.timesFaster,
    isAccepted: (status) => status >= 200 && status <= 299,
    timeoutMs: TIMEOUT_MS,
  });
  const published: Event[] = [];
  let secrets: readonly string[] = [newSecret()];

  const webhooks: Webhooks = {
    sender,
    url: undefined,
    get secrets() {
      return secrets;
    },
    rollSecret() {
      const fresh = newSecret();
      secrets = [fresh, ...secrets.slice(0, 1)];
      return fresh;
    },
    published,
    publish(event) {
      published.push(event);
      if (webhooks.url !== undefined) sender.take(() => webhooks.letter(event));
    },
    forge: (event, forgery) => sender.sendNow(webhooks.letter(event, forgery)),
    repeat: (event) => sender.sendNow(webhooks.letter(event)),
    letter(event, forgery) {
      const body = JSON.stringify(disguised(event, forgery));
      const header = signatureHeader(body, secrets, forgery);
      return {
        id: event.id,
        word: event.type,
        url: webhooks.url ?? '',
        body: forgery === 'body' ? body.replace('"amount_total":', '"amount_total":9') : body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          ...(forgery === 'unsigned' ? {} : { 'stripe-signature': header }),
        },
      };
    },
    close: () => sender.close(),
  };
  return webhooks;
}

const newSecret = () => `whsec_${randomBytes(24).toString('base64url')}`;

function disguised(event: Event, forgery: Forgery | undefined): Event {
  if (forgery === 'livemode') return { ...event, livemode: true };
  if (forgery === 'connected_account') return { ...event, account: newStripeId('acct', 8) };
  return event;
}

function signatureHeader(
  body: string,
  secrets: readonly string[],
  forgery: Forgery | undefined,
): string {
  const shift = { stale: -6, future: 6 }[String(forgery)] ?? 0;
  const time = Math.floor(Date.now() / 1_000) + shift * MINUTE_SECONDS;
  const text = forgery === 'signature' ? `${body} ` : body;
  const others = { secret: [newSecret()], empty_secret: [''] }[String(forgery)];
  const signatures = (others ?? secrets).map((secret) => {
    const hex = createHmac('sha256', secret).update(`${time}.${text}`).digest('hex');
    return `${forgery === 'old_scheme' ? 'v0' : 'v1'}=${hex}`;
  });
  return [`t=${time}`, ...signatures].join(',');
}

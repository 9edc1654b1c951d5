/** Messages on their way: sent, repeated, forged, and remembered for whoever asks whether they are PayPal's. */
import { randomBytes } from 'node:crypto';
import {
  createNoticeSender,
  growingDelays,
  type Letter,
  type NoticeSender,
} from '../notice-sender.ts';
import { type Charset, encodeForm, type Fields } from './messages.ts';

export const FORGERIES = [
  /** PayPal has never sent it. */
  'invented',
  /** Sent by PayPal with another amount. */
  'amount',
  /** Decoded and written anew on its way: no longer the same bytes. */
  'reencoded',
  /** Sent by PayPal, and not from its sandbox. */
  'live',
] as const;

export type Forgery = (typeof FORGERIES)[number];

export type Message = { readonly fields: Fields; readonly url: string };

export type Ipn = {
  readonly sender: NoticeSender;
  /** What the account has chosen for all that is sent to it. */
  charset: Charset;
  /** The account's own address, for payments that name none. */
  url: string | undefined;
  readonly published: readonly Message[];
  publish(fields: Fields, notifyUrl: string): void;
  repeat(message: Message): Promise<number | null>;
  /** Sends it as a forger would; what was answered. */
  forge(message: Message, forgery: Forgery): Promise<number | null>;
  /** Whether this is, to the byte, something that was sent. */
  hasSent(body: string): boolean;
};

/** Sixteen sends in about four days are known; the intervals are not published. */
const RETRY_DELAYS_MS = growingDelays(15, 4 * 86_400_000, 1.6);
const TIMEOUT_MS = 30_000;

export function createIpn(options: { timesFaster: number }): Ipn {
  const sender = createNoticeSender({
    retryDelaysMs: RETRY_DELAYS_MS,
    timesFaster: options.timesFaster,
    isAccepted: (status) => status === 200,
    timeoutMs: TIMEOUT_MS,
  });
  const sent = new Set<string>();
  const published: Message[] = [];

  const bodyOf = (fields: Fields, charset = ipn.charset) =>
    encodeForm({ ...fields, charset: ipn.charset }, charset);

  /** What PayPal answers for. */
  function remembered(body: string): string {
    sent.add(body);
    return body;
  }

  function letterOf({ fields, url }: Message, body: string): Letter {
    const word = fields.payment_status ?? fields.txn_type ?? '';
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'PayPal IPN ( https://www.paypal.com/ipn )',
    };
    return { id: fields.ipn_track_id ?? '', word, url, headers, body };
  }

  const resent = (fields: Fields): Fields => ({ ...fields, resend: 'true' });

  const ipn: Ipn = {
    sender,
    charset: 'windows-1252',
    url: undefined,
    published,
    publish(fields, notifyUrl) {
      const url = notifyUrl || ipn.url;
      const message = { fields: stamped(fields), url: url ?? '' };
      published.push(message);
      if (url === undefined) return;
      sender.take((triesBefore) => {
        const told = triesBefore > 0 ? resent(message.fields) : message.fields;
        return letterOf(message, remembered(bodyOf(told)));
      });
    },
    repeat: (message) =>
      sender.sendNow(letterOf(message, remembered(bodyOf(resent(message.fields))))),
    forge(message, forgery) {
      if (forgery === 'invented') {
        return sender.sendNow(letterOf(message, bodyOf(message.fields)));
      }
      const { test_ipn: _, ...live } = message.fields;
      const body = remembered(bodyOf(forgery === 'live' ? live : message.fields));
      if (forgery === 'amount') {
        return sender.sendNow(letterOf(message, body.replace('mc_gross=', 'mc_gross=9')));
      }
      const changed = forgery === 'reencoded' ? bodyOf(message.fields, 'utf-8') : body;
      return sender.sendNow(letterOf(message, changed));
    },
    hasSent: (body) => sent.has(body),
  };
  return ipn;
}

/** What every message carries, and what is its own. */
export function stamped(fields: Fields): Fields {
  return {
    ...fields,
    notify_version: '3.9',
    verify_sign: randomBytes(42).toString('base64url'),
    test_ipn: '1',
    ipn_track_id: randomBytes(7).toString('hex').slice(0, 13),
  };
}

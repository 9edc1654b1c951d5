/** PayPal's webhooks: genuine or not, what they say, and what may be shown of them. */
import { type KeyObject, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChannelAccount, Fact, NoticeVerdict, RawNotice } from '../../domain/channel.ts';
import { jsonOf } from '../http.ts';
import { textAt, timeMsAt, valueAt } from '../read-json.ts';
import { keepMembers } from '../transcript.ts';
import { allowedCertificateUrl, type Certificates } from './certificates.ts';
import type { PayPalClient } from './client.ts';
import { aboutOrder, captureFact, disputeFact, refundFact, reversalFact } from './status.ts';

const ALGORITHM = 'SHA256withRSA';
const HEADER_LENGTH_MAX = 2_048;

/** What PayPal says about a webhook beside its body. */
type Transmission = {
  readonly id: string;
  readonly time: string;
  readonly signature: string;
  readonly certificateUrl: URL;
};

export async function verifyNotice(
  world: { certificates: Certificates; client: PayPalClient },
  account: ChannelAccount,
  notice: RawNotice,
): Promise<NoticeVerdict> {
  const forged = (why: string) => ({ kind: 'forged', why }) as const;
  const noticeKey = notice.method === 'POST' ? textAt(jsonOf(notice.body), 'id') : undefined;
  if (noticeKey === undefined) return forged('no event');
  const webhookId = account.settings.webhook_id;
  if (!webhookId) return { kind: 'unverifiable', why: 'the account has no webhook_id' };
  const transmission = readTransmission(account, notice);
  if (typeof transmission === 'string') return forged(transmission);
  const fault =
    account.settings.verify === 'online'
      ? await askPayPal(world.client, account, notice, transmission)
      : await checkSignature(world.certificates, account, notice, transmission);
  return fault ?? { kind: 'genuine', noticeKey };
}

type Fault = Exclude<NoticeVerdict, { kind: 'genuine' }> | undefined;

/** The headers, or what is wrong with them. Nothing is fetched before they are in order. */
function readTransmission(account: ChannelAccount, notice: RawNotice): Transmission | string {
  const header = (name: string) => {
    const value = notice.headers[name];
    return typeof value === 'string' && value.length <= HEADER_LENGTH_MAX ? value : '';
  };
  const id = header('paypal-transmission-id');
  const time = header('paypal-transmission-time');
  const signature = header('paypal-transmission-sig');
  if (!id || !time || !signature) return 'not signed';
  if (header('paypal-auth-algo') !== ALGORITHM) return `not signed with ${ALGORITHM}`;
  const certificateUrl = allowedCertificateUrl(account, header('paypal-cert-url'));
  return certificateUrl
    ? { id, time, signature, certificateUrl }
    : 'a certificate from a host that is not allowed';
}

async function checkSignature(
  certificates: Certificates,
  account: ChannelAccount,
  notice: RawNotice,
  { id, time, signature, certificateUrl }: Transmission,
): Promise<Fault> {
  const found = await certificates.find(account, certificateUrl, notice.receivedAtMs);
  if (found.kind === 'unavailable') return { kind: 'unverifiable', why: found.why };
  if (found.kind === 'untrusted') return { kind: 'forged', why: found.why };
  const { webhook_id: webhookId = '' } = account.settings;
  const good = isSignedBy(found.key, { id, time, signature }, webhookId, notice.body);
  return good ? undefined : { kind: 'forged', why: 'a wrong signature' };
}

/** Whether the owner of the key has sent this body to this webhook. */
export function isSignedBy(
  key: KeyObject,
  { id, time, signature }: Pick<Transmission, 'id' | 'time' | 'signature'>,
  webhookId: string,
  body: Buffer,
): boolean {
  const signed = Buffer.from([id, time, webhookId, crc32(body)].join('|'));
  return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
}

async function askPayPal(
  client: PayPalClient,
  account: ChannelAccount,
  { body }: RawNotice,
  { id, time, signature, certificateUrl }: Transmission,
): Promise<Fault> {
  const asked = JSON.stringify({
    auth_algo: ALGORITHM,
    cert_url: certificateUrl.href,
    transmission_id: id,
    transmission_sig: signature,
    transmission_time: time,
    webhook_id: account.settings.webhook_id,
  });
  // The event goes in as it came: written anew, it might not be what was signed.
  const text = `${asked.slice(0, -1)},"webhook_event":${body.toString()}}`;
  const reply = await client(account, {
    method: 'POST',
    path: '/v1/notifications/verify-webhook-signature',
    body: { text, contentType: 'application/json' },
  });
  const status = reply.kind === 'done' ? textAt(reply.json, 'verification_status') : undefined;
  if (status === 'SUCCESS') return undefined;
  if (status === 'FAILURE') return { kind: 'forged', why: 'PayPal does not know its signature' };
  return { kind: 'unverifiable', why: 'PayPal could not be asked about its signature' };
}

type ReadResource = (resource: unknown, fallbackMs: number) => Fact | undefined;

const capture: ReadResource = (resource, fallbackMs) => captureFact(resource, { fallbackMs });

/** Every kind of event that we know. */
const READ: ReadonlyMap<string, ReadResource> = new Map<string, ReadResource>([
  [
    'CHECKOUT.ORDER.APPROVED',
    (order, ms) => ({ ...aboutOrder(order, ms), kind: 'pending', ask: true }),
  ],
  [
    'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
    (order, ms) => ({ ...aboutOrder(order, ms), kind: 'expired', reason: 'not captured in time' }),
  ],
  ['PAYMENT.CAPTURE.PENDING', capture],
  ['PAYMENT.CAPTURE.COMPLETED', capture],
  ['PAYMENT.CAPTURE.DENIED', capture],
  ['PAYMENT.CAPTURE.DECLINED', capture],
  ['PAYMENT.CAPTURE.REFUNDED', (refund, ms) => refundFact(refund, ms)],
  ['PAYMENT.CAPTURE.REVERSED', reversalFact],
  ['PAYMENT.REFUND.PENDING', (refund, ms) => refundFact(refund, ms, 'sent')],
  ['PAYMENT.REFUND.FAILED', (refund, ms) => refundFact(refund, ms, 'failed')],
  ['CUSTOMER.DISPUTE.CREATED', disputeFact],
  ['CUSTOMER.DISPUTE.UPDATED', disputeFact],
  ['CUSTOMER.DISPUTE.RESOLVED', disputeFact],
]);

export function readNotice(notice: RawNotice): readonly Fact[] {
  const event = jsonOf(notice.body);
  const word = textAt(event, 'event_type') ?? '';
  const fallbackMs = timeMsAt(event, 'create_time') ?? notice.receivedAtMs;
  const resource = valueAt(event, 'resource');
  const unknown: Fact = { kind: 'unknown', subject: {}, occurredAtMs: fallbackMs, word };
  return [READ.get(word)?.(resource, fallbackMs) ?? unknown];
}

/** Ids, states, amounts and times; nothing of the payer. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['id', 'event_type', 'event_version', 'resource_type', 'resource_version', 'resource'],
  ...['status', 'status_details', 'reason', 'create_time', 'update_time', 'intent', 'order_id'],
  ...['amount', 'currency_code', 'value', 'custom_id', 'invoice_id', 'final_capture'],
  ...['purchase_units', 'payments', 'captures', 'refunds', 'supplementary_data', 'related_ids'],
  ...['seller_receivable_breakdown', 'seller_payable_breakdown', 'gross_amount', 'paypal_fee'],
  ...['net_amount', 'total_refunded_amount', 'links', 'rel', 'href'],
  ...['dispute_id', 'dispute_life_cycle_stage', 'dispute_channel', 'dispute_amount'],
  ...['dispute_outcome', 'outcome_code', 'amount_refunded', 'seller_response_due_date'],
  ...['disputed_transactions', 'seller_transaction_id', 'custom', 'invoice_number'],
  ...['money_movements', 'affected_party', 'type'],
]);

export function scrubNotice(notice: RawNotice): string {
  return keepMembers(notice.body, SHOWN);
}

/** What is kept of one send. */
import type { DueCallback, SendRecord } from '../store/callbacks.ts';
import { readAcknowledgement } from './ack.ts';
import type { SendResult } from './send.ts';

const REPLY_KEPT_BYTES = 1_024;

/** The record of a send by `owner`; `againInSeconds` holds unless the merchant has acknowledged. */
export function sendRecord(
  callback: Pick<DueCallback, 'id' | 'url' | 'orderId' | 'sends'>,
  owner: string,
  result: SendResult,
  sentAtMs: number,
  againInSeconds: number | null,
): SendRecord {
  const verdict = verdictOf(callback, result);
  return {
    callbackId: callback.id,
    owner,
    number: callback.sends,
    url: callback.url,
    address: result.address ?? null,
    ...verdict,
    statusCode: result.statusCode ?? null,
    reply: result.body?.subarray(0, REPLY_KEPT_BYTES) ?? null,
    latencyMs: Math.round(result.latencyMs),
    sentAtMs,
    againInSeconds: verdict.outcome === 'acknowledged' ? null : againInSeconds,
  };
}

function verdictOf(
  { orderId }: Pick<DueCallback, 'orderId'>,
  result: SendResult,
): Pick<SendRecord, 'outcome' | 'why'> {
  if (result.outcome === 'failed')
    return { outcome: 'failed', why: `${result.why}: ${result.detail}`.slice(0, 300) };
  const ack = readAcknowledgement(orderId, result.statusCode, result.body);
  return ack.kind === 'acknowledged'
    ? { outcome: 'acknowledged', why: null }
    : { outcome: 'refused', why: ack.why };
}

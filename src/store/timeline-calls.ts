/** What channels were asked, as lines of a payment's story. */
import type { Payment } from '../domain/payment.ts';
import { type Exchange, exchangeInWords } from '../exchanges.ts';
import { type ChannelOperation, readChannelCalls } from './channel-calls.ts';
import type { Db } from './database.ts';
import type { Dated, SaidBy } from './timeline-entry.ts';

const ASKED: Readonly<Record<ChannelOperation, string>> = {
  start: 'to begin',
  query: 'how it stands',
  refund: 'to pay back',
  payer: 'who has paid',
};

const SAID: Readonly<Record<ChannelOperation, SaidBy>> = {
  start: 'call',
  query: 'query',
  refund: 'call',
  payer: 'query',
};

/** What we asked of channels, and what they replied. */
export async function callEntries(db: Db, payment: Payment): Promise<Dated[]> {
  const channels = new Map(payment.attempts.map(({ id, channel }) => [id, channel]));
  const calls = await readChannelCalls(db, [...channels.keys()]);
  return calls.map((call) => {
    const { times, exchanges, outcome, why } = call;
    const channel = channels.get(call.attemptId) ?? '';
    const wire = exchanges.map(exchangeInWords).join(', ');
    const often = times === 1 ? '' : ` (${times} times until ${call.lastAt.toISOString()})`;
    return {
      atMs: call.firstAt.getTime(),
      kind: 'channel_call',
      said_by: SAID[call.operation],
      text: `${channel} was asked ${ASKED[call.operation]}${often}: ${wire}; ${outcome}${why === null ? '' : `, ${why}`}.`,
      attempt: call.attemptId,
      channel,
      operation: call.operation,
      outcome,
      why,
      failed: call.failed,
      times,
      last_at: call.lastAt.toISOString(),
      exchanges: exchanges.map(exchangeLine),
    };
  });
}

function exchangeLine(exchange: Exchange) {
  return {
    method: exchange.method,
    address: exchange.address,
    asked: exchange.asked,
    status: exchange.status,
    answered: exchange.answered,
    why: exchange.why ?? null,
    channel_trace: exchange.channelTrace ?? null,
    took_ms: exchange.tookMs,
  };
}

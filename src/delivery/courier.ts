/** Sends one callback and records what came of it. */
import type { Log } from '../log.ts';
import { reached } from '../steps.ts';
import { type DueCallback, recordSends, type SendRecord } from '../store/callbacks.ts';
import { coalesce } from '../store/coalesce.ts';
import type { Db } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { nextSend } from './schedule.ts';
import type { Sender, SendResult } from './send.ts';
import { sendRecord } from './send-record.ts';
import { signCallback, signingKeys } from './sign.ts';

export type CourierOptions = {
  readonly db: Db;
  /** Who holds the leases of what is sent. */
  readonly owner: string;
  readonly directory: Directory;
  readonly sender: Sender;
  readonly log: Log;
  readonly onSend?: (outcome: SendRecord['outcome'], latencyMs: number) => void;
  /**
   * The merchant has answered, or never will. The place was his, not the database's: whoever waits for
   * it need not wait for the record.
   */
  readonly onReply: (callback: DueCallback) => void;
};

const RECORD_AGAIN_MS = [100, 500, 2_000, 5_000, 5_000, 5_000] as const;

/** Returns a function that resolves with the payment's next callback, if that may go now. */
export function createCourier(
  options: CourierOptions,
): (callback: DueCallback) => Promise<DueCallback | undefined> {
  const { db, owner, directory, sender, log } = options;
  const record = coalesce({
    run: (records: readonly SendRecord[]) => recordSends(db, records),
    key: (each) => each.callbackId,
  });

  async function sendAndRecord(callback: DueCallback): Promise<DueCallback | undefined> {
    try {
      const sentAtMs = Date.now();
      const result = await sendSigned(callback, sentAtMs).finally(() => options.onReply(callback));
      reached('reply read', callback.id);
      const again = nextSend(callback.delaysSeconds, callback.sends - callback.sendsBefore);
      const sent = sendRecord(callback, owner, result, sentAtMs, again ?? null);
      options.onSend?.(sent.outcome, sent.latencyMs);
      const next = await recordSurely(sent);
      reached('send recorded', callback.id);
      return next;
    } catch (error) {
      // The lease runs out by itself, and somebody sends it again.
      log.error({ callbackId: callback.id, err: error }, 'callback could not be sent or recorded');
      return undefined;
    }
  }

  async function sendSigned(callback: DueCallback, sentAtMs: number): Promise<SendResult> {
    const app = await directory.app(callback.appId);
    const secrets = app ? signingKeys(app, sentAtMs) : [];
    const headers = signCallback({
      id: callback.eventId,
      timestampSeconds: Math.floor(sentAtMs / 1_000),
      body: callback.body,
      secrets,
    });
    const answer = sender.send({ url: callback.url, body: callback.body, headers: { ...headers } });
    reached('callback sent', callback.id);
    return answer;
  }

  /** An acknowledgement is worth keeping: the database may be away for a moment. */
  async function recordSurely(sent: SendRecord): Promise<DueCallback | undefined> {
    for (const pauseMs of RECORD_AGAIN_MS) {
      try {
        return await record(sent);
      } catch (error) {
        log.warn({ callbackId: sent.callbackId, err: error }, 'send not recorded yet');
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
    return record(sent);
  }

  return sendAndRecord;
}

/**
 * Sends callbacks and records what came of them. Those that this process commits arrive leased; the
 * rest (retries, other processes' leftovers) are claimed by a poll.
 */
import type { Outbox } from '../flows/centre.ts';
import type { Log } from '../log.ts';
import { reached } from '../steps.ts';
import {
  claimDueCallbacks,
  type DueCallback,
  expireLeases,
  failExhausted,
  recordSends,
  renewLeases,
  returnUnsent,
  type SendRecord,
} from '../store/callbacks.ts';
import { coalesce } from '../store/coalesce.ts';
import type { Db } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { createPlaces } from './places.ts';
import { nextSend } from './schedule.ts';
import type { Sender, SendResult } from './send.ts';
import { sendRecord } from './send-record.ts';
import { signCallback, signingKeys } from './sign.ts';

export type DeliveryWorker = Outbox & {
  start(): void;
  /** Takes nothing new, lets sends under way end for so long, and gives back what is left. */
  stop(graceMs: number): Promise<void>;
  readonly sendsUnderWay: () => number;
};

export type WorkerOptions = {
  readonly db: Db;
  readonly owner: string;
  readonly directory: Directory;
  readonly sender: Sender;
  readonly log: Log;
  /** Sends at once to one endpoint. */
  readonly perEndpointMax: number;
  readonly totalMax: number;
  readonly pollEveryMs: number;
  readonly renewEveryMs: number;
  readonly onSend?: (outcome: SendRecord['outcome'], latencyMs: number) => void;
};

export const WORKER_DEFAULTS = {
  perEndpointMax: 64,
  totalMax: 1_024,
  pollEveryMs: 1_000,
  renewEveryMs: 4_000,
} as const;

const CLAIM_MAX = 256;
const RECORD_AGAIN_MS = [100, 500, 2_000, 5_000, 5_000, 5_000] as const;

export function createDeliveryWorker(options: WorkerOptions): DeliveryWorker {
  const { db, owner, directory, sender, log } = options;
  /** Leased to us: being sent, or in line for a place. */
  const held = new Map<string, DueCallback>();
  let underWay = 0;
  const places = createPlaces<DueCallback>({
    perEndpointMax: options.perEndpointMax,
    totalMax: options.totalMax,
    begin: (callback) => void deliver(callback),
  });
  const record = coalesce({
    run: (records: readonly SendRecord[]) => recordSends(db, records),
    key: (each) => each.callbackId,
  });
  let stopping = false;
  /** There is more to send than we have taken. */
  let hungry = false;
  let claiming = false;
  const timers: NodeJS.Timeout[] = [];

  function reserve(endpoint: string): boolean {
    const promised = !stopping && places.promise(endpoint);
    if (!promised) hungry = true;
    return promised;
  }

  function send(callback: DueCallback): void {
    held.set(callback.id, callback);
    places.keepPromise(callback);
  }

  /** One that is leased to us, and was promised nothing. */
  function sendLater(callback: DueCallback): void {
    held.set(callback.id, callback);
    places.enter(callback);
  }

  /** Sends one callback and records it, and then the payment's next one, if that may go now. */
  async function deliver(callback: DueCallback): Promise<void> {
    underWay += 1;
    const next = await sendAndRecord(callback);
    underWay -= 1;
    held.delete(callback.id);
    if (next && stopping) await giveBack([next]);
    else if (next) sendLater(next);
  }

  async function sendAndRecord(callback: DueCallback): Promise<DueCallback | undefined> {
    try {
      const sentAtMs = Date.now();
      // The place is the merchant's, not the database's: the next one need not wait for the record.
      const result = await sendSigned(callback, sentAtMs).finally(() => leave(callback.endpoint));
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

  function leave(endpoint: string): void {
    places.leave(endpoint);
    if (hungry && !places.isBusy(endpoint)) void claim();
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

  async function claim(): Promise<void> {
    if (claiming || stopping) return;
    claiming = true;
    try {
      const full = places.busyEndpoints();
      const totalMax = Math.min(CLAIM_MAX, places.free());
      if (totalMax === 0) return;
      const perEndpointMax = options.perEndpointMax >> 1;
      const due = await claimDueCallbacks(db, { owner, full, perEndpointMax, totalMax });
      for (const callback of due) sendLater(callback);
      hungry = due.length > 0 || full.length > 0;
    } catch (error) {
      log.warn({ err: error }, 'no callbacks claimed: the database did not answer');
    } finally {
      claiming = false;
    }
  }

  async function renew(): Promise<void> {
    if (held.size === 0) return;
    await renewLeases(db, owner, [...held.keys()]).catch((error: unknown) => {
      log.warn({ err: error }, 'leases not renewed');
    });
  }

  /** Leases that have not begun to be sent. */
  async function giveBack(unsent: readonly DueCallback[]): Promise<void> {
    const ids = unsent.map(({ id }) => id);
    if (ids.length > 0) await returnUnsent(db, owner, ids).catch(() => undefined);
  }

  async function endExhausted(): Promise<void> {
    const ended = await failExhausted(db).catch(() => 0);
    if (ended > 0) log.warn({ ended }, 'callbacks failed: interrupted in their last send');
  }

  return {
    owner,
    reserve,
    release: places.takeBack,
    send,
    sendsUnderWay: () => underWay,
    start() {
      void claim();
      timers.push(
        setInterval(() => void claim(), options.pollEveryMs),
        setInterval(() => void renew(), options.renewEveryMs),
        setInterval(() => void endExhausted(), options.pollEveryMs * 5),
      );
    },
    async stop(graceMs) {
      stopping = true;
      for (const timer of timers) clearInterval(timer);
      await giveBack(places.dismissLine());
      const deadline = performance.now() + graceMs;
      while (underWay > 0 && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      // What was being committed when we began to stop may have come since.
      await giveBack(places.dismissLine());
      if (underWay > 0) await expireLeases(db, owner).catch(() => undefined);
    },
  };
}

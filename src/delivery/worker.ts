/**
 * Sends callbacks and records what came of them. Those that this process commits arrive leased; the
 * rest (retries, other processes' leftovers) are claimed by a poll. Each endpoint has only so many
 * places, so a slow merchant fills its own and nobody else's.
 */
import { validSecrets } from '../domain/app.ts';
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
  type SendRecord,
} from '../store/callbacks.ts';
import { coalesce } from '../store/coalesce.ts';
import type { Db } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { nextSend } from './schedule.ts';
import type { Sender, SendResult } from './send.ts';
import { sendRecord } from './send-record.ts';
import { secretKey, signCallback } from './sign.ts';

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

const RECORD_AGAIN_MS = [100, 500, 2_000, 5_000, 5_000, 5_000] as const;

export function createDeliveryWorker(options: WorkerOptions): DeliveryWorker {
  const { db, owner, directory, sender, log } = options;
  const underWay = new Map<string, DueCallback>();
  const placesTaken = new Map<string, number>();
  /** Leased to us, by endpoint, while all its places are taken. */
  const waitForPlace = new Map<string, DueCallback[]>();
  const record = coalesce({
    run: (records: readonly SendRecord[]) => recordSends(db, records),
    key: (each) => each.callbackId,
  });
  /** An endpoint is given more from the backlog when so few of its sends are under way. */
  const half = options.perEndpointMax >> 1;
  let reservedTotal = 0;
  let stopping = false;
  let hungry = false;
  let claiming = false;
  const timers: NodeJS.Timeout[] = [];

  function take(endpoint: string): void {
    placesTaken.set(endpoint, (placesTaken.get(endpoint) ?? 0) + 1);
    reservedTotal += 1;
  }

  function reserve(endpoint: string): boolean {
    const free =
      !stopping &&
      reservedTotal < options.totalMax &&
      (placesTaken.get(endpoint) ?? 0) < options.perEndpointMax;
    if (free) take(endpoint);
    else hungry = true;
    return free;
  }

  function release(endpoint: string): void {
    const next = waitForPlace.get(endpoint)?.shift();
    if (next) {
      // Its place is the one that is given back.
      send(next);
      return;
    }
    waitForPlace.delete(endpoint);
    const left = (placesTaken.get(endpoint) ?? 1) - 1;
    if (left > 0) placesTaken.set(endpoint, left);
    else placesTaken.delete(endpoint);
    reservedTotal -= 1;
    if (hungry && left <= half) void claim();
  }

  function send(callback: DueCallback): void {
    underWay.set(callback.id, callback);
    void deliver(callback).then((next) => {
      underWay.delete(callback.id);
      if (next) sendInPlace(next);
    });
  }

  /** One that is leased to us without a place: it goes as soon as there is one. */
  function sendInPlace(callback: DueCallback): void {
    const { endpoint } = callback;
    if ((placesTaken.get(endpoint) ?? 0) < options.perEndpointMax) {
      take(endpoint);
      send(callback);
      return;
    }
    underWay.set(callback.id, callback);
    waitForPlace.set(endpoint, [...(waitForPlace.get(endpoint) ?? []), callback]);
  }

  /** Sends one callback and records it; the payment's next one, if that may go now. */
  async function deliver(callback: DueCallback): Promise<DueCallback | undefined> {
    try {
      const sentAtMs = Date.now();
      // The place is the merchant's, not the database's: the next one need not wait for the record.
      const result = await sendSigned(callback, sentAtMs).finally(() => release(callback.endpoint));
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
    const secrets = app ? validSecrets(app, sentAtMs).map(secretKey) : [];
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
      const full = [...placesTaken].filter(([, taken]) => taken > half).map(([name]) => name);
      const totalMax = Math.min(256, options.totalMax - reservedTotal);
      if (totalMax <= 0) return;
      const due = await claimDueCallbacks(db, { owner, full, perEndpointMax: half, totalMax });
      // Others may have taken places while the database was asked.
      for (const callback of due) sendInPlace(callback);
      hungry = due.length > 0 || full.length > 0;
    } catch (error) {
      log.warn({ err: error }, 'no callbacks claimed: the database did not answer');
    } finally {
      claiming = false;
    }
  }

  async function renew(): Promise<void> {
    if (underWay.size === 0) return;
    await renewLeases(db, owner, [...underWay.keys()]).catch((error: unknown) => {
      log.warn({ err: error }, 'leases not renewed');
    });
  }

  async function endExhausted(): Promise<void> {
    const ended = await failExhausted(db).catch(() => 0);
    if (ended > 0) log.warn({ ended }, 'callbacks failed: interrupted in their last send');
  }

  return {
    owner,
    reserve,
    release,
    send,
    sendsUnderWay: () => underWay.size,
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
      const deadline = performance.now() + graceMs;
      while (underWay.size > 0 && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (underWay.size > 0) await expireLeases(db, owner).catch(() => undefined);
    },
  };
}

/**
 * Which callbacks go when. Those that this process commits arrive leased; the rest (retries, other
 * processes' leftovers) are claimed by a poll.
 */
import type { Outbox } from '../flows/centre.ts';
import {
  claimDueCallbacks,
  type DueCallback,
  expireLeases,
  failExhausted,
  renewLeases,
  returnUnsent,
} from '../store/callbacks.ts';
import { type CourierOptions, createCourier } from './courier.ts';
import { createPlaces } from './places.ts';

export type DeliveryWorker = Outbox & {
  start(): void;
  /** Takes nothing new, lets sends under way end for so long, and gives back what is left. */
  stop(graceMs: number): Promise<void>;
  readonly sendsUnderWay: () => number;
};

export type WorkerOptions = Omit<CourierOptions, 'onReply'> & {
  /** Sends at once to one endpoint. */
  readonly perEndpointMax: number;
  readonly totalMax: number;
  readonly pollEveryMs: number;
  readonly renewEveryMs: number;
};

export const WORKER_DEFAULTS = {
  perEndpointMax: 64,
  totalMax: 1_024,
  pollEveryMs: 1_000,
  renewEveryMs: 4_000,
} as const;

const CLAIM_MAX = 256;

export function createDeliveryWorker(options: WorkerOptions): DeliveryWorker {
  const { db, owner, log } = options;
  /** Leased to us: being sent, or in line for a place. */
  const held = new Map<string, DueCallback>();
  let underWay = 0;
  const places = createPlaces<DueCallback>({
    perEndpointMax: options.perEndpointMax,
    totalMax: options.totalMax,
    begin: (callback) => void deliver(callback),
  });
  const sendAndRecord = createCourier({ ...options, onReply: ({ endpoint }) => leave(endpoint) });
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

  /** One callback, and then the payment's next one, if that may go now. */
  async function deliver(callback: DueCallback): Promise<void> {
    underWay += 1;
    const next = await sendAndRecord(callback);
    underWay -= 1;
    held.delete(callback.id);
    if (next && stopping) await giveBack([next]);
    else if (next) sendLater(next);
  }

  function leave(endpoint: string): void {
    places.leave(endpoint);
    if (hungry && !places.isBusy(endpoint)) void claim();
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

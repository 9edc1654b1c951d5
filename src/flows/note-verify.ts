/**
 * Counts how often merchants ask whether a callback is true. Kept in memory and written in batches, so
 * that no answer waits for it; what a crash loses are counts of a few seconds, and nothing of money.
 */
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Db } from '../store/database.ts';
import { addVerifyCalls, type VerifyCalls } from '../store/verify-calls.ts';

export type VerifyCall = Pick<VerifyCalls, 'paymentId' | 'eventId' | 'answer'>;

export type VerifyNotes = {
  note(call: VerifyCall): void;
  /** Writes what is counted so far. */
  flush(): Promise<void>;
  /** Ends the writing, after a last time. */
  stop(): Promise<void>;
};

const EVERY_MS = 2_000;
const ROWS_MAX = 2_000;
/** While the database is away, what comes beyond this is not counted: memory stays flat. */
const KEPT_MAX = 20_000;

export function createVerifyNotes({ db, log }: { db: Db; log: Log }): VerifyNotes {
  let counted = new Map<string, VerifyCalls>();
  let writing: Promise<void> = Promise.resolve();

  function add(calls: VerifyCalls): void {
    const key = `${calls.paymentId} ${calls.eventId} ${calls.answer}`;
    const known = counted.get(key);
    if (!known && counted.size >= KEPT_MAX) return;
    counted.set(key, known ? together(known, calls) : calls);
  }

  async function write(): Promise<void> {
    const taken = [...counted.values()];
    counted = new Map();
    for (let at = 0; at < taken.length; at += ROWS_MAX) {
      const some = taken.slice(at, at + ROWS_MAX);
      try {
        await addVerifyCalls(db, some);
      } catch (error) {
        log.warn({ err: error }, 'verify calls not written yet');
        for (const calls of taken.slice(at)) add(calls);
        return;
      }
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  const timer = setInterval(() => void flush(), EVERY_MS);
  timer.unref();
  return {
    note(call) {
      const now = new Date();
      add({ ...call, calls: 1, firstAt: now, lastAt: now });
    },
    flush,
    async stop() {
      clearInterval(timer);
      await Promise.race([flush(), setTimeout(EVERY_MS, undefined, { ref: false })]);
    },
  };
}

function together(left: VerifyCalls, right: VerifyCalls): VerifyCalls {
  return {
    ...left,
    calls: left.calls + right.calls,
    firstAt: left.firstAt < right.firstAt ? left.firstAt : right.firstAt,
    lastAt: left.lastAt > right.lastAt ? left.lastAt : right.lastAt,
  };
}

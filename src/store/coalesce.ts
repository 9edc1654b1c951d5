import { isUnavailable } from './database.ts';

/**
 * Natural batching: items that arrive while a statement is under way go together in the next one.
 * There is no timer: an idle system sends batches of one at once, a busy one fills them by itself.
 */

export type CoalesceOptions<Item, Result> = {
  /** Does the work for all items in one statement; results in the order of the items. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items of the same key are never in one batch, nor in two at once. */
  readonly key?: (item: Item) => string;
  readonly batchMax?: number;
  /** Statements under way at once. */
  readonly lanes?: number;
};

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly key: string | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/** Returns a function that resolves with the item's own result once its batch has committed. */
export function coalesce<Item, Result>(
  options: CoalesceOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const { run, key, batchMax = 256, lanes = 2 } = options;
  type Entry = Waiting<Item, Result>;
  let queue: Entry[] = [];
  const keysUnderWay = new Set<string>();
  let lanesBusy = 0;
  let scheduled = false;

  function takeBatch(): Entry[] {
    const batch: Entry[] = [];
    const later: Entry[] = [];
    for (const entry of queue) {
      const blocked = entry.key !== undefined && keysUnderWay.has(entry.key);
      if (blocked || batch.length >= batchMax) {
        later.push(entry);
        continue;
      }
      if (entry.key !== undefined) keysUnderWay.add(entry.key);
      batch.push(entry);
    }
    queue = later;
    return batch;
  }

  async function settle(batch: readonly Entry[]): Promise<void> {
    try {
      const results = await run(batch.map((entry) => entry.item));
      batch.forEach((entry, at) => {
        entry.resolve(results[at] as Result);
      });
    } catch (error) {
      await settleApart(batch, error);
    }
  }

  /** One bad item must not fail its neighbours: the batch is halved until it stands alone. */
  async function settleApart(batch: readonly Entry[], error: unknown): Promise<void> {
    // Without a database no half fares better, and everybody would wait for each in turn.
    if (batch.length === 1 || isUnavailable(error)) {
      for (const entry of batch) entry.reject(error);
      return;
    }
    const half = batch.length >> 1;
    await settle(batch.slice(0, half));
    await settle(batch.slice(half));
  }

  function flush(): void {
    scheduled = false;
    while (lanesBusy < lanes && queue.length > 0) {
      const batch = takeBatch();
      if (batch.length === 0) return;
      lanesBusy += 1;
      void settle(batch).finally(() => {
        lanesBusy -= 1;
        for (const entry of batch) if (entry.key !== undefined) keysUnderWay.delete(entry.key);
        flush();
      });
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, key: key?.(item), resolve, reject });
      if (scheduled || lanesBusy >= lanes) return;
      scheduled = true;
      // After the I/O of this tick: requests that were read together are written together.
      setImmediate(flush);
    });
}

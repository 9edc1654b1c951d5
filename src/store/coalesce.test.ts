import { describe, expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** A statement that ends when the test says so, and remembers its batches. */
function gatedRun() {
  const batches: (readonly number[])[] = [];
  const open: (() => void)[] = [];
  const run = async (items: readonly number[]) => {
    batches.push(items);
    await new Promise<void>((resolve) => open.push(resolve));
    return items.map((item) => item * 10);
  };
  return { batches, run, openNext: () => open.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Lets every batch end until nothing is under way. */
async function openAll(gate: ReturnType<typeof gatedRun>, results: Promise<unknown>) {
  let done = false;
  void results.finally(() => {
    done = true;
  });
  while (!done) {
    gate.openNext();
    await turn();
  }
}

describe('items', () => {
  test('get their own result, in whatever batch they went', async () => {
    const double = coalesce({ run: async (items: readonly number[]) => items.map((n) => n * 2) });
    const all = Array.from({ length: 1_000 }, (_, n) => n);
    expect(await Promise.all(all.map(double))).toEqual(all.map((n) => n * 2));
  });

  test('that arrive together go together, and those that come meanwhile go next', async () => {
    const gate = gatedRun();
    const put = coalesce({ run: gate.run, lanes: 1 });
    const first = [put(1), put(2)];
    await turn();
    const second = [put(3), put(4), put(5)];
    await turn();
    expect(gate.batches).toEqual([[1, 2]]);
    await openAll(gate, Promise.all([...first, ...second]));
    expect(gate.batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  test('are never more in a batch, nor batches at once, than allowed', async () => {
    const gate = gatedRun();
    const put = coalesce({ run: gate.run, lanes: 2, batchMax: 3 });
    const all = Promise.all([1, 2, 3, 4, 5, 6, 7].map(put));
    await turn();
    expect(gate.batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await openAll(gate, all);
    expect(gate.batches.at(-1)).toEqual([7]);
  });

  test('of one key are never in one batch, nor in two at once, and keep their order', async () => {
    const gate = gatedRun();
    const put = coalesce({ run: gate.run, key: (n: number) => String(n % 2), lanes: 2 });
    const all = Promise.all([1, 3, 2, 5].map(put));
    await turn();
    expect(gate.batches).toEqual([[1, 2]]);
    await openAll(gate, all);
    expect(gate.batches).toEqual([[1, 2], [3], [5]]);
  });
});

describe('a batch that fails', () => {
  test('is halved until what is wrong with it stands alone', async () => {
    const put = coalesce({
      run: async (items: readonly number[]) => {
        if (items.includes(5)) throw new Error('five');
        return items;
      },
    });
    const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map(put));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => n !== 5),
    );
  });

  test('because the database is away fails as a whole: nobody waits for each in turn', async () => {
    let calls = 0;
    const put = coalesce({
      run: async (): Promise<readonly number[]> => {
        calls += 1;
        throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
      },
    });
    const results = await Promise.allSettled([1, 2, 3, 4].map(put));
    expect(results.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(calls).toBe(1);
  });

  test('does not stop the next one', async () => {
    const put = coalesce({
      run: async (items: readonly number[]) => {
        if (items.includes(0)) throw new Error('zero');
        return items;
      },
      key: (n: number) => String(n),
    });
    await expect(put(0)).rejects.toThrow('zero');
    await expect(put(0)).rejects.toThrow('zero');
    expect(await put(1)).toBe(1);
  });
});
